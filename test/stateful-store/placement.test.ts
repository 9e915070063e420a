import { Size } from 'cdk8s';
import { AddOn, Backup, Cluster, Engine, StatefulStore, type StatefulStoreProps, WebApp } from '../../lib';
import { containerOf, find, type Manifest, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { bucket, NIGHTLY, podOfJob } from './backup/support';

const NODES = {
  arch: 'arm64',
  nodeSelector: { 'acme.com/disk': 'nvme' },
  tolerations: [{ key: 'dedicated', value: 'data', effect: 'NoSchedule' }],
  priorityClass: 'data',
} as const;

function chartOf(props: Partial<StatefulStoreProps> = {}, cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  const backup = Backup.to(bucket(), { ...NIGHTLY, drill: { schedule: '@weekly' } });
  const store = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), backup, ...props });
  return { chart, store };
}

/** The pods of a store and of the Jobs of its backup. */
const podsOf = (chart: ReturnType<typeof testChart>): Manifest[] => [
  podOf(find(chart, 'StatefulSet')),
  podOfJob(chart),
  podOfJob(chart, 'sessions-drill'),
];

describe('the nodes of a store', () => {
  it('are said as for an app, and are those of its proxy and its backups, too', () => {
    const { chart } = chartOf({ ...NODES, endpoint: 'primary' });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0', ...NODES });
    const placed = ({ nodeSelector, tolerations, priorityClassName }: Manifest) => ({
      nodeSelector,
      tolerations,
      priorityClassName,
    });
    const app = placed(podOf(find(chart, 'Deployment', 'web')));
    expect(app).toEqual({
      nodeSelector: { 'acme.com/disk': 'nvme', 'kubernetes.io/arch': 'arm64' },
      tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'data', effect: 'NoSchedule' }],
      priorityClassName: 'data',
    });
    const all = [...podsOf(chart), podOf(find(chart, 'Deployment', 'sessions-primary'))];
    expect(all.map(placed)).toEqual(all.map(() => app));
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('leave the spread over zones and nodes in place', () => {
    const spread = (props: Partial<StatefulStoreProps>) => {
      const { affinity, topologySpreadConstraints } = podOf(find(chartOf(props, Cluster.eks()).chart, 'StatefulSet'));
      return { apart: affinity.podAntiAffinity, topologySpreadConstraints };
    };
    expect(spread({ ...NODES, spot: 'prefer' })).toEqual(spread({}));
  });

  it('are told to CloudNativePG, which makes the pods', () => {
    const cluster = Cluster.generic({ installed: [AddOn.cloudNativePg()] });
    const chart = testChart();
    cluster.attachTo(chart);
    new StatefulStore(chart, 'sessions', { ...NODES, engine: Engine.postgres(), replicas: 3 });
    const { spec } = find(chart, 'Cluster');
    expect(spec).toMatchObject({
      priorityClassName: 'data',
      affinity: { nodeSelector: { 'acme.com/disk': 'nvme' }, tolerations: [{ key: 'dedicated' }] },
    });
  });

  it.each<[string, Partial<StatefulStoreProps>, RegExp]>([
    [
      'a label of nodes is none',
      { nodeSelector: { 'a b': 'c' } },
      /a label of nodes must be one that Kubernetes takes/,
    ],
    ['a priority class is no name', { priorityClass: 'Not One' }, /priorityClass must be a DNS name/],
    ['nobody knows how spot nodes are marked', { spot: 'require' }, /how the cluster marks spot nodes must be known/],
    ['the user is root', { user: 0 }, /user must be a whole number from 1/],
    ['the group is none', { group: -1 }, /group must be a whole number from 0/],
    ['the user is a word', { user: 'redis' as never }, /user/],
  ])('fails when %s', (_, props, message) => {
    expect(() => chartOf(props)).toThrow(message);
  });
});

