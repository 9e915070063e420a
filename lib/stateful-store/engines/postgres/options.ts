import { fail } from '../../../checks/errors';
import { imageReference, tagOf, wholeNumber } from '../../../checks/formats';
import { FLAG, type Kinds, listOf, NUMBER, object, TABLE, TEXT } from '../../../checks/kinds';
import { checkExtensions } from './extensions';
import { CLOUD_NATIVE_PG, type CloudNativePgOptions } from './operated/options';
import { checkParameters } from './parameters';

/** Options of PostgreSQL. */
export interface PostgresOptions {
  /**
   * Image with its version, from 15 to 18. An image with extensions, such as `pgvector/pgvector:0.8.1-pg18`, loads the libraries that its own configuration names,
   * before those in `parameters`. @default - the newest official one that Mainstay knows
   */
  readonly image?: string;
  /** Major version, such as `17`, for images whose tag does not say it. @default - from the tag: `17…` or `…pg17` */
  readonly version?: string;
  /** Database of the application. @default - the name of the store */
  readonly database?: string;
  /** Role of the application, which owns the database. @default - the name of the database */
  readonly user?: string;
  /** Number of clients that may be connected. @default - one for every 8 MiB of memory, from 20 to 200 */
  readonly maxConnections?: number;
  /**
   * Settings of the server, which override those that follow from the store. Throws on a setting that the version does not have, on
   * a value out of its range, on settings that the store depends on, and when the sum does not fit into the memory. Settings of an
   * extension have its name and a dot before theirs:
   * https://www.postgresql.org/docs/current/runtime-config.html
   * @default - none
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Extensions in the database that the role of the application may not create, such as `pg_stat_statements`, or `vector` with an image
   * that has it. They are created with the database and, on one server, when a program names another one. A library that must be
   * loaded at start is named in `parameters`, too. @default - none
   */
  readonly extensions?: readonly string[];
  /** Adds a container that exports metrics to Prometheus. Servers that an operator runs export metrics themselves. @default true */
  readonly exporter?: boolean;
  /** Options of CloudNativePG, when it runs the servers. @default - none */
  readonly cloudNativePg?: CloudNativePgOptions;
}

export const POSTGRES: Kinds<PostgresOptions> = {
  image: TEXT,
  version: TEXT,
  database: TEXT,
  user: TEXT,
  maxConnections: NUMBER,
  parameters: TABLE,
  extensions: listOf(TEXT),
  exporter: FLAG,
  cloudNativePg: object(CLOUD_NATIVE_PG),
};

/** Options that have been checked. */
export interface Postgres {
  readonly image: string;
  readonly major: number;
  readonly database: string;
  readonly user: string;
  readonly maxConnections: number;
  /** Memory that other programs in the server's container take up, in bytes. */
  readonly reserved: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly extensions: readonly string[];
  readonly exporter: boolean;
  /** Not checked before it is known that CloudNativePG runs the servers. */
  readonly cloudNativePg: CloudNativePgOptions | undefined;
}

export const PORT = 5432;
/** Oldest major version with support: https://www.postgresql.org/support/versioning/ */
const OLDEST = 15;
const NEWEST = 18;
const MEBIBYTE = 1024 ** 2;
const LEAST_MEMORY = 128 * MEBIBYTE;
const OWN_ROLES = ['postgres', 'monitor', 'backup', 'public', 'none', 'replication', 'streaming_replica'];
const OWN_DATABASES = ['postgres', 'template0', 'template1', 'all', 'replication', 'sameuser', 'samerole'];

/** Facts about a store on which its options depend. `reserved` bytes of the memory are those of other programs. */
interface Given {
  readonly name: string;
  readonly memory: number;
  readonly reserved: number;
  /** The image that the store has unless it names one. */
  readonly ours: string;
}

export function checked({ name, memory, reserved, ours }: Given, options: PostgresOptions): Postgres {
  const image = imageReference(undefined, options.image ?? ours);
  const least = LEAST_MEMORY + reserved;
  if (memory < least) {
    const what = `memory must be at least ${least / MEBIBYTE}Mi for postgres${reserved > 0 ? ' and its operator' : ''}`;
    fail(undefined, what, `${memory} bytes`, `use Size.mebibytes(${Math.max(256, least / MEBIBYTE)}), for example`);
  }
  const database = identifier('database', options.database ?? name, OWN_DATABASES);
  const major = majorVersion(image, options.version);
  return {
    image,
    major,
    database,
    user: identifier('user', options.user ?? database, OWN_ROLES),
    maxConnections: connections(memory - reserved, options.maxConnections),
    reserved,
    parameters: checkParameters(options.parameters ?? {}, major),
    extensions: checkExtensions(options.extensions ?? []),
    exporter: options.exporter ?? true,
    cloudNativePg: options.cloudNativePg,
  };
}

/**
 * Returns the major version, on which settings and files of a server depend: the given one, else the one in the tag. The tag of an
 * image with extensions may begin with the version of an extension; it then says `pg17`.
 */
function majorVersion(image: string, version: string | undefined): number {
  const tag = tagOf(image) ?? '';
  const guess = /(?:^|[^a-z])pg-?(\d+)/.exec(tag)?.[1] ?? /^v?(\d+)/.exec(tag)?.[1];
  const said = version ?? guess;
  if (said === undefined) {
    fail(
      undefined,
      'the version of postgres must be known',
      image,
      `pass version: '${NEWEST}', or a tag that begins with it`,
    );
  }
  // The tags of the server itself are no guess.
  const own = /(^|\/)postgres(ql)?[:@]/.test(image) ? guess : undefined;
  if (own !== undefined && own !== said) {
    const fix = `use image: '${image.replace(/@.*$/, '').replace(/:[^/]*$/, '')}:${said}' and leave version out`;
    fail(undefined, 'version must be that of the image', `version ${said} and ${image}`, fix);
  }
  const major = Number(said);
  if (!/^\d+$/.test(said) || major < OLDEST || major > NEWEST) {
    const known = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => OLDEST + i).join(', ');
    const fix = version === undefined && own === undefined ? `pass version, one of ${known}` : `use one of ${known}`;
    fail(undefined, 'the version of postgres must be one that is maintained', said, fix);
  }
  return major;
}

/** Checks a name. PostgreSQL takes any name in quotes; these need none in URLs and on command lines. */
function identifier(what: string, value: string, own: readonly string[]): string {
  if (typeof value !== 'string' || !/^[a-z_][a-z0-9_-]{0,62}$/.test(value)) {
    fail(
      undefined,
      `${what} must be at most 63 of a-z, 0-9, _ and -, not beginning with a digit`,
      value,
      'use a name such as orders',
    );
  }
  if (own.includes(value) || value.startsWith('pg_') || value.startsWith('cnpg_')) {
    fail(
      undefined,
      `${what} must not be a name that PostgreSQL or the store uses itself`,
      value,
      'use a name such as orders',
    );
  }
  return value;
}

/** Returns the number of connections. Each is a process: `checkSums` finds out whether the memory holds them. */
function connections(memory: number, asked: number | undefined): number {
  if (asked === undefined) return Math.min(Math.max(Math.floor(memory / MEBIBYTE / 8), 20), 200);
  return wholeNumber(undefined, 'maxConnections', asked, 5, 10_000);
}
