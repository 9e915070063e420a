import { closeSync, mkdtempSync, openSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onShutdown, removeAtExit } from './cleanup';
import { type Server, startServer } from './processes';
import type { Programs } from './programs';
import { relevantLines } from './server-logs';

/** The servers of one control plane: a directory, a log for each, and one end for all. */
export class ServerGroup {
  private readonly servers: Server[] = [];
  readonly directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cluster-'));
  private readonly removeDirectory = removeAtExit(this.directory);
  private readonly forget = onShutdown(() => this.stop());
  private stopping: Promise<void> | undefined;
  /** Runs first when the control plane stops. */
  beforeStop: (() => Promise<void>) | undefined;

  constructor(
    private readonly programs: Programs,
    private readonly timeoutSeconds: number,
  ) {}

  private logOf(name: string): string {
    return path.join(this.directory, `${name}.log`);
  }

  file(name: string): string {
    return path.join(this.directory, name);
  }

  async start(name: keyof Programs, args: readonly string[]): Promise<void> {
    const log = openSync(this.logOf(name), 'a');
    try {
      this.servers.push(await startServer(name, this.programs[name], args, log));
    } finally {
      closeSync(log);
    }
  }

  /** Waits until `ready`. @throws with the logs' relevant lines if that takes too long or a server ends meanwhile */
  async wait(what: string, blame: keyof Programs, ready: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + this.timeoutSeconds * 1000;
    while (!(await ready())) {
      if (this.stopping) throw new Error(`stopped while waiting for ${what}`);
      const dead = this.servers.find((server) => server.ended() !== undefined);
      if (dead) throw new Error(`${dead.name} ended with ${dead.ended()}:\n${relevantLines(this.logOf(dead.name))}`);
      if (Date.now() > deadline) {
        throw new Error(`no ${what} within ${this.timeoutSeconds} s; ${blame}:\n${relevantLines(this.logOf(blame))}`);
      }
      await sleep(100);
    }
  }

  stop(): Promise<void> {
    this.stopping ??= (async () => {
      await this.beforeStop?.().catch(() => {});
      // Clients end before the servers that they talk to, so that each can end cleanly.
      for (const server of [...this.servers].reverse()) await server.stop(1_500);
      this.removeDirectory();
      this.forget();
    })();
    return this.stopping;
  }
}
