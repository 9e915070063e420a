import { Chart, Size, Testing } from 'cdk8s';
import { AddOn, Backup, Cluster, Engine, StatefulStore, type StatefulStoreProps } from '../../lib';
import { find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { bucket } from './backup/support';

const GIB = (amount: number) => Size.gibibytes(amount);
const GROWN = { storage: GIB(5), grownFrom: GIB(1) };

function store(props: Partial<StatefulStoreProps> = {}, cluster = Cluster.generic()) {
  const chart = testChart();
  cluster.attachTo(chart);
  return { chart, store: new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props }) };
}

const templateOf = (chart: Chart) => find(chart, 'StatefulSet')['spec'].volumeClaimTemplates[0].spec;
const jobOf = (chart: Chart) =>
  find(
    chart,
    'Job',
    names(chart, 'Job').find((name) => name.startsWith('sessions-storage')),
  );
const signalsOf = (props: Partial<StatefulStoreProps>) => store(props).store.signals.map(({ name }) => name);

describe('volumes that have grown', () => {
  it('leave the StatefulSet as it was, which cannot be changed', () => {
    const spec = (props: Partial<StatefulStoreProps>) => find(store(props).chart, 'StatefulSet')['spec'];
    expect(spec(GROWN)).toEqual(spec({ storage: GIB(1) }));
  });

  it('are grown by a Job that may read and patch their claims and nothing else', () => {
    const { chart } = store(GROWN);
    expect(find(chart, 'Role', 'sessions-storage')['rules']).toEqual([
      {
        apiGroups: [''],
        resourceNames: ['data-sessions-0', 'data-sessions-1', 'data-sessions-2'],
        resources: ['persistentvolumeclaims'],
        verbs: ['get', 'patch'],
      },
    ]);
    const [container] = podOf(jobOf(chart))['containers'];
    expect(container['command']).toEqual([
      'kubectl',
      'patch',
      'persistentvolumeclaims',
      'data-sessions-0',
      'data-sessions-1',
      'data-sessions-2',
      '--patch={"spec":{"resources":{"requests":{"storage":"5Gi"}}}}',
    ]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('keep the network of the Job closed except for the API server', () => {
    const { spec } = find(store(GROWN).chart, 'NetworkPolicy', 'sessions-storage');
    expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(spec.ingress).toBeUndefined();
    expect(spec.egress).toEqual([
      {
        ports: [
          { port: 443, protocol: 'TCP' },
          { port: 6443, protocol: 'TCP' },
        ],
      },
    ]);
    expect(podOf(jobOf(store(GROWN).chart))['automountServiceAccountToken']).toBe(false);
  });

  it('get another Job when the size or the number of pods changes, and only then', () => {
    const job = (props: Partial<StatefulStoreProps>) => jobOf(store(props).chart)['metadata'].name;
    expect(job(GROWN)).toBe(job({ ...GROWN, memory: Size.mebibytes(300) }));
    expect(job({ ...GROWN, storage: GIB(6) })).not.toBe(job(GROWN));
    expect(job({ ...GROWN, replicas: 5 })).not.toBe(job(GROWN));
  });

  it('are grown after the claims of new pods were asked for', () => {
    const order = synth(store(GROWN).chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const at = (start: string) => order.findIndex((name) => name.startsWith(start));
    expect(at('Job sessions-storage')).toBeGreaterThan(at('StatefulSet'));
    expect(at('Role sessions-storage')).toBeLessThan(at('Job sessions-storage'));
  });

  it('need no Job while the size is the first one, so that it can be said from the beginning', () => {
    const { chart } = store({ storage: GIB(1), grownFrom: GIB(1) });
    expect(synth(chart)).toEqual(synth(store({ storage: GIB(1) }).chart));
  });

  it('may have the size that the memory needs', () => {
    const { chart } = store({ memory: GIB(2), grownFrom: GIB(1) });
    expect(templateOf(chart).resources.requests.storage).toBe('1Gi');
    expect(podOf(jobOf(chart))['containers'][0].command.at(-1)).toContain('"5Gi"');
  });

  it('grow with the memory once it is said how large they were, and never become smaller than that', () => {
    const sized = (memory: number) => {
      const { chart } = store({ memory: Size.mebibytes(memory), grownFrom: GIB(2) });
      return [templateOf(chart).resources.requests.storage, names(chart, 'Job').some((name) => /-storage-/.test(name))];
    };
    expect(sized(512)).toEqual(['2Gi', false]);
    expect(sized(1024)).toEqual(['2Gi', true]);
    expect(sized(256)).toEqual(['2Gi', false]);
  });

  it('grow where the class is named, whatever the default class can', () => {
    const kind = Cluster.kind();
    expect(() => store({ ...GROWN, storageClass: 'csi-hostpath' }, kind)).not.toThrow();
    expect(() => store(GROWN, Cluster.kind({ storageClass: 'csi-hostpath' }))).not.toThrow();
    expect(() => store(GROWN, Cluster.k3s({ volumeExpansion: true }))).not.toThrow();
    expect(() => store({}, kind)).not.toThrow();
  });

  it.each([Cluster.kind(), Cluster.k3s()])('fails when the default class of $name cannot grow', (cluster) => {
    expect(() => store(GROWN, cluster)).toThrow(
      `[shop/sessions] volumes of the default class of ${cluster.preset} cannot grow, got storage 5Gi grown from 1Gi; ` +
        'set storageClass to one with allowVolumeExpansion: true, or volumeExpansion of the cluster to true',
    );
  });

  it('fails when the volumes would shrink', () => {
    expect(() => store({ storage: GIB(1), grownFrom: GIB(5) })).toThrow(
      '[shop/sessions] volumes cannot shrink, got storage 1Gi grown from 5Gi; ' +
        'leave storage as it is, or restore a backup into a smaller store of another name',
    );
  });

  it('fails when the first size is nothing', () => {
    expect(() => store({ storage: GIB(1), grownFrom: GIB(0) })).toThrow(/grownFrom must be a positive amount/);
  });
});

describe('the signals of volumes', () => {
  it('belong to every store, whatever its engine asks', () => {
    expect(signalsOf({})).toEqual(expect.arrayContaining(['VolumeNearlyFull', 'VolumeFilling']));
    expect(signalsOf({})).not.toContain('VolumeNotGrown');
    expect(signalsOf(GROWN)).toContain('VolumeNotGrown');
  });

  it('are about the claims of the store, which is how the kubelet calls its volumes', () => {
    const { signals } = store({ ...GROWN, volumeName: 'redis-data' }).store;
    for (const { expr } of signals.filter(({ name }) => name.startsWith('Volume'))) {
      const matchers = expr('job="sessions"').match(/\{[^}]*\}/g) ?? [];
      expect(new Set(matchers)).toEqual(
        new Set(['{namespace="shop",persistentvolumeclaim=~"redis-data-sessions-[0-9]+"}']),
      );
    }
  });

  it('are about the claims of an operator where it makes them, and say that it grows them', () => {
    const cluster = Cluster.generic({ installed: [AddOn.cloudNativePg()] });
    const { signals } = store({ engine: Engine.postgres(), replicas: 3 }, cluster).store;
    const full = signals.find(({ name }) => name === 'VolumeNearlyFull');
    expect(full?.expr('')).toContain('{namespace="shop",persistentvolumeclaim=~"sessions-[0-9]+"}');
    expect(full?.alert?.advice).toBe(
      'Raise storage in the program: the operator grows the volumes while the store runs.',
    );
  });

  it('leave the namespace open where the chart has none', () => {
    const chart = new Chart(Testing.app(), 'bare');
    const { signals } = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    expect(signals.find(({ name }) => name === 'VolumeNearlyFull')?.expr('')).toContain(
      '{persistentvolumeclaim=~"data-sessions-[0-9]+"}',
    );
  });
});

describe('volumes from snapshots', () => {
  const csi = Cluster.generic({ installed: [AddOn.volumeSnapshots()] });

  it('are claims that the StatefulSet finds, so that it does not refer to a snapshot for ever', () => {
    const { chart } = store({ fromSnapshot: 'sessions-2026-11-20', ...GROWN }, csi);
    expect(names(chart, 'PersistentVolumeClaim')).toEqual(['data-sessions-0']);
    expect(find(chart, 'PersistentVolumeClaim')['spec']).toEqual({
      accessModes: ['ReadWriteOnce'],
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'sessions-2026-11-20' },
      resources: { requests: { storage: '5Gi' } },
    });
    expect(JSON.stringify(find(chart, 'StatefulSet'))).not.toContain('2026-11-20');
    const kinds = synth(chart).map((manifest) => manifest['kind']);
    expect(kinds.indexOf('PersistentVolumeClaim')).toBeLessThan(kinds.indexOf('StatefulSet'));
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('can be one for each pod', () => {
    const { chart } = store({ fromSnapshot: ['a', 'b', 'c'] }, csi);
    const sources = synth(chart).filter(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(sources.map(({ metadata, spec }) => [metadata.name, spec.dataSource.name])).toEqual([
      ['data-sessions-0', 'a'],
      ['data-sessions-1', 'b'],
      ['data-sessions-2', 'c'],
    ]);
  });

  it('are kept by what deploys the app when the prop is left out again', () => {
    const { annotations } = find(store({ fromSnapshot: 'a' }, csi).chart, 'PersistentVolumeClaim')['metadata'];
    expect(annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  });

  it.each<[string, string | string[], Cluster, RegExp]>([
    [
      'the cluster has no snapshots',
      'a',
      Cluster.generic(),
      /fromSnapshot needs a snapshot controller and a CSI driver .+, got a cluster without; say installed: \[AddOn.volumeSnapshots\(\)\]/,
    ],
    [
      'there are more snapshots than pods',
      ['a', 'b', 'c', 'd'],
      csi,
      /fromSnapshot must name 1 to 3 snapshots, got a, b, c, d; name/,
    ],
    [
      'no snapshot is named',
      [],
      csi,
      /fromSnapshot must name 1 to 3 snapshots, got an empty list; name that of the first pod/,
    ],
    ['a snapshot has no name', '', csi, /the name of a VolumeSnapshot must be a DNS name/],
  ])('fails when %s', (_, fromSnapshot, cluster, message) => {
    expect(() => store({ fromSnapshot }, cluster)).toThrow(message);
  });
});

it('a store fails when it begins with a snapshot and with a backup', () => {
  const props = { fromSnapshot: 'a', restoreFrom: Backup.latest(bucket()) };
  expect(() => store(props, Cluster.generic({ installed: [AddOn.volumeSnapshots()] }))).toThrow(
    '[shop/sessions] a store must begin with a snapshot or a backup, got both; leave out fromSnapshot or restoreFrom',
  );
});

describe('the volumes of a store', () => {
  it.each<[string, StatefulStoreProps['volumeRetention'], string, string]>([
    ['stay unless it is said', undefined, 'Retain', 'Retain'],
    ['are deleted with it when asked to, and stay when it is scaled to zero', 'delete', 'Delete', 'Retain'],
    ['are deleted with pods that are scaled away when that is asked', { whenScaled: 'delete' }, 'Retain', 'Delete'],
    ['are deleted in both cases', { whenDeleted: 'delete', whenScaled: 'delete' }, 'Delete', 'Delete'],
  ])('%s', (_, volumeRetention, whenDeleted, whenScaled) => {
    const { chart } = store(volumeRetention === undefined ? {} : { volumeRetention });
    const policy = find(chart, 'StatefulSet')['spec'].persistentVolumeClaimRetentionPolicy;
    expect(policy).toEqual({ whenDeleted, whenScaled });
  });

  it('fails when another store, perhaps of another engine, means the same volumes', () => {
    const { chart } = store({ name: 'x', volumeName: 'data-cache' });
    expect(() => new StatefulStore(chart, 'other', { engine: Engine.redis(), name: 'cache-x' })).toThrow(
      '[shop/other] the name of a PersistentVolumeClaim must be unique in its namespace, got data-cache-x-0; shop/sessions has it',
    );
  });

  it.each<[string, Partial<StatefulStoreProps>, RegExp]>([
    [
      'retention is unknown',
      { volumeRetention: 'Delete' as never },
      /volumeRetention must be one of retain, delete or an object, got Delete; use 'delete'/,
    ],
    [
      'retention has another word',
      { volumeRetention: { whenScaled: 'Delete' as never } },
      /volumeRetention.whenScaled must be one of retain, delete, got Delete; use 'delete'/,
    ],
    ['the access mode is unknown', { accessMode: 'ReadMostly' as never }, /accessMode must be one of ReadWriteOnce, /],
  ])('fails when %s', (_, props, message) => {
    expect(() => store(props)).toThrow(message);
  });
});
