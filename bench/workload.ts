import { type App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';

/** Dependencies between the charts of an app: none, each on the one before, or all on the first. */
export type Shape = 'independent' | 'chain' | 'hub';

export interface Workload {
  readonly shape: Shape;
  readonly charts: number;
  /** Number of services in each chart, of ten API objects each. */
  readonly services: number;
}

export const OBJECTS_A_SERVICE = 10;

/** Fills an app with charts of services as a real system has them. */
export function fill(app: App, { shape, charts, services }: Workload): void {
  const all: Chart[] = [];
  for (let i = 0; i < charts; i++) {
    const chart = new Chart(app, `service-${i}`, { namespace: 'prod', labels: { team: `team-${i % 7}` } });
    const before = shape === 'chain' ? all.at(-1) : shape === 'hub' ? all[0] : undefined;
    if (before) chart.addDependency(before);
    for (let j = 0; j < services; j++) addService(new Construct(chart, `app-${j}`), i * services + j);
    all.push(chart);
  }
}

function addService(scope: Construct, i: number): void {
  const account = new kplus.ServiceAccount(scope, 'Account');
  const config = new kplus.ConfigMap(scope, 'Config', {
    data: { MODE: 'on', 'app.conf': `listen = 8080\nname = "service-${i}"\n` },
  });
  const web = new kplus.Deployment(scope, 'Web', {
    serviceAccount: account,
    containers: [
      {
        image: `ghcr.io/acme/web:1.4.${i}`,
        portNumber: 8080,
        envVariables: { MODE: kplus.EnvValue.fromConfigMap(config, 'MODE'), VERBOSE: kplus.EnvValue.fromValue('yes') },
        readiness: kplus.Probe.fromHttpGet('/ready'),
        liveness: kplus.Probe.fromHttpGet('/live'),
      },
    ],
  });
  web.exposeViaService();
  new kplus.HorizontalPodAutoscaler(scope, 'Autoscaler', {
    target: web,
    maxReplicas: 5,
    metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
  });
  const worker = new kplus.Deployment(scope, 'Worker', {
    serviceAccount: account,
    replicas: 1,
    containers: [
      { image: `ghcr.io/acme/worker:1.4.${i}`, command: ['worker', '--queue', `queue-${i}`], portNumber: 9090 },
    ],
  });
  worker.containers[0]?.mount('/etc/app', kplus.Volume.fromConfigMap(scope, 'Files', config));
  const store = new kplus.StatefulSet(scope, 'Store', {
    service: new kplus.Service(scope, 'Peers', { clusterIP: 'None', ports: [{ port: 6379, name: 'redis' }] }),
    replicas: 1,
    containers: [{ image: 'valkey/valkey:8.1.4', portNumber: 6379, args: ['--appendonly', 'yes'] }],
  });
  const role = new kplus.Role(scope, 'Role');
  role.allowRead(kplus.ApiResource.CONFIG_MAPS);
  role.bind(account);
  web.node.addDependency(store);
}
