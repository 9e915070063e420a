import { namespaceOf } from '../../manifest/plain-object';
import type { LogBackend } from '../logs/log-backend';
import { logBackend, planOfLogs } from '../logs/logs';
import type { ServerFacts } from '../server-model';
import { hasSource } from '../sources/sources';
import { wantsTraces } from '../traces/traces';

/** The store of logs, and the way to it. */
export interface ShownLogs {
  readonly server: LogBackend['server'];
  /** The name of its Service. */
  readonly service: string;
  readonly namespace: string | undefined;
  /** The namespaces whose logs are not kept. */
  readonly exclude: readonly string[];
  /** True if events of the API server are kept, too. */
  readonly events: boolean;
}

/** The data of an Observability: a panel exists only where its data does. */
export interface Shown {
  /** True with series about the containers of pods, and about the workload of each pod. */
  readonly containers: boolean;
  readonly logs: ShownLogs | undefined;
  readonly traces: boolean;
}

/** Returns the data that the servers of an Observability have; the servers must be there. */
export function shownBy({ scope, props, url }: Pick<ServerFacts, 'scope' | 'props' | 'url'>): Shown {
  const backend = logBackend(props);
  return {
    containers: hasSource(props, 'kubelet') && hasSource(props, 'kubeStateMetrics'),
    logs: backend && {
      server: backend.server,
      service: new URL(url(backend.server)).hostname,
      namespace: namespaceOf(scope),
      exclude: planOfLogs(props).exclude,
      events: backend.events,
    },
    traces: wantsTraces(props),
  };
}
