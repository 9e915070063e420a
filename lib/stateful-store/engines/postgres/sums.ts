import { fail } from '../../../checks/errors';
import type { StoreFacts } from '../../description';
import { amounts } from './configuration';
import type { Postgres } from './options';
import { SETTINGS } from './parameters';
import { amountOf } from './values';

const MEBIBYTE = 1024 ** 2;
/** Memory of a connection that does nothing. */
const CONNECTION = MEBIBYTE;

/** Settings whose values have to fit together. Their defaults do. */
const MEMORY = [
  'autovacuum_max_workers',
  'autovacuum_work_mem',
  'hash_mem_multiplier',
  'maintenance_work_mem',
  'max_parallel_workers_per_gather',
  'shared_buffers',
  'wal_buffers',
  'work_mem',
];

/**
 * Throws when settings of the user do not fit into the memory, the volume or the number of connections: the server would be killed, or
 * would not start.
 */
export function checkSums(facts: StoreFacts, postgres: Postgres): void {
  const given = postgres.parameters;
  const all = { ...amounts(facts, postgres), ...given };
  const value = (name: string, otherwise: number): number => {
    const setting = SETTINGS.find(name, postgres.major);
    return (setting && amountOf(setting, all[name] ?? '')) ?? otherwise;
  };
  if (MEMORY.some((name) => name in given)) checkMemory(facts.memory, postgres.maxConnections, given, value);
  checkConnections(postgres.maxConnections, value);
  checkLog(facts.storage, given, value);
}

type Value = (name: string, otherwise: number) => number;

/** Adds up what the server takes for certain, a query with its parallel workers, and a vacuum of every worker. */
function checkMemory(memory: number, connections: number, given: Readonly<Record<string, string>>, value: Value): void {
  const buffers = value('shared_buffers', 0);
  const log = value('wal_buffers', -1);
  const processes = value('max_parallel_workers_per_gather', 2) + 1;
  const maintenance = value('maintenance_work_mem', 0);
  const vacuum = value('autovacuum_work_mem', -1);
  const parts: readonly (readonly [string, number])[] = [
    ['shared_buffers', buffers],
    ['wal_buffers', log < 0 ? Math.min(buffers / 32, 16 * MEBIBYTE) : log],
    [`${connections} connections`, connections * CONNECTION],
    [`work_mem of a query in ${processes} processes`, value('work_mem', 0) * processes],
    ['memory of autovacuum', value('autovacuum_max_workers', 3) * (vacuum < 0 ? maintenance : vacuum)],
  ];
  const sum = parts.reduce((total, [, bytes]) => total + bytes, 0);
  if (sum <= memory) return;
  const shown = parts.map(([name, bytes]) => `${name} ${mebibytes(bytes)}`).join(' + ');
  const names = MEMORY.filter((name) => name in given);
  fail(
    undefined,
    `parameters must fit into the memory of ${mebibytes(memory)}`,
    `${shown} = ${mebibytes(sum)}`,
    `lower ${names.join(' or ')}, or raise memory`,
  );
}

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
