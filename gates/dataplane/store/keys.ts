/** Data of every kind in a store, and whether a server has it all. */
import { direct, type Login } from './ask';
import { SERVER_PORT } from './store';

const STRINGS = 20_000;
const PATIENCE = 20_000;

/** Fills a primary that has so many replicas. @returns how many keys there are then */
export async function fill(address: string, login: Login, generation: string, replicas = 2): Promise<number> {
  const client = direct(address, SERVER_PORT, login, PATIENCE);
  try {
    for (let from = 0; from < STRINGS; from += 1_000) {
      const pipeline = client.pipeline();
      for (let at = from; at < from + 1_000; at += 1) pipeline.set(`key:${at}`, textOf(generation, at));
      await pipeline.exec();
    }
    const pipeline = client.pipeline();
    pipeline.del('list', 'stream');
    pipeline.set('binary', Buffer.from([0, 1, 2, 253, 254, 255, 10, 13]));
    pipeline.set('soon', 'gone', 'EX', 2);
    pipeline.set('later', 'there', 'EX', 86_400);
    for (let at = 0; at < 1_000; at += 1) {
      pipeline.hset('hash', `field:${at}`, `${at}`);
      pipeline.rpush('list', `${at}`);
      pipeline.sadd('set', `${at}`);
      pipeline.zadd('sorted', at, `${at}`);
      pipeline.xadd('stream', `${at + 1}-0`, 'at', `${at}`);
    }
    const replies = await pipeline.exec();
    const refused = replies?.find(([error]) => error);
    if (refused) throw new Error(`the store must take data: ${refused[0]}`);
    // Servers that were kept waiting lose nothing that both replicas have.
    const copies = await client.wait(replicas, PATIENCE / 2);
    if (copies < replicas) throw new Error(`${replicas} replicas must have all data, got ${copies}`);
    return await client.dbsize();
  } finally {
    client.disconnect();
  }
}

/** Deletes most of what `fill` has written, on every server. */
export async function empty(address: string, login: Login): Promise<void> {
  const client = direct(address, SERVER_PORT, login, PATIENCE);
  try {
    await client.del(Array.from({ length: STRINGS }, (_, at) => `key:${at}`));
    await client.wait(2, PATIENCE / 2);
  } finally {
    client.disconnect();
  }
}

/** Returns the data that a server does not have as written; empty when it has everything. */
export async function missing(address: string, login: Login, generation: string): Promise<string[]> {
  const client = direct(address, SERVER_PORT, login, PATIENCE);
  const wrong: string[] = [];
  try {
    for (let from = 0; from < STRINGS; from += 1_000) {
      const names = Array.from({ length: 1_000 }, (_, at) => `key:${from + at}`);
      const values = await client.mget(names);
      values.forEach((value, at) => {
        if (value !== textOf(generation, from + at)) wrong.push(`key:${from + at}`);
      });
    }
    const counts = await Promise.all([
      client.hlen('hash'),
      client.llen('list'),
      client.scard('set'),
      client.zcard('sorted'),
      client.xlen('stream'),
    ]);
    counts.forEach((count, at) => {
      if (count !== 1_000) wrong.push(`${['hash', 'list', 'set', 'sorted', 'stream'][at]}: ${count}`);
    });
    if ((await client.get('later')) !== 'there') wrong.push('later');
    const binary = await client.getBuffer('binary');
    if (binary?.toString('hex') !== '000102fdfeff0a0d') wrong.push('binary');
    return wrong;
  } finally {
    client.disconnect();
  }
}

function textOf(generation: string, at: number): string {
  return `${generation} ${at} ${'x'.repeat(at % 97)}`;
}
