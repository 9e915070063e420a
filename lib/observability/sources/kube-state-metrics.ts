import { Size } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import { imageFor } from '../../cluster/images';
import type { JsonObject } from '../../manifest/json';
import { namespaceOf } from '../../manifest/plain-object';
import { Port } from '../../network/port';
import {
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
} from '../server-model';
import { amountsOf, CARRIED } from '../sizes';
import { namespacesOf } from '../watched';
import { SERIES } from './series';
import { hasSource } from './sources';

const PORT = 8080;
const PORT_OF_CLUSTER = 8082;
const STARTUP = 2 * 60;

/** The objects that it reads in the watched namespaces, by API group: no Secrets, and no ConfigMaps. */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  '': ['persistentvolumeclaims', 'pods', 'resourcequotas'],
  apps: ['daemonsets', 'deployments', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  policy: ['poddisruptionbudgets'],
};
/** The objects of the cluster that it reads. */
const CLUSTER = ['namespaces', 'nodes', 'persistentvolumes'];

/**
 * kube-state-metrics: series about the objects of the watched namespaces, and about nodes, volumes and namespaces. Two containers,
 * because with a list of namespaces it would show each node once for each namespace.
 *
 * @see https://github.com/kubernetes/kube-state-metrics/blob/main/docs/developer/cli-arguments.md
 */
export const kubeStateMetrics: OptionalServerModel<'Deployment'> = {
  id: 'KubeStateMetrics',
  kind: 'Deployment',
  wanted: (props) => hasSource(props, 'kubeStateMetrics'),
  describe,
};

function describe({ scope, props, watched }: ServerFacts): ObservabilityServerDescription {
  const usual = amountsOf('kube-state-metrics', props);
  const image = imageFor(scope, 'kubeStateMetrics');
  const namespaces = (): readonly string[] => namespacesOf([{ namespace: namespaceOf(scope) }, ...watched()]);
  return {
    image,
    user: 65534,
    port: PORT,
    server: { args: args(PORT, 8081, Object.values(WATCHED).flat()), ...httpProbes('/healthz', STARTUP) },
    lateArgs: () => [`--namespaces=${namespaces().join(',')}`],
    sidecars: [
      {
        name: 'cluster',
        image,
        args: args(PORT_OF_CLUSTER, 8083, CLUSTER),
        ports: { cluster: PORT_OF_CLUSTER },
        readiness: { http: { path: '/healthz', port: 'cluster' } },
        liveness: { tcp: 'cluster', failureThreshold: 6 },
        memory: Math.max(64, bytes(usual.memory) / bytes(Size.mebibytes(3))),
        cpu: 5,
      },
    ],
    metrics: {
      port: Port.tcp(PORT, 'http'),
      morePorts: [Port.tcp(PORT_OF_CLUSTER, 'cluster')],
      series: SERIES.kubeStateMetrics,
      honorLabels: true,
      most: CARRIED[props.size ?? 'small'].series / 2,
    },
    permissions: {
      cluster: [read('', CLUSTER)],
      watched: Object.entries(WATCHED).map(([group, resources]) => read(group, resources)),
    },
    usual,
    gracePeriod: 10,
  };
}

function args(port: number, telemetry: number, resources: readonly string[]): readonly string[] {
  return [`--port=${port}`, `--telemetry-port=${telemetry}`, `--resources=${[...resources].sort().join(',')}`];
}

function read(group: string, resources: readonly string[]): JsonObject {
  return { apiGroups: [group], resources, verbs: ['list', 'watch'] };
}
