import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AddOn,
  type ClaimProps,
  Cluster,
  ScheduledTask,
  SecurityBaseline,
  Task,
  Volume,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { containerOf, errorsOf, find, names, podOf, synth, testChart } from '../support/charts';
import { thrown } from '../support/errors';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const size = Size.gibibytes(20);
const SHARED = { size, access: 'ReadWriteMany', storageClass: 'nfs' } as const;
const ALONE: Partial<WebAppProps> = { replicas: 1, strategy: 'recreate' };

/** A chart with an app that has a claim at `/srv/media`. */
function withClaim(props: Partial<ClaimProps> = {}, web: Partial<WebAppProps> = ALONE, cluster?: Cluster): Chart {
  const chart = testChart();
  cluster?.attachTo(chart);
  new WebApp(chart, 'web', { image, volumes: { '/srv/media': Volume.claim({ size, ...props }) }, ...web });
  return chart;
}

describe('a claim of a program', () => {
  it('is an object of its own with the name of the program and the path', () => {
    const claim = find(withClaim(), 'PersistentVolumeClaim', 'web-srv-media');
    expect(claim['spec']).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } });
    expect(claim['metadata'].labels).toMatchObject({ 'app.kubernetes.io/name': 'web' });
  });

  it('is mounted at its path, by the group of the pods', () => {
    const deployment = find(withClaim(), 'Deployment');
    expect(containerOf(deployment)['volumeMounts']).toContainEqual({ mountPath: '/srv/media', name: 'srv-media' });
    const pod = podOf(deployment);
    expect(pod['volumes']).toContainEqual({ name: 'srv-media', persistentVolumeClaim: { claimName: 'web-srv-media' } });
    expect(pod['securityContext']).toMatchObject({ fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  it('has the class and the snapshot that it names, and otherwise the class of the cluster', () => {
    const cluster = Cluster.eks({ storageClass: 'gp3', installed: [AddOn.volumeSnapshots()] });
    const usual = find(withClaim({}, ALONE, cluster), 'PersistentVolumeClaim');
    expect(usual['spec'].storageClassName).toBe('gp3');
    const props: Partial<ClaimProps> = { name: 'media', storageClass: 'io2', fromSnapshot: 'media-1' };
    const other = Cluster.eks({ storageClass: 'gp3', installed: [AddOn.volumeSnapshots()] });
    const { metadata, spec } = find(withClaim(props, ALONE, other), 'PersistentVolumeClaim');
    expect(metadata.name).toBe('media');
    expect(spec).toMatchObject({
      storageClassName: 'io2',
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'media-1' },
    });
  });

  it('is kept by Argo CD, Flux and Helm, unless it is to be deleted', () => {
    expect(find(withClaim(), 'PersistentVolumeClaim')['metadata'].annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
    const deleted = find(withClaim({ retention: 'delete' }), 'PersistentVolumeClaim');
    expect(deleted['metadata']).not.toHaveProperty('annotations');
  });

  it('is seen by init containers and sidecars that share its path', () => {
    const chart = withClaim(
      {},
      {
        ...ALONE,
        initContainers: [{ name: 'fill', image, shares: ['/srv/media'] }],
        sidecars: [{ name: 'thumbs', image, shares: 'all' }],
      },
    );
    const mounts = podOf(find(chart, 'Deployment'))['initContainers'].map(
      ({ volumeMounts }: { volumeMounts: unknown }) => volumeMounts,
    );
    for (const list of mounts) expect(list).toContainEqual({ mountPath: '/srv/media', name: 'srv-media' });
  });

  it('may be mounted at two paths, and at one path under another', () => {
    const media = Volume.claim({ size });
    const chart = testChart();
    const volumes = { '/srv/media': media, '/srv/media/again': media };
    new WebApp(chart, 'web', { image, ...ALONE, volumes });
    expect(names(chart, 'PersistentVolumeClaim')).toEqual(['web-srv-media']);
    const mounts = containerOf(find(chart, 'Deployment'))['volumeMounts'];
    expect(mounts.map(({ name }: { name: string }) => name)).toEqual(['tmp', 'srv-media', 'srv-media']);
  });

  it.each([{}, SHARED])('fits the schemas and the security baseline', (props) => {
    const chart = withClaim(props);
    new SecurityBaseline(chart, 'baseline');
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });
});

describe('a claim of several programs', () => {
  const programs = (media: Volume, chart = testChart()): Chart => {
    const volumes = { '/srv/media': media };
    const web = new WebApp(chart, 'web', { image, volumes: { '/srv/media': media.readOnly() } });
    const worker = new Worker(chart, 'worker', { image, volumes });
    new Task(chart, 'migrate', { image, before: [web, worker], volumes });
    new ScheduledTask(chart, 'tidy', { image, schedule: '@daily', volumes });
    return chart;
  };

  it('is made once, and mounted by each as it says', () => {
    const chart = programs(Volume.claim({ ...SHARED, name: 'media' }));
    expect(names(chart, 'PersistentVolumeClaim')).toEqual(['media']);
    const mount = { mountPath: '/srv/media', name: 'srv-media' };
    expect(containerOf(find(chart, 'Deployment', 'web'))['volumeMounts']).toContainEqual({ ...mount, readOnly: true });
    expect(containerOf(find(chart, 'Deployment', 'worker'))['volumeMounts']).toContainEqual(mount);
    const source = { name: 'srv-media', persistentVolumeClaim: { claimName: 'media' } };
    for (const kind of ['Job', 'CronJob']) {
      const { spec } = find(chart, kind);
      expect((spec.jobTemplate?.spec ?? spec).template.spec.volumes).toContainEqual(source);
    }
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('has a wave of Argo CD not later than that of any of its pods', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.argoCd()] }).attachTo(chart);
    programs(Volume.claim({ ...SHARED, name: 'media' }), chart);
    const wave = (kind: string, name?: string) =>
      find(chart, kind, name)['metadata'].annotations?.['argocd.argoproj.io/sync-wave'];
    expect([wave('PersistentVolumeClaim'), wave('Deployment', 'web')]).toEqual([undefined, '1']);
  });

  it('comes with the first of its pods where Argo CD would wait for it', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.argoCd()] }).attachTo(chart);
    const web = new WebApp(chart, 'web', { image, ...ALONE, volumes: { '/srv/media': Volume.claim({ size }) } });
    new Task(chart, 'migrate', { image, before: [web] });
    const { annotations } = find(chart, 'PersistentVolumeClaim')['metadata'];
    expect(annotations['argocd.argoproj.io/sync-wave']).toBe('1');
  });

  it('is made for each cluster of an app', () => {
    const media = Volume.claim({ size });
    const root = testChart().node.root as Construct;
    for (const name of ['eu', 'us']) {
      const chart = new Chart(root, name, { namespace: 'media' });
      Cluster.generic({ name }).attachTo(chart);
      new WebApp(chart, 'web', { image, ...ALONE, volumes: { '/srv/media': media } });
      expect(names(chart, 'PersistentVolumeClaim')).toEqual(['web-srv-media']);
    }
  });

  it('is the same for a canary, which needs no name', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.gateway({ name: 'edge', namespace: 'edge' })] }).attachTo(chart);
    const volumes = { '/srv/media': Volume.claim(SHARED) };
    new WebApp(chart, 'web', { image, host: 'shop.example.com', canary: { image, weight: 10 }, volumes });
    expect(names(chart, 'PersistentVolumeClaim')).toEqual(['web-srv-media']);
  });

  it('fails when its name would depend on which program is made first', () => {
    expect(thrown(() => programs(Volume.claim(SHARED))).message).toBe(
      '[shop/worker] a claim that several programs mount must have a name, got shop/web and shop/worker; ' +
        "set name: 'web-srv-media' in Volume.claim, which keeps its volume",
    );
  });

  it('fails in two namespaces', () => {
    const media = Volume.claim({ ...SHARED, name: 'media' });
    const here = testChart('here');
    new Worker(here, 'a', { image, volumes: { '/srv/media': media } });
    const there = testChart('there', here.node.root as Construct);
    expect(() => new Worker(there, 'b', { image, volumes: { '/srv/media': media } })).toThrow(
      /^\[there\/b\] a claim is in one namespace, got here\/a and there\/b; make a Volume for each namespace$/,
    );
  });

  it('fails when two claims have one name', () => {
    const chart = withClaim({ ...SHARED, name: 'media' }, {});
    const volumes = { '/srv/media': Volume.claim({ ...SHARED, name: 'media' }) };
    expect(() => new Worker(chart, 'worker', { image, volumes })).toThrow(
      /the name of a PersistentVolumeClaim must be unique in its namespace, got media/,
    );
  });
});

