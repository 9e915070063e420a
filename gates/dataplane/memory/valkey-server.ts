/** One server with the settings that the library renders, in a root file system of the data plane and under a memory limit. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { track } from '../../cluster/cleanup';
import { ask } from '../store/ask';
import { MemoryLimit } from './cgroup';
import { inRoot } from './in-root';

const LOGIN = { password: '' };

/** Settings of all servers of a store. */
export interface Common {
  readonly root: string;
  readonly program: 'valkey' | 'redis';
  readonly directory: string;
  readonly configuration: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limit: number;
}

export class Server {
  readonly limit: MemoryLimit;
  /** The largest `used` since the start, in bytes. */
  most = 0;
  private child: ChildProcess | undefined;
  private readonly watch: NodeJS.Timeout;

  constructor(
    private readonly common: Common,
    readonly port: number,
    private readonly primary?: number,
  ) {
    this.limit = new MemoryLimit(`mainstay-memory-${process.pid}-${port}`, common.limit);
    this.watch = setInterval(() => {
      this.most = Math.max(this.most, this.limit.used);
    }, 20);
  }

  private get directory(): string {
    return path.join(this.common.directory, `${this.port}`);
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    const { root, program, configuration, env } = this.common;
    mkdirSync(this.directory, { recursive: true });
    const own = [`port ${this.port}`, 'dir /tmp', ...(this.primary ? [`replicaof 127.0.0.1 ${this.primary}`] : [])];
    writeFileSync(
      path.join(this.directory, 'server.conf'),
      `${configuration.replace(/^dir .*\n/m, '')}${own.join('\n')}\n`,
    );
    const log = openSync(path.join(this.directory, 'log'), 'a');
    const enter = `echo $$ >${this.limit.directory}/cgroup.procs &&`;
    const words = inRoot(root, this.directory, [`${program}-server`, '/tmp/server.conf'], enter);
    this.child = spawn('unshare', words, {
      stdio: ['ignore', log, log],
      detached: true,
      env: { ...process.env, ...env },
    });
    track(this.child);
    await this.until('answers', async () => (await this.info())['loading'] === '0');
  }

  /** Stops it without a warning and removes its data: it has to copy everything. */
  async loseVolume(): Promise<void> {
    await this.kill();
    rmSync(path.join(this.directory, 'appendonlydir'), { recursive: true, force: true });
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  ask(...words: [string, ...string[]]): Promise<unknown> {
    return ask('127.0.0.1', this.port, LOGIN, ...words);
  }

  async info(): Promise<Readonly<Record<string, string>>> {
    const text = `${(await this.ask('INFO', 'everything')) ?? ''}`;
    return Object.fromEntries(
      text.split('\r\n').map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1)]),
    );
  }

  /** Waits until `test` is true. @returns the seconds, or `undefined` when it took too long */
  async until(what: string, test: () => Promise<boolean>, seconds = 60): Promise<number | undefined> {
    const begun = Date.now();
    while (Date.now() - begun < seconds * 1000) {
      if (await test()) return (Date.now() - begun) / 1000;
      await sleep(200);
    }
    console.log(`      ${this.port}: not after ${seconds} s: ${what}`);
    return undefined;
  }

  private async kill(): Promise<void> {
    const { child } = this;
    if (!child || !this.alive) return;
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    while (this.alive) await sleep(50);
  }

  async remove(): Promise<void> {
    clearInterval(this.watch);
    await this.kill();
    await sleep(300);
    this.limit.remove();
  }
}
