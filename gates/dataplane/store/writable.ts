/** Watches which pods of a store accept writes: two at the same time are a split brain. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store';

const PERIOD_MS = 200;

export class Writable {
  /** Moments in which more than one pod accepted a write, and which. */
  readonly twice: { readonly at: number; readonly who: readonly string[] }[] = [];
  private stopped = false;
  private readonly done: Promise<void>;

  constructor(private readonly store: Store) {
    this.done = this.watch();
  }

  /** Ends watching. @returns how often two primaries accepted writes */
  async stop(): Promise<number> {
    this.stopped = true;
    await this.done;
    return this.twice.length;
  }

  private async acceptors(): Promise<string[]> {
    const seen = this.store.cluster.everywhere(this.store.namespace);
    const answers = await Promise.all(seen.map((pod) => this.store.ask(pod, 'SET', 'watch', 'x')));
    return seen.filter((_, i) => answers[i] === 'OK').map(({ name, address }) => `${name} ${address}`);
  }

  private async watch(): Promise<void> {
    while (!this.stopped) {
      const first = await this.acceptors();
      if (first.length > 1) {
        // One may have handed over between the two answers: only a split that a second look confirms counts.
        const second = await this.acceptors();
        const both = first.filter((name) => second.includes(name));
        if (both.length > 1) this.twice.push({ at: Date.now(), who: both });
      }
      await sleep(PERIOD_MS);
    }
  }
}
