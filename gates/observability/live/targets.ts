/** The targets that the synthesized configuration finds at the API server, and the rights of the account with which it asks. */
import type { Cluster } from '../../cluster/cluster';
import { type Findings, finding } from '../findings';
import { until } from '../process';
import { PLATFORM, SHOP } from './names';
import { NODES, type Platform } from './platform';
import type { PrometheusApi, Target } from './prometheus-api';

/** A scrape job: the number of its targets, and labels that all of them have. */
interface Job {
  readonly targets: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The name of the pods that are the targets, whose names, nodes and addresses the labels must have. */
  readonly pods?: string;
}

/** The jobs of the program, by their names in the configuration. */
const JOBS: Readonly<Record<string, Job>> = {
  'shop/web': { targets: 3, pods: 'web', labels: { job: 'web', namespace: SHOP, container: 'web' } },
  'shop/api': { targets: 3, pods: 'api', labels: { job: 'api', namespace: SHOP, container: 'api' } },
  'observability/observability-alertmanager': {
    targets: 1,
    pods: 'observability-alertmanager',
    labels: { job: 'observability-alertmanager', namespace: PLATFORM },
  },
  // Its series are about other objects, so they have no pod, and a fixed instance.
  'observability/observability-kube-state-metrics': {
    targets: 2,
    labels: { job: 'observability-kube-state-metrics', instance: 'observability-kube-state-metrics' },
  },
  'observability/observability-node-exporter': {
    targets: NODES,
    pods: 'observability-node-exporter',
    labels: { job: 'observability-node-exporter', namespace: PLATFORM },
  },
  _self: { targets: 1, labels: { job: 'observability-prometheus' } },
  _apiserver: { targets: 1, labels: { job: 'apiserver' } },
  _kubelet: { targets: NODES, labels: { job: 'kubelet' } },
  _cadvisor: { targets: NODES, labels: { job: 'cadvisor' } },
};

/** Waits until all targets are up, and judges their number and their labels. */
export async function judgeTargets(prometheus: PrometheusApi, platform: Platform): Promise<Findings> {
  let found: readonly Target[] = [];
  const wanted = Object.values(JOBS).reduce((sum, { targets }) => sum + targets, 0);
  await until(
    'all targets are up',
    async () => {
      found = await prometheus.targets();
      return found.length >= wanted && found.every(({ health }) => health === 'up');
    },
    90,
  ).catch(() => {});
  const unknown = found.filter(({ scrapePool }) => !(scrapePool in JOBS));
  return [
    ...Object.entries(JOBS).map(([name, job]) =>
      judge(
        name,
        job,
        found.filter(({ scrapePool }) => scrapePool === name),
        platform,
      ),
    ),
    finding(
      unknown.length === 0,
      ['no other job has targets', ...unknown.map(({ scrapeUrl }) => scrapeUrl)].join('; '),
    ),
  ];
}

function judge(name: string, { targets, labels, pods }: Job, found: readonly Target[], platform: Platform): string {
  const up = found.filter(({ health }) => health === 'up');
  const problems = found.flatMap((target) => {
    const wrong = Object.entries(labels).filter(([label, value]) => target.labels[label] !== value);
    return [
      ...(target.health === 'up' ? [] : [`${target.scrapeUrl} is ${target.health}: ${target.lastError}`]),
      ...wrong.map(([label]) => `${label} of ${target.scrapeUrl} is ${target.labels[label]}`),
      ...(pods === undefined || isOfPod(target, pods, platform)
        ? []
        : [`${target.scrapeUrl} has not the labels of its pod`]),
    ];
  });
  const all = `the ${targets} targets of ${name} are up, with their labels`;
  return finding(up.length === targets && problems.length === 0, [all, ...problems.slice(0, 3)].join('; '));
}

function isOfPod({ labels, scrapeUrl }: Target, name: string, { podsOf }: Platform): boolean {
  return podsOf(name).some(
    ({ metadata, spec, status }) =>
      metadata.name === labels['pod'] &&
      spec.nodeName === labels['node'] &&
      new URL(scrapeUrl).hostname === status.podIP,
  );
}

/** Rights that the account of Prometheus must have, or must not have: a verb, a resource and a namespace. */
const RIGHTS: readonly (readonly [has: boolean, verb: string, resource: string, namespace: string])[] = [
  [true, 'list', 'pods', SHOP],
  [true, 'watch', 'pods', PLATFORM],
  [true, 'get', 'nodes/metrics', ''],
  [false, 'get', 'nodes/proxy', ''],
  [false, 'list', 'pods', 'kube-system'],
  [false, 'list', 'secrets', SHOP],
  [false, 'list', 'configmaps', PLATFORM],
];

/** Asks the API server about the rights that no target proves. */
export async function judgeRights({ tryKubectl }: Cluster): Promise<Findings> {
  const account = `system:serviceaccount:${PLATFORM}:observability-prometheus`;
  const wrong: string[] = [];
  for (const [has, verb, resource, namespace] of RIGHTS) {
    const where = namespace === '' ? [] : ['-n', namespace];
    const [object = '', part] = resource.split('/');
    const what = part === undefined ? [object] : [object, `--subresource=${part}`];
    const { stdout } = await tryKubectl(['auth', 'can-i', verb, ...what, ...where, `--as=${account}`]);
    if ((stdout.trim() === 'yes') !== has) wrong.push(`${verb} ${resource} ${namespace}: ${stdout.trim()}`);
  }
  const text = 'Prometheus may read pods of the watched namespaces and metrics of nodes, and no Secret';
  return [finding(wrong.length === 0, [text, ...wrong].join('; '))];
}
