/** One store of a size: filled to its capacity and overwritten at full speed while its servers rewrite, hang and copy. */
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeAtExit } from '../../cluster/cleanup';
import { dataOf, fill, overwrite } from './valkey-load';
import { type Common, Server } from './valkey-server';

export interface Measured {
  readonly data: number;
  readonly writes: number;
  readonly stream: number;
  /** The most memory of the primary and of a replica, in bytes. */
  readonly primary: number;
  readonly replica: number;
  readonly kills: number;
  readonly refused: number;
  readonly rewrites: number;
  /** Seconds until a replica that hung for 25 s, and one that lost its volume, follow again. */
  readonly hung: number | undefined;
  readonly copy: number | undefined;
}

const COPY_SECONDS = 300;
/** Of the stated capacity: overwriting needs a moment's memory for a new value beside the old one. */
const FILLED = 0.98;

async function follows(replica: Server): Promise<boolean> {
  const info = await replica.info();
  return info['master_link_status'] === 'up' && info['loading'] === '0';
}

async function rewrite(primary: Server): Promise<boolean> {
  await primary.ask('BGREWRITEAOF');
  await sleep(300);
  const ended = await primary.until(
    'the rewrite ends',
    async () => {
      const info = await primary.info();
      return info['aof_rewrite_in_progress'] === '0' && info['aof_rewrite_scheduled'] === '0';
    },
    COPY_SECONDS,
  );
  return ended !== undefined && (await primary.info())['aof_last_bgrewrite_status'] === 'ok';
}

/** The operations and bytes of replication in a second. */
async function speed(primary: Server): Promise<readonly [number, number]> {
  const before = await primary.info();
  await sleep(3_000);
  const after = await primary.info();
  const rate = (name: string): number => (Number(after[name]) - Number(before[name])) / 3;
  return [rate('total_commands_processed'), rate('master_repl_offset')];
}

export async function measure(given: Omit<Common, 'directory'>, capacity: number, size: number): Promise<Measured> {
  const directory = mkdtempSync(path.join(process.env['MAINSTAY_SCRATCH'] ?? '/var/tmp', 'mainstay-memory-'));
  const remove = removeAtExit(directory);
  const common: Common = { ...given, directory };
  // Below the ports that the kernel gives to connections.
  const first = 10_000 + (process.pid % 20_000);
  const primary = new Server(common, first);
  const replicas = [new Server(common, first + 1, first), new Server(common, first + 2, first)] as const;
  const [, last] = replicas;
  const all = [primary, ...replicas];
  try {
    for (const server of all) await server.start();
    for (const replica of replicas) await replica.until('follows', () => follows(replica));
    await primary.until('takes writes', async () => (await primary.ask('SET', 'first', 'x')) === 'OK');
    const { keys, refused } = await fill(primary, capacity * FILLED, size);
    const data = await dataOf(primary);
    const end = overwrite(common, primary, keys, size);
    await sleep(2_000);
    const [writes, stream] = await speed(primary);
    let rewrites = 0;
    for (let n = 0; n < 3; n += 1) rewrites += (await rewrite(primary)) ? 1 : 0;
    last.signal('SIGSTOP');
    await sleep(25_000);
    last.signal('SIGCONT');
    await sleep(1_000);
    const hung = await last.until('follows after it hung', () => follows(last), COPY_SECONDS);
    await last.loseVolume();
    await last.start();
    const copy = await last.until('follows after it lost its volume', () => follows(last), COPY_SECONDS);
    // The copy becomes the beginning of the replica's own log.
    await sleep(5_000);
    end();
    const info = await primary.info();
    const errors = Number(/count=(\d+)/.exec(info['errorstat_OOM'] ?? '')?.[1] ?? 0);
    const kills = all.reduce((sum, { limit, alive }) => sum + limit.kills + (alive ? 0 : 1), 0);
    const replica = Math.max(...replicas.map(({ most }) => most));
    const refusals = errors + (refused === undefined ? 0 : 1);
    return { data, writes, stream, primary: primary.most, replica, kills, refused: refusals, rewrites, hung, copy };
  } finally {
    for (const server of all) await server.remove();
    remove();
  }
}
