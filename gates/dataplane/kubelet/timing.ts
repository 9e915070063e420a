/** Delays of a real cluster for steps that happen at once here. Drawn anew each time, from a seed that the run prints. */

export const SEED = Number(process.env['MAINSTAY_SEED'] ?? Date.now() % 100_000);

let state = SEED;

/** A number in [0, 1), from a generator that anyone can repeat (mulberry32). */
export function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

function between(least: number, most: number): number {
  return least + random() * (most - least);
}

/** The kubelet sees once a second which containers have ended; then it makes another. */
export const noticeExit = (): number => between(100, 1_000);

/** Scheduling, sandbox, volumes, until the first container of a new pod starts. */
export const startPod = (): number => between(600, 1_600);

/** From a change of a pod to its names and addresses: endpoint controller, watch of CoreDNS and kube-proxy. */
export const PROPAGATION_MS = 300;

/** From a change of a ConfigMap or Secret to the mounted files. A kubelet may take two minutes. */
export const REFRESH_MS = 1_000;

const BACK_OFF_MS = 10_000;
const LONGEST_MS = 300_000;
const FORGET_MS = 600_000;

/** CrashLoopBackOff: the first restart at once, then after 10 s, 20 s … 5 min; ten good minutes forget it. */
export class BackOff {
  private crashes = 0;

  /** Returns the wait before the next start, given how long the container ran. */
  next(ranMs: number): number {
    if (ranMs > FORGET_MS) this.crashes = 0;
    const wait = this.crashes === 0 ? 0 : Math.min(LONGEST_MS, BACK_OFF_MS * 2 ** (this.crashes - 1));
    this.crashes += 1;
    return wait;
  }

  /** Pretends that the container ran well for ten minutes, or that it crashed `crashes` times within them. */
  set(crashes: number): void {
    this.crashes = crashes;
  }
}

/** @returns a random order of `items`. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