describe('a volume for one node fails', () => {
  const WAYS =
    "use access 'ReadWriteMany' with a storageClass that has it, one replica with strategy 'recreate', or an object store for the files";

  it.each<[string, Partial<WebAppProps>, string]>([
    ['in several replicas', {}, '/srv/media (ReadWriteOnce) in 3 replicas'],
    ['with an autoscaler', { scaling: { max: 5 }, strategy: 'recreate' }, '/srv/media (ReadWriteOnce) in 5 replicas'],
    [
      'in a rolling update',
      { replicas: 1 },
      '/srv/media (ReadWriteOnce) with strategy rolling, which starts a pod before it ends one',
    ],
  ])('%s', (_, props, got) => {
    expect(thrown(() => withClaim({}, props)).message).toBe(
      `[shop/web] a volume for one node must be in one pod at a time, got ${got}; ${WAYS}`,
    );
  });

  it('in two programs', () => {
    const chart = testChart();
    const volumes = { '/srv/media': Volume.claim({ size, name: 'media' }) };
    new WebApp(chart, 'web', { image, ...ALONE, volumes });
    expect(thrown(() => new Task(chart, 'migrate', { image, volumes })).message).toBe(
      '[shop/migrate] a volume for one node must be in one pod at a time, ' +
        `got media (ReadWriteOnce) in shop/web and shop/migrate; ${WAYS}`,
    );
  });

  it('in runs that overlap, and not in those that do not', () => {
    const task = (concurrencyPolicy?: 'Allow') =>
      new ScheduledTask(testChart(), 'tidy', {
        image,
        schedule: '@daily',
        concurrencyPolicy,
        volumes: { '/srv/media': Volume.claim({ size, access: 'ReadWriteOncePod' }) },
      });
    expect(() => task()).not.toThrow();
    expect(() => task('Allow')).toThrow(/got \/srv\/media \(ReadWriteOncePod\) with concurrencyPolicy Allow; use/);
  });
});

