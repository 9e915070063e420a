/** A minimal runner: checks run one after the other, and all of them before the exit code says how it went. */
import { capture } from '../processes';

type Check = readonly [name: string, run: () => Promise<void>];
const checks: Check[] = [];

/** Adds a check; `name` is a sentence. */
export function check(name: string, run: () => Promise<void>): void {
  checks.push([name, run]);
}

/** Runs all checks and sets the exit code. */
export async function runChecks(): Promise<void> {
  let failed = 0;
  for (const [name, run] of checks) {
    const start = Date.now();
    try {
      await run();
      console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name}`);
      console.log(error instanceof Error ? error.stack : error);
    }
  }
  console.log(`${checks.length - failed} of ${checks.length} checks passed`);
  if (failed > 0) process.exitCode = 1;
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
