import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { killGroup, track } from './cleanup';

function describe(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Target of standard output and error; none by default. */
  readonly output?: Writable;
}

/** Runs a command to its end. @returns `exit code N` or `signal NAME`. @throws if it cannot be started */
export function runGroup(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      if (options.output) stream.pipe(options.output, { end: false });
      else stream.resume();
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (options.output) options.output.end(() => resolve(describe(code, signal)));
      else resolve(describe(code, signal));
    });
    track(child);
  });
}

/** Result of a finished command. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CaptureOptions extends Pick<RunOptions, 'cwd' | 'env'> {
  readonly stdin?: string;
  /** The command is killed after this many seconds, 300 by default. */
  readonly timeoutSeconds?: number;
}

/** Runs a command and captures what it writes. @throws if it cannot be started or takes longer than its timeout */
export function capture(
  command: string,
  args: readonly string[],
  options: CaptureOptions = {},
): Promise<CommandResult> {
  const { stdin = '', timeoutSeconds = 300, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...spawnOptions, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    }
    const timer = setTimeout(() => {
      if (child.pid) killGroup(child.pid, 'SIGKILL');
      reject(new Error(`${command} ${args.join(' ')} took longer than ${timeoutSeconds} s\n${text.stderr}`));
    }, timeoutSeconds * 1000);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ status: code ?? 1, ...text });
    });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    track(child);
  });
}

/** A program that runs until it is stopped. */
export interface Server {
  readonly name: string;
  readonly pid: number;
  /** `exit code N` or `signal NAME` once it has ended, `undefined` while it runs. */
  readonly ended: () => string | undefined;
  /** Stops it: first with SIGTERM, then after `graceMs` with SIGKILL. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

/** Starts a program that writes to the file descriptor `log`. @throws if it cannot be started */
export function startServer(
  name: string,
  command: string,
  args: readonly string[],
  log: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { detached: true, stdio: ['ignore', log, log], env });
    let status: string | undefined;
    const exited = new Promise<void>((done) => {
      child.once('exit', (code, signal) => {
        status = describe(code, signal);
        done();
      });
    });
    child.once('error', (error) => reject(new Error(`${name} cannot be started: ${error.message}`)));
    child.once('spawn', () => {
      const pid = child.pid ?? 0;
      resolve({
        name,
        pid,
        ended: () => status,
        stop: async (graceMs = 3_000) => {
          if (status !== undefined) return;
          killGroup(pid, 'SIGTERM');
          await Promise.race([exited, sleep(graceMs, undefined, { ref: false })]);
          if (status === undefined) killGroup(pid, 'SIGKILL');
          await exited;
        },
      });
    });
    track(child);
  });
}
