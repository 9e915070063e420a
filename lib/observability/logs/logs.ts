import { checkProps } from '../../checks/kinds';
import type { ObservabilitySize } from '../sizes';
import { LOGS_UID, TRACES_UID } from '../source-uids';
import type { LogBackend } from './log-backend';
import { COPIES, checkBucket, LOKI_OPTIONS, type LokiOptions, lokiReplicas } from './log-bucket';
import { LOG_OPTIONS, type LogOptions, type LogPlan, logPlan } from './options';
import { STREAM_FIELDS } from './victoria-flags';

/**
 * The store of the logs of all containers. An agent on every node reads them from files of the node and sends them to the store,
 * without losing a line while the store is away.
 *
 * @example Logs.loki({ retention: Duration.days(30), exclude: ['kube-system'] })
 * @see https://kubernetes.io/docs/concepts/cluster-administration/logging/
 */
export class Logs {
  /**
   * Loki as one process on a volume, or as several that share a bucket. Grafana shows its logs. Throws when an option is not of its kind, when
   * two servers or several volumes shall hold the logs, and when Loki cannot write to the bucket.
   */
  static loki(options: LokiOptions = {}): Logs {
    checkProps(undefined, options, LOKI_OPTIONS, 'Logs.loki');
    const { bucket } = options;
    const replicas = lokiReplicas(options);
    if (bucket) checkBucket(bucket);
    const store = { inBucket: bucket !== undefined, times: Math.max(1, Math.floor(replicas / COPIES)) };
    return new Logs({
      server: 'loki',
      path: '/otlp/v1/logs',
      headers: {},
      events: options.events ?? true,
      shared: bucket && { bucket, replicas },
      datasource: lokiSource,
      plan: (sized) => logPlan(options, { ...sized, ...store }),
    });
  }

  /**
   * VictoriaLogs on a volume: a third of the memory of Loki, and the oldest logs are deleted when the volume is full. Its own page
   * shows the logs, because Grafana's image has no data source for it. Throws when an option is not of its kind.
   */
  static victoria(options: LogOptions = {}): Logs {
    checkProps(undefined, options, LOG_OPTIONS, 'Logs.victoria');
    return new Logs({
      server: 'victoria',
      path: '/insert/opentelemetry/v1/logs',
      headers: { 'VL-Stream-Fields': STREAM_FIELDS.join(',') },
      events: options.events ?? true,
      datasource: () => undefined,
      plan: (sized) => logPlan(options, sized),
    });
  }

  /** No logs, and no agent on the nodes. */
  static none(): Logs {
    return new Logs(undefined);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    /** @internal */
    readonly backend: LogBackend | undefined,
  ) {}
}

/** Returns the store that the props want, by default Loki; `undefined` for none. */
export function logBackend({ logs = Logs.loki() }: { readonly logs?: Logs }): LogBackend | undefined {
  return logs.backend;
}

/** Returns the settled options of the logs; the defaults without a store. Throws when they do not fit the size. */
export function planOfLogs(props: { readonly logs?: Logs; readonly size?: ObservabilitySize }): LogPlan {
  return logBackend(props)?.plan(props) ?? logPlan({}, props);
}

/** https://grafana.com/docs/grafana/latest/datasources/loki/configure-loki-data-source/ */
function lokiSource(url: string, traced: boolean): ReturnType<LogBackend['datasource']> {
  const links = {
    derivedFields: [
      {
        datasourceUid: TRACES_UID,
        matcherRegex: 'trace_id',
        matcherType: 'label',
        name: 'trace_id',
        url: '$${__value.raw}',
      },
    ],
  };
  return {
    access: 'proxy',
    editable: false,
    jsonData: traced ? links : {},
    name: 'Logs',
    type: 'loki',
    uid: LOGS_UID,
    url,
  };
}