describe('a claim fails when', () => {
  it.each<[string, Partial<ClaimProps>, RegExp]>([
    ['its size is not positive', { size: Size.gibibytes(0) }, /the size of a claim must be a positive amount/],
    ['its size is no Size', { size: '1Gi' as never }, /Volume\.claim\.size must be a Size, got 1Gi; use Size\.gibi/],
    ['its access is unknown', { access: 'ReadMostly' as never }, /Volume\.claim\.access must be one of ReadWriteOnce/],
    ['its class is no name', { storageClass: 'A b' }, /storageClass must be a DNS name/],
    ['its name is no name', { name: 'A b' }, /the name of a claim must be a DNS label/],
    ['its snapshot is no name', { fromSnapshot: 'A b' }, /the name of a VolumeSnapshot must be a DNS name/],
    ['the cluster has no snapshots', { fromSnapshot: 'a' }, /fromSnapshot needs .+ say installed: \[AddOn\.volume/],
    [
      'many pods could mount it, but it names no class that has it',
      { access: 'ReadWriteMany' },
      /a claim with ReadWriteMany must have a storageClass that has it, got none; name the class of a shared file/,
    ],
  ])('%s', (_, props, message) => {
    expect(() => withClaim(props)).toThrow(message);
  });
});

describe('a path of a volume fails when', () => {
  it.each<[string, string, Partial<WebAppProps>, RegExp]>([
    ['it is relative', 'srv/media', {}, /the path of a volume must be an absolute path/],
    ['it is one of the kernel', '/proc/media', {}, /must not hide what the container needs, got \/proc\/media/],
    ['it is that of secrets', '/run/secrets/media', {}, /must not hide what the container needs/],
    ['it hides the programs of the image', '/usr', {}, /must not hide what the container needs, got \/usr; use/],
    ['a scratch directory has it', '/data', { writable: ['/data'] }, /no path may be mounted .+ got \/data and \/data/],
    ['a file has it', '/data', { files: { '/data': 'a' } }, /no path may be mounted at or under/],
    ['it is under files', '/tls/a', { secretFiles: {}, files: { '/tls': 'a' } }, /got \/tls and \/tls\/a/],
  ])('%s', (_, at, props, message) => {
    expect(() => withClaim({}, { ...ALONE, ...props, volumes: { [at]: Volume.claim({ size }) } })).toThrow(message);
  });

  it('the image names the user, and no group is given', () => {
    expect(() => withClaim({}, { ...ALONE, user: 'none' })).toThrow(
      /a volume must belong to a group of the program, got \/srv\/media with user 'none'; set group to that of the image/,
    );
    expect(() => withClaim({}, { ...ALONE, user: 'none', group: 1000 })).not.toThrow();
    expect(() => withClaim({}, { ...ALONE }, Cluster.openshift({ podUsers: 'assigned' }))).not.toThrow();
  });
});

it('the quota of a namespace counts the storage of claims and of ephemeral volumes', () => {
  const chart = testChart();
  new SecurityBaseline(chart, 'baseline');
  new WebApp(chart, 'web', {
    image,
    volumes: {
      '/srv/media': Volume.claim({ ...SHARED, size: Size.gibibytes(300) }),
      '/srv/scratch': Volume.ephemeral({ size: Size.gibibytes(100) }),
    },
  });
  const { hard } = find(chart, 'ResourceQuota')['spec'];
  // Twice one claim, and twice one for each of three pods, of one more amid a rollout, and of those that are ending.
  expect(hard['requests.storage']).toBe('1800Gi');
  expect(errorsOf(chart)).toEqual([]);
});