describe('the user of a store', () => {
  const identity = (pod: Manifest) => {
    const { runAsUser, runAsGroup, fsGroup } = pod['securityContext'];
    return [runAsUser, runAsGroup, fsGroup];
  };

  it('is that of the files which another chart has left on the volumes', () => {
    const { chart } = chartOf({ user: 1001, group: 1001 });
    expect(podsOf(chart).map(identity)).toEqual(podsOf(chart).map(() => [1001, 1001, 1001]));
    expect(identity(podOf(find(chartOf({ user: 999, group: 1000 }).chart, 'StatefulSet')))).toEqual([999, 1000, 1000]);
  });

  it('has a name for PostgreSQL, which looks it up', () => {
    const { chart, store } = chartOf({ engine: Engine.postgres(), user: 999, storage: Size.gibibytes(5) });
    const files = find(chart, 'ConfigMap', store.pods?.configMap.name)['data'];
    expect(files.passwd).toMatch(/^postgres:x:999:/);
    expect(files['pg_ident.conf']).toContain('pod postgres postgres\n');
  });

  it('is left to the image or the cluster by none', () => {
    for (const [props, cluster] of [
      [{ user: 'none' }, Cluster.generic()],
      [{}, Cluster.openshift({ podUsers: 'assigned' })],
    ] as const) {
      const { chart, store } = chartOf({ engine: Engine.postgres(), ...props }, cluster);
      expect(podsOf(chart).map(identity)).toEqual(podsOf(chart).map(() => [undefined, undefined, undefined]));
      expect(podOf(find(chart, 'StatefulSet'))['securityContext'].runAsNonRoot).toBe(true);
      const files = find(chart, 'ConfigMap', store.pods?.configMap.name)['data'];
      expect(files.passwd).toBeUndefined();
      expect(files['pg_ident.conf']).toContain('pod /^.*$ postgres\n');
      expect(JSON.stringify(containerOf(find(chart, 'StatefulSet'))['volumeMounts'])).not.toContain('/etc/passwd');
    }
  });

  it('is in no pod of a cluster that assigns users', () => {
    const { chart } = chartOf({ endpoint: 'primary' }, Cluster.openshift({ podUsers: 'assigned' }));
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    expect(JSON.stringify(synth(chart))).not.toMatch(/runAsUser|runAsGroup|fsGroup"/);
  });

  it('fails when the cluster assigns it', () => {
    const cluster = () => Cluster.openshift({ podUsers: 'assigned' });
    expect(() => chartOf({ user: 1001 }, cluster())).toThrow(/user must be left to the cluster.* got 1001/);
    expect(() => chartOf({ group: 1001 }, cluster())).toThrow(/group must be left to the cluster/);
    const chart = testChart();
    cluster().attachTo(chart);
    const app = { image: 'ghcr.io/acme/shop:1.0.0', user: 1001 };
    expect(() => new WebApp(chart, 'web', app)).toThrow(/user must be left to the cluster/);
  });
});

describe('labels and annotations', () => {
  const MESH = {
    podLabels: { 'istio.io/dataplane-mode': 'none' },
    podAnnotations: { 'linkerd.io/inject': 'disabled' },
  };

  it('are those of the pods of the store, of its proxy and of its backups, besides their own', () => {
    const templates = (props: Partial<StatefulStoreProps>): Manifest[] => {
      const { chart } = chartOf({ endpoint: 'primary', ...props });
      const job = (name: string): Manifest => find(chart, 'CronJob', name)['spec'].jobTemplate.spec;
      const all = [find(chart, 'StatefulSet')['spec'], find(chart, 'Deployment')['spec']];
      return [...all, job('sessions-backup'), job('sessions-drill')].map((spec) => spec.template.metadata);
    };
    const plain = templates({});
    expect(templates(MESH)).toEqual(
      plain.map(({ labels, annotations }) => ({
        labels: { ...labels, ...MESH.podLabels },
        annotations: { ...annotations, ...MESH.podAnnotations },
      })),
    );
  });

  it.each<[string, Partial<StatefulStoreProps>, RegExp]>([
    ['a label would replace one of the store', { podLabels: { 'app.kubernetes.io/name': 'web' } }, /selects or names/],
    ['a label would replace one that selects', { podLabels: { app: 'x' }, selector: { app: 'y' } }, /selects or names/],
    ['a label is none', { podLabels: { 'a b': 'c' } }, /label/],
    ['an annotation has no name', { podAnnotations: { 'a b': 'c' } }, /podAnnotations must be a name/],
  ])('fails when %s', (_, props, message) => {
    expect(() => chartOf(props)).toThrow(message);
  });

  it('can be added to the pods of the store as to those of an app, too', () => {
    const { chart, store } = chartOf();
    store.pods?.statefulSet.podMetadata.addAnnotation('acme.com/team', 'shop');
    const { annotations } = find(chart, 'StatefulSet')['spec'].template.metadata;
    expect(annotations).toMatchObject({ 'acme.com/team': 'shop' });
  });
});
