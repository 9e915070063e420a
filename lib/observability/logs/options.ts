import { Duration, Size } from 'cdk8s';
import { fail, together } from '../../checks/errors';
import { dnsLabel, positiveSize } from '../../checks/formats';
import { DURATION, FLAG, type Kinds, LIST, listOf, needed, object, SIZE, TEXT } from '../../checks/kinds';
import { bytes, seconds } from '../../checks/quantity';
import { CARRIED, OBSERVABILITY_SIZES, type ObservabilitySize } from '../sizes';

/** Entries of several lines, such as stack traces, in the log of one container. */
export interface MultilineLog {
  /** The namespace of the pods. */
  readonly namespace: string;
  /** The name of the container. */
  readonly container: string;
  /** The regular expression (RE2) that the first line of an entry matches: `^\\d{4}-`. */
  readonly start: string;
}

/** The logs to collect, and how long to keep them. */
export interface LogOptions {
  /** The bytes that all containers write in a day, on average. @default - by the `size` of the Observability: 2 GiB for `small` */
  readonly perDay?: Size;
  /** The time that logs are kept, in whole days. @default Duration.days(7) */
  readonly retention?: Duration;
  /** The volume for logs, of which they use 80 %. @default - the bytes of all the days, uncompressed, and at least 20Gi; 10Gi with a bucket */
  readonly storage?: Size;
  /** The events of the API server, such as a failed pull of an image: a pod collects them beside the lines of containers. @default true */
  readonly events?: boolean;
  /** The namespaces whose logs and events are not collected. @default - none */
  readonly exclude?: readonly string[];
  /** The containers whose entries have several lines. @default - each line is an entry */
  readonly multiline?: readonly MultilineLog[];
  /** The regular expressions (RE2) of values that become `***` before a line leaves its node. @default - none */
  readonly redact?: readonly string[];
}

export const LOG_OPTIONS: Kinds<LogOptions> = {
  perDay: SIZE,
  retention: DURATION,
  storage: SIZE,
  events: FLAG,
  exclude: LIST,
  multiline: listOf(object<MultilineLog>({ namespace: needed(TEXT), container: needed(TEXT), start: needed(TEXT) })),
  redact: LIST,
};

/** The settled value of {@link LogOptions}. */
export interface LogPlan {
  readonly perDay: Size;
  readonly days: number;
  readonly storage: Size;
  readonly exclude: readonly string[];
  readonly multiline: readonly MultilineLog[];
  readonly redact: readonly string[];
}

/** The facts about a store of logs that decide how much it takes. */
export interface LogStore {
  readonly size?: ObservabilitySize;
  /** True if the logs are in a bucket, and on volumes for some hours only. @default false */
  readonly inBucket?: boolean;
  /** The amount that its servers take together, in those of one server. @default 1 */
  readonly times?: number;
}

/** The part of a volume that logs use; the rest is for compaction and for the log of writes. */
const SHARE = 0.8;
const DAY = 24 * 3600;
const GIB = 1024 ** 3;
const SMALLEST = Size.gibibytes(20);
/** The volume of a server whose logs are in a bucket: for the log of writes, for chunks on their way, and for the index. */
const BESIDE_BUCKET = Size.gibibytes(10);

/** Settles the options. Throws when a value is not valid, when the volume is too small for the days, or `size` for a day. */
export function logPlan(
  { exclude = [], multiline = [], redact = [], ...options }: LogOptions,
  { size = 'small', inBucket = false, times = 1 }: LogStore = {},
): LogPlan {
  const carried = Size.gibibytes(CARRIED[size].logsADay * times);
  const { perDay, days } = together({
    perDay: () => positiveSize(undefined, 'perDay', options.perDay ?? carried),
    days: () => wholeDays(options.retention ?? Duration.days(7)),
    namespaces: () => {
      for (const namespace of exclude) dnsLabel(undefined, 'a namespace to exclude', namespace);
    },
    entries: () => multiline.forEach(checkEntry),
    values: () => {
      for (const value of redact) pattern('a value to redact', value);
    },
  });
  if (bytes(perDay) > bytes(carried)) failDay(perDay, size, inBucket);
  const storage = positiveSize(
    undefined,
    'storage',
    options.storage ?? (inBucket ? BESIDE_BUCKET : enoughFor(perDay, days)),
  );
  const needed = perDayTimes(perDay, days);
  if (!inBucket && needed > bytes(storage) * SHARE) {
    const fix = `use storage: Size.gibibytes(${Math.ceil(needed / SHARE / GIB)}), fewer bytes a day or fewer days`;
    fail(
      undefined,
      'the logs of all days must fit into 80 % of the volume',
      `${gib(needed)} in ${gib(bytes(storage))}`,
      fix,
    );
  }
  return { perDay, days, storage, exclude, multiline, redact };
}

function failDay(perDay: Size, size: ObservabilitySize, inBucket: boolean): never {
  const larger = OBSERVABILITY_SIZES.find((other) => CARRIED[other].logsADay * GIB >= bytes(perDay));
  const replicas = 3 * Math.ceil(bytes(perDay) / GIB / CARRIED[size].logsADay);
  const more = inBucket ? `use replicas: ${replicas}` : `pass a bucket and replicas: ${replicas} to Logs.loki`;
  const fix = larger ? `use size: '${larger}'` : `${more}, or exclude namespaces`;
  const what = `an Observability of size ${size} takes ${CARRIED[size].logsADay}Gi of logs a day`;
  return fail(undefined, what, gib(bytes(perDay)), fix);
}

/** Returns the bytes that logs may use of a volume. */
export function usable(storage: Size): number {
  return Math.floor(bytes(storage) * SHARE);
}

function enoughFor(perDay: Size, days: number): Size {
  const least = Math.ceil(perDayTimes(perDay, days) / SHARE / GIB);
  return Size.gibibytes(Math.max(least, bytes(SMALLEST) / GIB));
}

function perDayTimes(perDay: Size, days: number): number {
  return bytes(perDay) * days;
}

function gib(amount: number): string {
  return `${Math.ceil((amount / GIB) * 10) / 10}Gi`;
}

function wholeDays(retention: Duration): number {
  const days = seconds(retention) / DAY;
  if (!Number.isInteger(days) || days < 1) {
    fail(
      undefined,
      'the retention of logs must be whole days, at least 1',
      `${seconds(retention)} s`,
      'use Duration.days(7), for example',
    );
  }
  return days;
}

function checkEntry({ namespace, container, start }: MultilineLog): void {
  dnsLabel(undefined, 'the namespace of a multiline log', namespace);
  dnsLabel(undefined, 'the container of a multiline log', container);
  pattern('the start of a multiline log', start);
}

/** Look-around and references to groups, which RE2 does not have. */
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]|\\k</;

/** Throws when a text is not a regular expression of RE2: https://github.com/google/re2/wiki/Syntax */
function pattern(what: string, text: string): void {
  const fix = "use a form such as 'password=\\S+'";
  try {
    new RegExp(text.replace(/^\(\?[imsU]+\)/, ''), 'u');
  } catch {
    fail(undefined, `${what} must be a regular expression`, text, fix);
  }
  if (text === '' || new RegExp(text.replace(/^\(\?[imsU]+\)/, ''), 'u').test('')) {
    fail(undefined, `${what} must not match an empty text`, text, fix);
  }
  if (NOT_RE2.test(text)) fail(undefined, `${what} must do without look-around and references to groups`, text, fix);
}
