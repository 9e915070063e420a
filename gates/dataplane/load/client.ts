/** A process that writes as an application would, inside the network of a pod. It obeys messages of its parent. */
import { setTimeout as sleep } from 'node:timers/promises';
import type Redis from 'ioredis';
import { connect } from './connect';
import { type Command, KINDS, type Kind, type KindLoss, type KindReport, type Start } from './messages';

const WAIT_MS = 800;
const BATCH = 500;
/** A command sent within this time after a fault may still have reached the server before it. */
const IN_FLIGHT_MS = 20;

/** Writes of one kind of writers. */
class Ledger {
  readonly keys: string[] = [];
  readonly sent: number[] = [];
  readonly acknowledged: number[] = [];
  readonly errors: { at: number; what: string }[] = [];
  unconfirmed = 0;

  report(since: number): KindReport {
    const errors: Record<string, number> = {};
    for (const { at, what } of this.errors) if (at >= since) errors[what] = (errors[what] ?? 0) + 1;
    const times = [...this.acknowledged].sort((a, b) => a - b);
    const after = times.filter((at) => at >= since);
    const marks = [since, ...after];
    const gap = marks.slice(1).reduce((most, at, i) => Math.max(most, at - (marks[i] ?? at)), 0);
    const first = this.acknowledged
      .filter((_, i) => (this.sent[i] ?? 0) >= since + IN_FLIGHT_MS)
      .sort((a, b) => a - b)[0];
    const last = after.at(-1);
    return {
      acknowledged: times.length,
      unconfirmed: this.unconfirmed,
      firstAfter: first === undefined ? undefined : first - since,
      lastAfter: last === undefined ? undefined : last - since,
      gap,
      before: times.filter((at) => at < since && at >= since - 2_000).length / 2,
      errors,
    };
  }

  clear(): void {
    for (const list of [this.keys, this.sent, this.acknowledged, this.errors]) list.length = 0;
    this.unconfirmed = 0;
  }
}

const prefix = process.env['LOAD_PREFIX'] ?? '';
const name = process.env['LOAD_NAME'] ?? 'load';
const ledgers: Readonly<Record<Kind, Ledger>> = { plain: new Ledger(), confirmed: new Ledger() };
let running: Promise<void>[] = [];
let stopping = false;
let serial = 0;

function brief(error: Error): string {
  const words = error.message.split(' ');
  return /^[A-Z]{4,}$/.test(words[0] ?? '') ? (words[0] ?? '') : error.message.slice(0, 60);
}

/** Sends one write. @returns true if it counts as acknowledged */
async function write(redis: Redis, kind: Kind, key: string): Promise<boolean> {
  if (kind === 'plain') return (await redis.set(key, key)) === 'OK';
  const replies = await redis.pipeline().set(key, key).wait(1, WAIT_MS).exec();
  const [[setError, set] = [], [waitError, waited] = []] = replies ?? [];
  if (setError) throw setError;
  if (waitError) throw waitError;
  if (set === 'OK' && waited === 0) ledgers[kind].unconfirmed += 1;
  return set === 'OK' && Number(waited) >= 1;
}

async function writer(kind: Kind, rate: number): Promise<void> {
  const redis = connect(process.env, prefix);
  const ledger = ledgers[kind];
  const step = 1000 / rate;
  let due = performance.now() + Math.random() * step;
  while (!stopping) {
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    due = Math.max(due + step, performance.now() - 100);
    serial += 1;
    const key = `${name}:${kind}:${serial}`;
    const sent = Date.now();
    try {
      if (await write(redis, kind, key)) {
        ledger.keys.push(key);
        ledger.sent.push(sent);
        ledger.acknowledged.push(Date.now());
      }
    } catch (error) {
      ledger.errors.push({ at: Date.now(), what: brief(error as Error) });
      await sleep(50);
    }
  }
  redis.disconnect();
}

async function verify(kind: Kind, remove: boolean): Promise<KindLoss> {
  const { keys, acknowledged } = ledgers[kind];
  const redis = connect(process.env, prefix);
  const when: number[] = [];
  let lost = 0;
  for (let at = 0; at < keys.length; at += BATCH) {
    const batch = keys.slice(at, at + BATCH);
    const values = await redis.mget(batch);
    for (const [i, value] of values.entries()) {
      if (value === batch[i]) continue;
      lost += 1;
      if (when.length < 5) when.push(acknowledged[at + i] ?? 0);
    }
    if (remove) await redis.unlink(batch);
  }
  redis.disconnect();
  const checked = keys.length;
  if (remove) ledgers[kind].clear();
  return { checked, lost, when };
}

async function obey(command: Command): Promise<unknown> {
  if (command.do === 'start') {
    const { connections, rate }: Start = command;
    stopping = false;
    running = KINDS.flatMap((kind) => Array.from({ length: connections[kind] }, () => writer(kind, rate)));
    return undefined;
  }
  if (command.do === 'stop') {
    stopping = true;
    await Promise.race([Promise.all(running), sleep(3_000)]);
    return undefined;
  }
  if (command.do === 'report') {
    return { plain: ledgers.plain.report(command.since), confirmed: ledgers.confirmed.report(command.since) };
  }
  return { plain: await verify('plain', command.remove), confirmed: await verify('confirmed', command.remove) };
}

process.on('message', ({ id, command }: { id: number; command: Command }) => {
  obey(command).then(
    (answer) => process.send?.({ id, answer }),
    (error: unknown) => process.send?.({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
