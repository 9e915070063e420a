import type { StoreFacts } from '../../description';
import type { Settings } from './options';

const MEBIBYTE = 1024 ** 2;

/** The smallest memory in which buffers and the server leave room for data. */
export const LEAST_MEMORY = 48 * MEBIBYTE;

/** The server without data, its sockets, and the probes, which run in its container. */
const SERVER = 20 * MEBIBYTE;

/** The share of the container's memory that stays free. */
const FREE = 1 / 20;

/** The memory that data takes up, with the gaps that overwriting leaves, for each byte of data. */
const GAPS = 1.08;

const RETURNED = 'dirty_decay_ms:100,muzzy_decay_ms:0';

/**
 * Variables of the server's allocator, jemalloc. After ten seconds, its default, buffers of large values that were freed took up
 * more than the data. The first variable is that of a shared library, the second that of the library in official images.
 * https://jemalloc.net/jemalloc.3.html#opt.dirty_decay_ms
 */
export const ALLOCATOR = { MALLOC_CONF: RETURNED, JE_MALLOC_CONF: RETURNED };

/** The division of a container's memory, in bytes. The parts add up to less than the limit. */
export interface MemoryPlan {
  /** The data that the store holds. */
  readonly data: number;
  /** `maxmemory`, which counts the backlog and the buffers of clients too. */
  readonly maxmemory: number;
  /** The latest writes, from which a replica that was away for a moment goes on without a full copy. */
  readonly backlog: number;
  /** The writes that may wait for one replica before it is disconnected. It contains the backlog where replicas share a buffer. */
  readonly replicaBuffer: number;
  /** The memory that all clients may take up before the largest one is disconnected. */
  readonly clients: number;
  /** The pages that a forked process keeps while the server overwrites them. */
  readonly copied: number;
  /** The sum of all parts at their largest, without clients that read while no replica waits. */
  readonly sum: number;
}

/**
 * Divides the memory of a server. While a forked process writes the append-only file or a copy for a replica, clients may
 * overwrite everything: data and backlog then take up their memory twice, and the writes for replicas wait beside them.
 * https://valkey.io/topics/memory-optimization/
 *
 * @throws when the memory is too small for data
 */
export function divide(facts: StoreFacts, { abilities, dataShare }: Settings): MemoryPlan {
  const { memory, topology, replicas } = facts;
  if (memory < LEAST_MEMORY) {
    const got = `${Math.floor(memory / MEBIBYTE)}Mi`;
    facts.fail('memory must leave room for data beside the server and its buffers', got, 'use at least 48Mi');
  }
  const replicated = topology === 'failover';
  // A single server has a replica only while a backup copies its data.
  const backlog = replicated ? Math.floor(memory / 16) : MEBIBYTE;
  const buffers = Math.floor(memory / 8);
  const waiting = abilities.sharedBuffer ? buffers - backlog : buffers;
  // The server itself and the buffers of busy clients count as data.
  const small = 2 * MEBIBYTE + Math.floor(memory / 64);
  const rest = memory * (1 - FREE) - SERVER - 2 * backlog - waiting - small;
  const room = abilities.sharedBuffer ? rest : rest * LOG_IN_MEMORY;
  const data = Math.floor((room * dataShare) / GAPS);
  const copied = Math.floor(room / GAPS) - data;
  return {
    data,
    maxmemory: data + backlog + small,
    backlog,
    replicaBuffer: abilities.sharedBuffer ? buffers : Math.floor(buffers / Math.max(1, replicas - 1)),
    clients: buffers,
    copied,
    sum: Math.ceil(SERVER + 2 * backlog + waiting + small + (data + copied) * GAPS),
  };
}

/** Before Redis 7.0, writes during a rewrite wait in memory until they are appended: a third of the room is theirs. */
const LOG_IN_MEMORY = 2 / 3;

/** Renders the settings of memory. A soft limit would end the copy of a large store that takes longer than its time. */
export function memoryConfiguration(facts: StoreFacts, settings: Settings): string[] {
  const { maxmemory, backlog, replicaBuffer, clients } = divide(facts, settings);
  const subscribers = [Math.min(clients, 32 * MEBIBYTE), Math.min(Math.floor(clients / 4), 8 * MEBIBYTE)];
  return [
    `maxmemory ${maxmemory}`,
    `maxmemory-policy ${settings.maxmemoryPolicy}`,
    ...(settings.config['maxmemory-clients'] === undefined ? [clientLimit(settings, clients)] : []),
    `client-output-buffer-limit pubsub ${subscribers.join(' ')} 60`,
    `client-output-buffer-limit replica ${replicaBuffer} 0 0`,
    `repl-backlog-size ${backlog}`,
  ];
}

function clientLimit({ abilities }: Settings, clients: number): string {
  return abilities.clientMemory ? `maxmemory-clients ${clients}` : `client-output-buffer-limit normal ${clients} 0 0`;
}
