import { fail } from '../../../checks/errors';
import type { StoreFacts } from '../../description';
import { amounts } from './configuration';
import { divide } from './memory';
import type { Postgres } from './options';
import { SETTINGS } from './parameters';
import { amountOf } from './values';

const MEBIBYTE = 1024 ** 2;

/** Parameters that take memory, whose values have to fit together. */
const MEMORY = [
  'autovacuum_max_workers',
  'autovacuum_work_mem',
  'hash_mem_multiplier',
  'maintenance_work_mem',
  'max_locks_per_transaction',
  'max_parallel_workers',
  'max_parallel_workers_per_gather',
  'max_pred_locks_per_transaction',
  'shared_buffers',
  'wal_buffers',
  'work_mem',
];

/**
 * Throws when the connections, or settings of the user, do not fit into the memory, the volume or the number of connections: the server
 * would be killed, or would not start.
 */
export function checkSums(facts: StoreFacts, postgres: Postgres): void {
  const given = postgres.parameters;
  const all = { ...amounts(facts, postgres), ...given };
  const value = (name: string, otherwise: number): number => {
    const setting = SETTINGS.find(name, postgres.major);
    return (setting && amountOf(setting, all[name] ?? '')) ?? otherwise;
  };
  checkClients(facts.memory, postgres);
  checkMemory(facts.memory, postgres);
  checkConnections(postgres.maxConnections, value);
  checkLog(facts.storage, given, value);
}

/** Throws when the memory does not hold the connections, whatever the parameters say. */
function checkClients(memory: number, postgres: Postgres): void {
  const holds = (maxConnections: number) => divide(memory, { ...postgres, maxConnections, parameters: {} }).fits;
  const asked = postgres.maxConnections;
  if (holds(asked)) return;
  let [most, more] = [0, asked];
  while (more - most > 1) {
    const middle = Math.floor((most + more) / 2);
    if (holds(middle)) most = middle;
    else more = middle;
  }
  fail(
    undefined,
    `maxConnections must leave each connection 2 MiB of memory, its page tables and 256 kB to sort, at most ${most}`,
    asked,
    'raise memory, or pool connections',
  );
}

/** Throws when parameters ask for more than the memory. */
function checkMemory(memory: number, postgres: Postgres): void {
  const { parts, fits } = divide(memory, postgres);
  if (fits) return;
  const shown = parts.filter(([, bytes]) => bytes > 0).map(([name, bytes]) => `${name} ${mebibytes(bytes)}`);
  const sum = parts.reduce((total, [, bytes]) => total + bytes, 0);
  const names = MEMORY.filter((name) => name in postgres.parameters);
  fail(
    undefined,
    `parameters must fit into 95 % of the memory of ${mebibytes(memory)}`,
    `${shown.join(' + ')} = ${mebibytes(sum)}`,
    `lower ${names.join(' or ')}, or raise memory`,
  );
}

type Value = (name: string, otherwise: number) => number;

/** Throws when no connection is left for roles that are no superusers: the server would not start. */
function checkConnections(connections: number, value: Value): void {
  const kept = value('superuser_reserved_connections', 3) + value('reserved_connections', 0);
  if (kept < connections) return;
  const what = 'superuser_reserved_connections and reserved_connections must leave connections to the app';
  fail(undefined, what, `${kept} of ${connections}`, 'lower them, or raise maxConnections');
}

/** Throws when the log outgrows the volume. */
function checkLog(storage: number, given: Readonly<Record<string, string>>, value: Value): void {
  for (const name of ['max_wal_size', 'min_wal_size', 'wal_keep_size', 'max_slot_wal_keep_size']) {
    const bytes = value(name, 0);
    if (!(name in given) || bytes <= storage / 2) continue;
    const fix = `use ${mebibytes(storage / 2)} or less, or raise storage`;
    fail(undefined, `parameter ${name} must leave half of the volume to the data`, given[name], fix);
  }
  const [least, most] = [value('min_wal_size', 0), value('max_wal_size', 0)];
  if (Math.min(least, most) >= 32 * MEBIBYTE) return;
  const name = least < 32 * MEBIBYTE ? 'min_wal_size' : 'max_wal_size';
  fail(undefined, `parameter ${name} must hold two segments of the log`, given[name], 'use 32MB or more');
}

function mebibytes(bytes: number): string {
  return `${Math.round((bytes / MEBIBYTE) * 10) / 10}MB`;
}
