import type { Postgres } from './options';
import { SETTINGS } from './parameters';
import { amountOf } from './values';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;

/** The share of the container's memory that stays free. */
const FREE = 1 / 20;
/** The processes of the server itself, the probes, the command that archives, and what the kernel keeps for them. */
const SERVER = 20 * MEBIBYTE;
/** A process that serves a client, before it sorts, and its part of the tables of locks and processes. */
const PROCESS = 2 * MEBIBYTE + 96 * KIBIBYTE;
/** A backup copies the files by one connection and the log by another. */
const SENDERS = 2;
/** A page of 4 kB takes up 8 bytes in the page table of every process that reads it. */
const PAGE_TABLE = 1 / 512;
/** The cache of tables takes up a 32nd more, for the descriptors of its pages. */
const DESCRIPTORS = 1 / 32;
/** A hash takes up a quarter more than it may, before it goes to the volume. */
const HASH = 1.25;
/** An entry of the table of locks, and one of that of predicate locks. */
const LOCK = 512;
const PREDICATE_LOCK = 320;
/** With less, a sort of a few thousand rows is written to the volume. */
const LEAST_WORK = 256 * KIBIBYTE;

type Derived = 'shared_buffers' | 'maintenance_work_mem' | 'autovacuum_work_mem' | 'work_mem' | 'max_parallel_workers';

/** A part of the memory by name, in bytes. */
type Part = readonly [string, number];

/** The division of a container's memory. The parts add up to at most 95 % of it, unless parameters of the user need more. */
export interface MemoryPlan {
  /** The settings that follow, in bytes or in numbers of processes. Those in `parameters` have their values. */
  readonly settings: Readonly<Record<Derived, number>>;
  /** The memory in which the server and the kernel can cache tables while queries need none, in bytes. */
  readonly cache: number;
  readonly parts: readonly Part[];
  readonly fits: boolean;
}

/** The memory of a container to divide, and the number of clients. `reserved` bytes are those of other programs in it. */
export type Divided = Pick<Postgres, 'major' | 'maxConnections' | 'parameters' | 'reserved'>;

/**
 * Divides the memory of a container so that all clients may sort or hash at once, while the workers of autovacuum, one command such as
 * CREATE INDEX and a backup run. A quarter caches tables, if clients leave as much. Of the rest, an eighth is for the command, an
 * eighth for autovacuum, and three quarters for clients. Values of the user stay, and the others follow from what remains.
 * https://www.postgresql.org/docs/current/runtime-config-resource.html
 */
export function divide(memory: number, postgres: Divided): MemoryPlan {
  const { maxConnections, reserved } = postgres;
  const given = reader(postgres);
  const workers = given('autovacuum_max_workers') ?? 3;
  const parallel = given('max_parallel_workers') ?? between(0, Math.floor(memory / MEBIBYTE / 512), 8);
  const processes = maxConnections + parallel + workers + SENDERS;
  const tables = locks(given, processes);
  const usable = memory * (1 - FREE) - SERVER - reserved - processes * PROCESS - tables;
  const buffers = given('shared_buffers') ?? whole(Math.max(MEBIBYTE, Math.min(memory / 4, usable / 2)), MEBIBYTE);
  const log = logBuffers(given('wal_buffers'), buffers);
  const rest = usable - buffers * (1 + DESCRIPTORS + processes * PAGE_TABLE) - log;
  const maintenance = given('maintenance_work_mem') ?? between(MEBIBYTE, whole(rest / 8, KIBIBYTE), 2048 * MEBIBYTE);
  const vacuum = vacuumOf(given('autovacuum_work_mem'), maintenance, rest / 8 / workers);
  const times = (given('hash_mem_multiplier') ?? 2) * HASH;
  const left = rest - maintenance - vacuum * workers;
  const derived = whole(left / times / (maxConnections + parallel), KIBIBYTE);
  const work = given('work_mem') ?? between(64 * KIBIBYTE, derived, 64 * MEBIBYTE);
  const gathered = Math.min(parallel, given('max_parallel_workers_per_gather') ?? 2) + 1;
  // A program that sets the memory of a query knows that its clients do not all sort at once: one does.
  const sorts: Part =
    given('work_mem') === undefined
      ? [`work_mem of ${maxConnections + parallel} processes`, work * times * (maxConnections + parallel)]
      : [`work_mem of a query in ${gathered} processes`, work * gathered];
  const parts: readonly Part[] = [
    ['the server', SERVER + reserved],
    ['shared_buffers', buffers * (1 + DESCRIPTORS)],
    ['wal_buffers', log],
    [`${maxConnections} connections and ${processes - maxConnections} other processes`, processes * PROCESS],
    ['their page tables', processes * buffers * PAGE_TABLE],
    ['locks', tables],
    sorts,
    ['maintenance_work_mem', maintenance],
    [`autovacuum_work_mem of ${workers} workers`, vacuum * workers],
  ];
  const sum = parts.reduce((total, [, bytes]) => total + bytes, 0);
  return {
    settings: {
      shared_buffers: buffers,
      maintenance_work_mem: maintenance,
      autovacuum_work_mem: vacuum,
      work_mem: work,
      max_parallel_workers: parallel,
    },
    cache: whole(buffers + Math.max(0, rest), MEBIBYTE),
    parts,
    fits: sum <= memory * (1 - FREE) && work >= Math.min(LEAST_WORK, given('work_mem') ?? LEAST_WORK),
  };
}

type Given = (name: string) => number | undefined;

/** Reads numbers among the parameters of the user. */
function reader({ parameters, major }: Divided): Given {
  return (name) => {
    const setting = SETTINGS.find(name, major);
    const value = parameters[name];
    return setting && value !== undefined ? amountOf(setting, value) : undefined;
  };
}

/** A 32nd of the cache of tables, and at most one segment, unless the user says another size. */
function logBuffers(given: number | undefined, buffers: number): number {
  return given === undefined || given < 0 ? Math.min(buffers / 32, 16 * MEBIBYTE) : given;
}

/** A negative number means that of `maintenance_work_mem`. */
function vacuumOf(given: number | undefined, maintenance: number, share: number): number {
  if (given !== undefined) return given < 0 ? maintenance : given;
  return between(MEBIBYTE, whole(share, KIBIBYTE), 1024 * MEBIBYTE);
}

/** Returns what larger tables of locks take up than the defaults, which are in the part of a process. */
function locks(given: Given, processes: number): number {
  const more = (name: string, size: number): number => Math.max(0, (given(name) ?? 64) - 64) * size * processes;
  return more('max_locks_per_transaction', LOCK) + more('max_pred_locks_per_transaction', PREDICATE_LOCK);
}

function whole(bytes: number, unit: number): number {
  return Math.floor(bytes / unit) * unit;
}

export function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
