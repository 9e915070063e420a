/** Checks of the gate itself: they are collected first, then run one after the other. */
import { capture } from '../processes';
import { conclude, type Run, check as run } from '../runner';

const checks: (readonly [name: string, run: Run])[] = [];

/** Adds a check; `name` is a sentence. */
export function check(name: string, body: Run): void {
  checks.push([name, body]);
}

/** Runs all checks and sets the exit code. */
export async function runChecks(): Promise<void> {
  for (const [name, body] of checks) await run(name, body);
  conclude();
}

/** @returns the command lines of running processes that mention `text`. */
export async function processesMentioning(text: string): Promise<string[]> {
  const { stdout } = await capture('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout.split('\n').filter((line) => line.includes(text));
}

/** @returns the message of the error that `promise` rejects with. @throws if it does not reject */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error, got none');
}

/** Runs `run` with some environment variables set, or unset where `undefined`. */
export async function withEnvironment(
  values: Record<string, string | undefined>,
  run: () => Promise<void>,
): Promise<void> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(values)) set(name, value);
  try {
    await run();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}
