/** One life of a container: from `crun run` to its exit. A restart is another life. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle } from './bundle';
import type { Said } from './shell';

/** Containers do not inherit the priority of this process. */
const CRUN = ['-n', '5', 'crun', '--root', '/run/crun', '--cgroup-manager=disabled'];
const MOST_OUTPUT = 64 * 1024;

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function send(pid: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (pid) process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

let executions = 0;

export class Life {
  readonly startedAt = Date.now();
  readonly exited: Promise<number>;
  private status: number | undefined;
  private readonly child: ChildProcess;

  /** @param log file descriptor that standard output and error go to */
  constructor(
    private readonly id: string,
    private readonly bundle: Bundle,
    private readonly process: Record<string, unknown>,
    log: number,
  ) {
    const pidFile = path.join(bundle.directory, 'pid');
    const args = [...CRUN, 'run', '--bundle', bundle.directory, '--pid-file', pidFile, id];
    this.child = spawn('nice', args, { stdio: ['ignore', log, log] });
    this.exited = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.status = code ?? (signal === 'SIGKILL' ? 137 : 143);
        resolve(this.status);
      });
    });
  }

  get running(): boolean {
    return this.status === undefined;
  }

  /** The main process, as this process sees it. */
  get pid(): number | undefined {
    return this.running ? readPid(path.join(this.bundle.directory, 'pid')) : undefined;
  }

  /** Sends a signal to the main process, as the kernel or a runtime would. */
  signal(signal: NodeJS.Signals): void {
    send(this.pid, signal);
  }

  /** Waits until the main process runs or has ended. */
  async begun(): Promise<void> {
    while (this.running && !this.pid) await sleep(5);
  }

  /** Runs a command in the container as a probe or hook does, and kills it after `timeoutSeconds`. */
  async exec(command: readonly string[], timeoutSeconds: number): Promise<Said> {
    executions += 1;
    const file = path.join(this.bundle.directory, `exec-${executions}`);
    writeFileSync(file, JSON.stringify({ ...this.process, args: command }));
    const child = spawn('nice', [...CRUN, 'exec', '--process', file, '--pid-file', `${file}.pid`, this.id], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        if (output.length < MOST_OUTPUT) output += chunk;
      });
    }
    const closed = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 137)));
    const timer = new AbortController();
    const late = sleep(timeoutSeconds * 1000, 'late' as const, { signal: timer.signal }).catch(() => 'late' as const);
    const first = await Promise.race([closed, late, this.exited.then(() => 137)]);
    timer.abort();
    if (first === 'late') {
      const pid = readPid(`${file}.pid`);
      if (pid) send(pid, 'SIGKILL');
      else child.kill('SIGKILL');
    }
    return { status: first === 'late' ? 137 : first, output, timedOut: first === 'late' };
  }

  /** Removes what is left after the exit. */
  async bury(): Promise<void> {
    await this.exited;
    await new Promise<void>((resolve) => {
      spawn('nice', [...CRUN, 'delete', '--force', this.id], { stdio: 'ignore' }).once('close', () => resolve());
    });
    await this.bundle.remove();
  }
}
