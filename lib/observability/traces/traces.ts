import { Duration, Size } from 'cdk8s';
import { fail, together } from '../../checks/errors';
import { positiveSize } from '../../checks/formats';
import { checkProps, DURATION, type Kinds, made, NUMBER, SIZE } from '../../checks/kinds';
import { bytes, seconds } from '../../checks/quantity';
import type { JsonObject } from '../../manifest/json';
import { CARRIED, type ObservabilitySize } from '../sizes';
import { LOGS_UID, TRACES_UID } from '../source-uids';
import { Sampling } from './sampling';

/** The traces to keep, and how long. */
export interface TraceOptions {
  /** The spans that are kept in a second, on average. @default - by the `size` of the Observability: 50 for `small` */
  readonly perSecond?: number;
  /** The time that traces are kept, in whole hours. @default Duration.days(3) */
  readonly retention?: Duration;
  /** The volume for traces, of which they use 80 %. @default - a kibibyte for each span, and at least 20Gi */
  readonly storage?: Size;
  /** The choice of traces. @default Sampling.all() */
  readonly sampling?: Sampling;
}

const OPTIONS: Kinds<TraceOptions> = {
  perSecond: NUMBER,
  retention: DURATION,
  storage: SIZE,
  sampling: made(Sampling, 'a choice of traces', 'use Sampling.tail({ share: 10 })'),
};

/** The settled value of {@link TraceOptions}. */
export interface TracePlan {
  readonly hours: number;
  readonly storage: Size;
  readonly sampling: Sampling;
}

interface Sized {
  readonly size?: ObservabilitySize;
}

const SPAN = 1024;
const SHARE = 0.8;
const GIB = 1024 ** 3;
const SMALLEST = 20;

/**
 * The store of traces. Watched apps send theirs to it without a setting, and it takes OTLP and Zipkin from everything else that may
 * connect to it.
 *
 * @example Traces.jaeger({ sampling: Sampling.tail({ slowerThan: Duration.seconds(1) }) })
 */
export class Traces {
  /**
   * Jaeger with its database on a volume. From size `medium` on, two collectors stand before it, which keep spans while it is away.
   * Throws when an option is not of its kind.
   */
  static jaeger(options: TraceOptions = {}): Traces {
    checkProps(undefined, options, OPTIONS, 'Traces.jaeger');
    return new Traces((sized) => plan(options, sized));
  }

  /** No traces. */
  static none(): Traces {
    return new Traces(undefined);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly plan: ((sized: Sized) => TracePlan) | undefined,
  ) {}
}

/** Returns the plan that the props want, by default that of Jaeger; `undefined` for no traces. Throws when the options do not fit the size. */
export function tracePlan({
  traces = Traces.jaeger(),
  ...sized
}: Sized & { readonly traces?: Traces }): TracePlan | undefined {
  return traces.plan?.(sized);
}

/** Returns true if the props want traces. */
export function wantsTraces({ traces = Traces.jaeger() }: { readonly traces?: Traces }): boolean {
  return traces.plan !== undefined;
}

/** Returns the name of the server that takes spans: Jaeger itself, or the collectors before it. */
export function spanReceiver({ size = 'small' }: Sized): 'jaeger' | 'gateway' {
  return size === 'small' ? 'jaeger' : 'gateway';
}

function plan({ sampling = Sampling.all(), ...options }: TraceOptions, { size = 'small' }: Sized): TracePlan {
  const carried = CARRIED[size].spans;
  const { hours, perSecond } = together({
    hours: () => wholeHours(options.retention ?? Duration.days(3)),
    perSecond: () => rate(options.perSecond ?? carried, carried, size),
  });
  const needed = perSecond * SPAN * hours * 3600;
  const least = Math.max(SMALLEST, Math.ceil(needed / SHARE / GIB));
  const storage = positiveSize(undefined, 'storage', options.storage ?? Size.gibibytes(least));
  if (needed > bytes(storage) * SHARE) {
    const got = `${Math.ceil(needed / GIB)}Gi in ${Math.floor(bytes(storage) / GIB)}Gi`;
    const fix = `use storage: Size.gibibytes(${least}), fewer spans a second or fewer hours`;
    fail(undefined, 'the traces of all hours must fit into 80 % of the volume', got, fix);
  }
  return { hours, storage, sampling };
}

function rate(perSecond: number, carried: number, size: ObservabilitySize): number {
  if (!(perSecond > 0)) fail(undefined, 'perSecond must be positive', perSecond, `use ${carried}, or Traces.none()`);
  if (perSecond > carried) {
    const what = `an Observability of size ${size} keeps ${carried} spans a second`;
    fail(undefined, what, perSecond, 'use a larger size, or Sampling.tail({ share: 10 })');
  }
  return perSecond;
}

function wholeHours(retention: Duration): number {
  const hours = seconds(retention) / 3600;
  if (!Number.isInteger(hours) || hours < 1) {
    const got = `${seconds(retention)} s`;
    fail(
      undefined,
      'the retention of traces must be whole hours, at least 1',
      got,
      'use Duration.days(3), for example',
    );
  }
  return hours;
}

/** Returns the data source of Jaeger. `logged` leads from a span to the lines of its trace. */
export function traceSource(url: string, logged: boolean): JsonObject {
  const toLogs = {
    customQuery: true,
    datasourceUid: LOGS_UID,
    query: '{$${__tags}} | trace_id="$${__trace.traceId}"',
    spanEndTimeShift: '5m',
    spanStartTimeShift: '-5m',
    tags: [{ key: 'service.name', value: 'service_name' }],
  };
  return {
    access: 'proxy',
    editable: false,
    jsonData: { nodeGraph: { enabled: true }, ...(logged && { tracesToLogsV2: toLogs }) },
    name: 'Traces',
    type: 'jaeger',
    uid: TRACES_UID,
    url,
  };
}
