import type { ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail, together } from '../checks/errors';
import { settleProps } from '../checks/mended';
import { Cluster } from '../cluster/cluster';
import { type HealthRequest, healthRequest } from '../exposure/health-request';
import { clientRanges } from '../exposure/load-balancer';
import { settleHosts } from '../exposure/routes';
import { type SettledService, settleService } from '../exposure/service';
import type { SettledHosts } from '../exposure/settled-hosts';
import { objectAt } from '../manifest/json';
import { type Port, portOf } from '../network/port';
import type { Signal } from '../relations/signal';
import { metricsOf } from '../workload/metrics';
import { type SettledReplicas, settleReplicas } from '../workload/settle-replicas';
import { STAND_IN } from '../workload/settle-workload';
import { type BalancedPorts, balancedPorts, insideOnly } from './balanced';
import { type SettledCanary, settleCanary } from './canary';
import { httpSignals } from './http-signals';
import { distinctPorts, type MoreOfService, settleMore } from './ports';
import { WEB_APP, type WebAppProps } from './props';
import { serviceLevelSignals } from './slo';

const DRAIN = 5;
const UNASKED = {
  readiness: 'only what answers by TCP can be asked without a word about health',
  liveness: 'readiness asks for a connection, and what restarts by the same question is restarted when it is busy',
};

/** The settled value of {@link WebAppProps}. */
export interface SettledWebApp extends SettledReplicas {
  /** The port that the app listens on, and the others that clients use. */
  readonly served: readonly [Port, ...Port[]];
  readonly service: SettledService;
  readonly more: MoreOfService;
  /** The hosts with a route to the app. */
  readonly routed: SettledHosts;
  /** True if an ingress controller or a Gateway sends requests. */
  readonly hasHost: boolean;
  /** The readiness, as a load balancer asks for it. */
  readonly health: HealthRequest;
  /** The address ranges of clients outside the cluster, empty for all; `undefined` where there are no such clients. */
  readonly clients: readonly string[] | undefined;
  /** The ports of a load balancer with a Service of its own; `undefined` where the Service of the app has it. */
  readonly apart: BalancedPorts | undefined;
  /** The port of metrics that a Service of its own has, because the Service of the app is for clients outside of the cluster. */
  readonly metricsPort: Port | undefined;
  readonly canary: SettledCanary | undefined;
}

/** Settles the props of a WebApp; `account` is that of the app whose canary it is. */
export function settleWebApp(scope: Construct, props: WebAppProps, account?: ServiceAccount): SettledWebApp {
  return settleProps(scope, props, WEB_APP, { image: STAND_IN }, (right) => settled(scope, right, account));
}

function settled(scope: Construct, props: WebAppProps, account: ServiceAccount | undefined): SettledWebApp {
  const port = portOf(scope, 'port', props.port ?? 8080, 'http');
  const served = servedPorts(scope, port, props);
  const metrics = metricsOf(scope, props.metrics, props.scaling, served);
  const listened = metrics ? distinctPorts(scope, [...served, metrics.port], metrics.port) : served;
  // Clients outside of the cluster are not led to the metrics.
  const isClosed = ['cluster', 'headless'].includes(props.expose ?? 'cluster');
  const apart = balancedPorts(scope, props, served);
  const isInside = isClosed || apart !== undefined;
  const hasHost = props.host !== undefined || (props.hosts ?? []).length > 0;
  const balanced = props.expose === 'loadBalancer' || hasHost;
  const { service, hosts, clients, replicas } = together({
    service: () => settleService(scope, apart ? insideOnly(props) : props, port),
    hosts: () => settleHosts(scope, props, port),
    clients: () => (isClosed ? undefined : clientRanges(scope, props)),
    replicas: () =>
      settleReplicas(scope, props, {
        port,
        listened,
        metrics,
        signals: signalsOf(scope, props),
        drain: DRAIN,
        deregistration: balanced ? Cluster.of(scope).deregistration : undefined,
        unasked: UNASKED,
        account,
        few: account && 'it has a share of the pods of the app',
      }),
  });
  return {
    ...replicas,
    served,
    service,
    more: settleMore(scope, service, isInside ? listened : served, props.trafficDistribution),
    // The routes of an app lead to its canary, too.
    routed: account ? { ...hosts, hosts: [] } : hosts,
    hasHost,
    health: healthRequest(objectAt(replicas.life, 'readinessProbe'), port),
    clients,
    apart,
    metricsPort: isInside || !metrics || served.includes(metrics.port) ? undefined : metrics.port,
    canary: props.canary && settleCanary(scope, replicas.name, props, props.canary),
  };
}

function servedPorts(scope: Construct, main: Port, { ports = [] }: WebAppProps): readonly [Port, ...Port[]] {
  const further = ports.map((port) => portOf(scope, 'ports', port, port === main.number ? main.name : undefined));
  const [, ...more] = distinctPorts(scope, [main, ...further]);
  return [main, ...more];
}

function signalsOf(scope: Construct, { metrics, slo }: WebAppProps): readonly Signal[] {
  if (slo && !metrics)
    fail(scope, 'slo needs metrics', 'slo without metrics', 'say where the app answers with metrics');
  if (!metrics) return [];
  return [...httpSignals(metrics.convention), ...serviceLevelSignals(scope, slo, metrics.convention)];
}
