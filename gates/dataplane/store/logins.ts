/** Watches who gets in while passwords change: new connections to every server and every Sentinel, with each of two passwords. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask';
import { SENTINEL_PORT, SERVER_PORT, type Store } from './store';

const PERIOD_MS = 250;

export class Logins {
  tries = 0;
  /** Tries in which the password before was refused. */
  oldRefused = 0;
  /** Tries in which both passwords were refused. */
  bothRefused = 0;
  /** Server or Sentinel → when it first took the new password. */
  readonly taken = new Map<string, number>();
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(
    private readonly store: Store,
    private readonly before: string,
    private readonly after: string,
  ) {
    this.done = this.watch();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.done;
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      const all = this.store.pods.flatMap(({ name, address = '' }) =>
        [SERVER_PORT, SENTINEL_PORT].map((port) => ({ name: `${name}:${port}`, address, port })),
      );
      await Promise.all(all.map(({ name, address, port }) => this.look(name, address, port)));
      await sleep(PERIOD_MS);
    }
  }

  private async look(name: string, address: string, port: number): Promise<void> {
    const answers = await Promise.all(
      [this.before, this.after].map((password) => ask(address, port, { password }, 'PING')),
    );
    const [old, next] = answers.map((answer) => (/NOAUTH|WRONGPASS/.test(`${answer}`) ? 'refused' : answer));
    if (answers.includes(undefined)) return;
    this.tries += 1;
    if (old === 'refused') this.oldRefused += 1;
    if (old === 'refused' && next === 'refused') this.bothRefused += 1;
    if (next === 'PONG' && !this.taken.has(name)) this.taken.set(name, Date.now());
  }
}
