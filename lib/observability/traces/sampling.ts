import type { Duration } from 'cdk8s';
import { fail } from '../../checks/errors';
import { checkProps, DURATION, FLAG, type Kinds, NUMBER } from '../../checks/kinds';
import { seconds } from '../../checks/quantity';
import type { JsonObject } from '../../manifest/json';

/** The traces to keep; a trace is kept if any of these says so. */
export interface TailSampling {
  /** Keeps each trace with an error. @default true */
  readonly errors?: boolean;
  /** Keeps each trace that took longer. @default - none for its time */
  readonly slowerThan?: Duration;
  /** The percentage of the other traces to keep. @default 10 */
  readonly share?: number;
}

const TAIL: Kinds<TailSampling> = { errors: FLAG, slowerThan: DURATION, share: NUMBER };
/** The seconds that spans of a trace may arrive after its first. */
const WAIT = 10;

/**
 * The choice of the traces to keep.
 *
 * @example Sampling.tail({ slowerThan: Duration.seconds(1), share: 5 })
 * @see https://opentelemetry.io/docs/concepts/sampling/
 */
export class Sampling {
  /** Every trace. */
  static all(): Sampling {
    return new Sampling(undefined);
  }

  /**
   * A choice after ten seconds, when the trace is whole: those with errors, slow ones, and a share of the others. Until then the
   * trace is in memory. Throws when `share` is no percentage, or `slowerThan` is less than a millisecond.
   *
   * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/tailsamplingprocessor
   */
  static tail(options: TailSampling = {}): Sampling {
    checkProps(undefined, options, TAIL, 'Sampling.tail');
    const { errors = true, slowerThan, share = 10 } = options;
    if (!(share >= 0 && share <= 100)) {
      fail(undefined, 'the share of traces must be a percentage from 0 to 100', share, 'use 10 for one trace in ten');
    }
    const threshold = slowerThan && seconds(slowerThan) * 1000;
    if (threshold !== undefined && (!Number.isInteger(threshold) || threshold < 1)) {
      fail(
        undefined,
        'slowerThan must be whole milliseconds, at least 1',
        `${threshold} ms`,
        'use Duration.seconds(1), for example',
      );
    }
    if (!errors && threshold === undefined && share === 0) {
      fail(undefined, 'tail sampling must keep some traces', 'none', 'use share: 10, or traces: Traces.none()');
    }
    return new Sampling([
      ...(errors ? [{ name: 'errors', status_code: { status_codes: ['ERROR'] }, type: 'status_code' }] : []),
      ...(threshold === undefined ? [] : [{ latency: { threshold_ms: threshold }, name: 'slow', type: 'latency' }]),
      ...(share === 0 ? [] : [{ name: 'share', probabilistic: { sampling_percentage: share }, type: 'probabilistic' }]),
    ]);
  }

  private constructor(private readonly policies: readonly JsonObject[] | undefined) {}

  /** Returns the processor of a collector; `undefined` keeps everything. @internal */
  get processor(): JsonObject | undefined {
    return this.policies && { decision_wait: `${WAIT}s`, num_traces: 20_000, policies: this.policies };
  }
}
