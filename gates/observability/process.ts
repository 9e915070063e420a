import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server that can be ended and started again with the same arguments. */
export class Server {
  private child: ChildProcess | undefined;

  constructor(
    readonly log: string,
    private readonly program: string,
    private readonly args: readonly string[],
    private readonly ready: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {}

  /** Starts the server, and waits until it answers. Throws with the end of its log when it ends or does not answer in two minutes. */
  async start(): Promise<void> {
    const output = openSync(this.log, 'a');
    const child = spawn(this.program, this.args, {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running.add(child);
    child.on('exit', () => running.delete(child));
    this.child = child;
    await until(`${this.program} answers`, async () => {
      if (child.exitCode !== null) throw new Error(`${this.program} ended:\n${this.tail()}`);
      return fetch(this.ready).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  /** MiB of memory at most, since the start. */
  get peak(): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }

  private tail(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-15).join('\n');
  }
}

/** Waits until something is true. Throws when it is not after the time. */
export async function until(what: string, isTrue: () => Promise<boolean>, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`${what}: not after ${seconds} s`);
    await sleep(200);
  }
}
