import { fail } from '../../../checks/errors';
import { imageReference } from '../../../checks/formats';
import { FLAG, type Kinds, listOf, NUMBER, oneOf, TABLE, TEXT } from '../../../checks/kinds';
import type { ImageName } from '../../../cluster/images';
import { checkConfig } from './config';
import { type Abilities, settledVersion } from './versions';

const POLICIES: readonly MaxmemoryPolicy[] = [
  'noeviction',
  'allkeys-lru',
  'allkeys-lfu',
  'allkeys-random',
  'volatile-lru',
  'volatile-lfu',
  'volatile-random',
  'volatile-ttl',
];

/** Eviction policy when memory is full: https://valkey.io/topics/lru-cache/ */
export type MaxmemoryPolicy =
  | 'noeviction'
  | 'allkeys-lru'
  | 'allkeys-lfu'
  | 'allkeys-random'
  | 'volatile-lru'
  | 'volatile-lfu'
  | 'volatile-random'
  | 'volatile-ttl';

const COMMANDS: readonly RestrictedCommand[] = [
  'client|kill',
  'client|list',
  'config|get',
  'flushall',
  'flushdb',
  'keys',
  'monitor',
  'restore',
  'sort',
  'swapdb',
];

/** A command that every supported version has, and that clients may not use by default. */
export type RestrictedCommand =
  | 'client|kill'
  | 'client|list'
  | 'config|get'
  | 'flushall'
  | 'flushdb'
  | 'keys'
  | 'monitor'
  | 'restore'
  | 'sort'
  | 'swapdb';

export interface ValkeyOptions {
  /** Image with its version. @default - the newest official one that Mainstay knows */
  readonly image?: string;
  /** Version of the server in the image, `9.1`. @default - from the tag of the image */
  readonly version?: string;
  /** Eviction policy when memory is full; `allkeys-lru` makes a cache. @default 'noeviction', writes are refused */
  readonly maxmemoryPolicy?: MaxmemoryPolicy;
  /**
   * Share of data, from 0.1 to 0.65, in the memory that the server and its buffers leave. Rewriting the append-only file takes up
   * to as much again while everything is overwritten; 0.65 is for data that is mostly read.
   * @default 0.5, which is 78 MiB of data in a container of 256 MiB, and a third of the memory of large ones
   */
  readonly dataShare?: number;
  /**
   * When a write reaches the disk: within a second, or before it is acknowledged, which is slower and loses nothing even when
   * all
   * servers are killed at once. @default 'everysec'
   */
  readonly appendfsync?: 'everysec' | 'always';
  /** Commands that clients may use, in addition to those that read and write data. @default - none */
  readonly allow?: readonly RestrictedCommand[];
  /**
   * More settings of the server, as in its configuration file: `{ maxclients: '2000' }`. Throws on a setting that the version does
   * not have, on a value that it refuses, and on settings that the store makes itself.
   * @default - none
   */
  readonly config?: Readonly<Record<string, string>>;
  /**
   * Loads the modules that come with the image: JSON, search, time series and filters of Redis 8, or those of `valkey-bundle`. Data of
   * a module can be read only where it is loaded. Modules take memory besides `maxmemory`. @default false
   */
  readonly modules?: boolean;
  /** Adds a container that exports metrics to Prometheus. @default true */
  readonly exporter?: boolean;
}

export const VALKEY: Kinds<ValkeyOptions> = {
  image: TEXT,
  version: TEXT,
  maxmemoryPolicy: oneOf(...POLICIES),
  dataShare: NUMBER,
  appendfsync: oneOf('everysec', 'always'),
  allow: listOf(oneOf(...COMMANDS)),
  config: TABLE,
  modules: FLAG,
  exporter: FLAG,
};

/** Options of one engine, with all defaults filled in. */
export interface Settings {
  readonly name: Family;
  readonly image: string;
  readonly abilities: Abilities;
  readonly maxmemoryPolicy: MaxmemoryPolicy;
  readonly dataShare: number;
  readonly appendfsync: 'everysec' | 'always';
  readonly allow: readonly RestrictedCommand[];
  readonly config: Readonly<Record<string, string>>;
  readonly modules: boolean;
  readonly exporter: boolean;
}

/** Valkey and Redis differ in the names of their programs, and in what their versions can do. */
export type Family = ImageName & ('valkey' | 'redis');

export const DATA_SHARE = 0.5;

export function settings(name: Family, options: ValkeyOptions, ours: string): Settings {
  const image = imageReference(undefined, options.image ?? ours);
  const version = settledVersion(name, image, options.version);
  return {
    name,
    image,
    abilities: version.abilities,
    maxmemoryPolicy: options.maxmemoryPolicy ?? 'noeviction',
    dataShare: share(options.dataShare ?? DATA_SHARE),
    appendfsync: options.appendfsync ?? 'everysec',
    allow: options.allow ?? [],
    config: checkConfig(name, version.number, options.config ?? {}),
    modules: options.modules ?? false,
    exporter: options.exporter ?? true,
  };
}

function share(value: number): number {
  if (typeof value !== 'number' || !(value >= 0.1 && value <= 0.65)) {
    fail(
      undefined,
      'dataShare must be from 0.1 to 0.65',
      value,
      'leave it out, or use 0.65 for data that is mostly read',
    );
  }
  return value;
}
