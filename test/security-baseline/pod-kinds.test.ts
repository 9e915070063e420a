import { ApiObject, Chart, Testing } from 'cdk8s';
import { SecurityBaseline, verify } from '../../lib/security-baseline';
import { type Fields, goodApp, podOf } from './good-app';

const LABELS = { app: 'own' };

/** A pod template that breaks a rule of the standards, one of the library's own, and one that reads references. */
function template(): Fields {
  const { containers, ...pod } = podOf(goodApp()['job']);
  const [{ resources, ...container }] = containers;
  const spec = { ...pod, hostNetwork: true, volumes: [{ name: 'own', configMap: { name: 'missing' } }] };
  return {
    metadata: { labels: LABELS },
    spec: { ...spec, containers: [{ ...container, resources: { requests: resources.requests } }] },
  };
}

const CASES: readonly [apiVersion: string, kind: string, fields: (pod: Fields) => Fields][] = [
  ['v1', 'Pod', (pod) => ({ metadata: { labels: LABELS }, spec: pod.spec })],
  ['v1', 'PodTemplate', (pod) => ({ template: pod })],
  ['v1', 'ReplicationController', (pod) => ({ spec: { selector: LABELS, template: always(pod) } })],
  ['batch/v1', 'CronJob', (pod) => ({ spec: { schedule: '@daily', jobTemplate: { spec: { template: pod } } } })],
  [
    'argoproj.io/v1alpha1',
    'Rollout',
    (pod) => ({ spec: { selector: { matchLabels: LABELS }, template: always(pod) } }),
  ],
  ['argoproj.io/v1alpha1', 'Experiment', (pod) => ({ spec: { templates: [{ template: pod }] } })],
  ['keda.sh/v1alpha1', 'ScaledJob', (pod) => ({ spec: { jobTargetRef: { template: pod } } })],
  ['apps.kruise.io/v1alpha1', 'CloneSet', (pod) => ({ spec: { template: pod } })],
  [
    'jobset.x-k8s.io/v1alpha2',
    'JobSet',
    (pod) => ({ spec: { replicatedJobs: [{ template: { spec: { template: pod } } }] } }),
  ],
  ['kubeflow.org/v1', 'PyTorchJob', (pod) => ({ spec: { pytorchReplicaSpecs: { Worker: { template: pod } } } })],
  ['ray.io/v1', 'RayCluster', (pod) => ({ spec: { workerGroupSpecs: [{ template: pod }] } })],
];

const always = (pod: Fields): Fields => ({ ...pod, spec: { ...pod.spec, restartPolicy: 'Always' } });

function manifest([apiVersion, kind, fields]: (typeof CASES)[number]): Fields {
  const { metadata, ...rest } = fields(template());
  return { apiVersion, kind, metadata: { name: 'own', namespace: 'shop', ...metadata }, ...rest };
}

describe.each(CASES.map((one) => [one[1], one] as const))('the pods of a %s', (_kind, one) => {
  test('are judged by rules about pods, containers and references', () => {
    const found = verify([...Object.values(goodApp()), manifest(one)]).filter(({ object }) => object?.name === 'own');
    expect(found.map(({ rule }) => rule)).toEqual(['host-network', 'memory-limit', 'missing-config-map']);
  });

  test('are judged inside a List, too', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'List', items: [manifest(one)] }],
    };
    const found = verify([...Object.values(goodApp()), list]).filter(({ object }) => object?.name === 'own');
    expect(found.map(({ rule }) => rule)).toEqual(['host-network', 'memory-limit', 'missing-config-map']);
  });

  test('must be fenced', () => {
    const found = verify([manifest(one)]).filter(({ rule }) => rule === 'unfenced');
    expect(found).toHaveLength(1);
  });

  test('may be selected by Services and budgets', () => {
    const spec = { selector: LABELS, ports: [{ port: 80 }] };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'own-service', namespace: 'shop' }, spec };
    const found = verify([service, manifest(one)]).filter(({ rule }) => rule === 'service-selector');
    expect(found).toEqual([]);
    expect(verify([service]).map(({ rule }) => rule)).toContain('service-selector');
  });

  test('count against the quota', () => {
    const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
    const made = manifest(one);
    const containers = template().spec.containers.map((each: Fields) => ({
      ...each,
      resources: { requests: { cpu: '90' } },
    }));
    const heavy = JSON.parse(JSON.stringify(made), (key, value) => (key === 'containers' ? containers : value));
    new ApiObject(chart, 'own', heavy);
    const { quota } = new SecurityBaseline(chart, 'baseline');
    expect(Number(quota.toJson().spec.hard['requests.cpu'])).toBeGreaterThanOrEqual(90);
  });
});

test('a Rollout that runs the pods of a Deployment has none of its own', () => {
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const metadata = { name: 'own', namespace: 'shop' };
  const rollout = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec: { workloadRef } };
  expect(verify([...Object.values(goodApp()), rollout])).toEqual([]);
});

test('a kind of the same name in another group has none that are known', () => {
  const metadata = { name: 'own', namespace: 'shop' };
  const other = { apiVersion: 'acme.example.com/v1', kind: 'Deployment', metadata, spec: { template: template() } };
  expect(verify([...Object.values(goodApp()), other])).toEqual([]);
});

test('a Rollout fails when its pods are not restarted always', () => {
  const rollout = manifest([
    'argoproj.io/v1alpha1',
    'Rollout',
    (pod) => ({ spec: { selector: { matchLabels: LABELS }, template: pod } }),
  ]);
  const rules = verify([...Object.values(goodApp()), rollout]).map(({ rule }) => rule);
  expect(rules).toContain('restart-always');
});
