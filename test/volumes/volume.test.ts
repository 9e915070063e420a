import { Size } from 'cdk8s';
import { Volume as PlusVolume } from 'cdk8s-plus-27';
import { Cluster, SecurityBaseline, Volume, WebApp, type WebAppProps, Worker } from '../../lib';
import { containerOf, errorsOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';

function mounting(volumes: WebAppProps['volumes'], props: Partial<WebAppProps> = {}, cluster?: Cluster) {
  const chart = testChart();
  cluster?.attachTo(chart);
  new SecurityBaseline(chart, 'baseline');
  new WebApp(chart, 'web', { image, volumes, ...props });
  const deployment = find(chart, 'Deployment', 'web');
  const misfits = synth(chart).flatMap((manifest) => validateManifest(manifest));
  return { chart, misfits, volumes: podOf(deployment)['volumes'], mounts: containerOf(deployment)['volumeMounts'] };
}

describe('a claim that exists', () => {
  it('is mounted, and needs no declaration', () => {
    const { chart, volumes, misfits } = mounting({ '/srv': Volume.existing('media', { access: 'ReadWriteMany' }) });
    expect(volumes).toContainEqual({ name: 'srv', persistentVolumeClaim: { claimName: 'media' } });
    expect(names(chart, 'PersistentVolumeClaim')).toEqual([]);
    expect([misfits, errorsOf(chart)]).toEqual([[], []]);
  });

  it('that many may only read is mounted so', () => {
    const { volumes, mounts } = mounting({ '/srv': Volume.existing('media', { access: 'ReadOnlyMany' }) });
    expect(volumes).toContainEqual({ name: 'srv', persistentVolumeClaim: { claimName: 'media', readOnly: true } });
    expect(mounts).toContainEqual({ mountPath: '/srv', name: 'srv', readOnly: true });
  });

  it('fails for several pods unless it says that many can mount it', () => {
    expect(() => mounting({ '/srv': Volume.existing('media') })).toThrow(
      /a volume for one node must be in one pod at a time, got \/srv \(ReadWriteOnce\) in 3 replicas/,
    );
  });

  it('fails when two values are one claim for one node', () => {
    const chart = testChart();
    const props = { image, replicas: 1, strategy: 'recreate' as const };
    new Worker(chart, 'a', { ...props, volumes: { '/srv': Volume.existing('media') } });
    expect(() => new Worker(chart, 'b', { ...props, volumes: { '/srv': Volume.existing('media') } })).toThrow(
      /got media \(ReadWriteOnce\) in shop\/a and shop\/b/,
    );
  });

  it('fails when its name is almost that of a claim of the app', () => {
    const chart = testChart();
    new SecurityBaseline(chart, 'baseline');
    const shared = { size: Size.gibibytes(1), access: 'ReadWriteMany', storageClass: 'nfs' } as const;
    new Worker(chart, 'a', { image, volumes: { '/srv': Volume.claim({ ...shared, name: 'uploads' }) } });
    new Worker(chart, 'b', { image, volumes: { '/srv': Volume.existing('uplaods', { access: 'ReadWriteMany' }) } });
    expect(errorsOf(chart).join()).toMatch(/PersistentVolumeClaim that exists, got uplaods; did you mean uploads/);
  });

  it('fails when its name is none', () => {
    expect(() => mounting({ '/srv': Volume.existing('A b') })).toThrow(/the name of a claim must be a DNS name/);
  });
});

describe('an ephemeral volume', () => {
  it('is made for each pod, with the class of the cluster, and backups leave it out', () => {
    const cluster = Cluster.eks({ storageClass: 'gp3' });
    const { volumes, misfits } = mounting({ '/srv': Volume.ephemeral({ size: Size.gibibytes(5) }) }, {}, cluster);
    const labels = { 'velero.io/exclude-from-backup': 'true' };
    const requests = { storage: '5Gi' };
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests }, storageClassName: 'gp3' };
    expect(volumes).toContainEqual({ name: 'srv', ephemeral: { volumeClaimTemplate: { metadata: { labels }, spec } } });
    expect(misfits).toEqual([]);
  });

  it('takes the place of the usual directory at /tmp', () => {
    const { mounts, volumes } = mounting({ '/tmp': Volume.ephemeral({ size: Size.gibibytes(5) }) });
    expect(mounts).toEqual([{ mountPath: '/tmp', name: 'tmp' }]);
    expect(volumes).toHaveLength(1);
  });

  it('fails when its size is not positive', () => {
    expect(() => mounting({ '/srv': Volume.ephemeral({ size: Size.gibibytes(0) }) })).toThrow(
      /the size of an ephemeral volume must be a positive amount/,
    );
  });
});

describe('a volume of an image', () => {
  const model = () => ({ '/srv/model': Volume.image('ghcr.io/acme/model:1.0.0') });

  it('has its files, which can only be read', () => {
    const { mounts, volumes, misfits, chart } = mounting(model(), {}, Cluster.generic({ version: '1.35' }));
    const source = { reference: 'ghcr.io/acme/model:1.0.0', pullPolicy: 'Always' };
    expect(volumes).toContainEqual({ name: 'srv-model', image: source });
    expect(mounts).toContainEqual({ mountPath: '/srv/model', name: 'srv-model', readOnly: true });
    expect([misfits, errorsOf(chart)]).toEqual([[], []]);
  });

  it('fails before Kubernetes 1.35', () => {
    expect(() => mounting(model(), {}, Cluster.generic({ version: '1.34' }))).toThrow(
      /Volume\.image needs Kubernetes 1\.35, got 1\.34; target 1\.35 or newer, or copy the files in an init container/,
    );
  });

  it('fails without a version', () => {
    expect(() => mounting({ '/srv': Volume.image('ghcr.io/acme/model') })).toThrow(/image must name a version/);
  });
});

describe('a program with volumes', () => {
  const claim = () => Volume.claim({ size: Size.gibibytes(1), access: 'ReadWriteMany', storageClass: 'nfs' });

  it('has signals of the claims that are made for it, by their names', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, volumes: { '/srv/a': claim(), '/srv/b': claim() } });
    expect(web.signals.map(({ name }) => name)).toEqual(['VolumeNearlyFull', 'VolumeFilling']);
    for (const { expr } of web.signals) {
      expect(expr('')).toContain('{namespace="shop",persistentvolumeclaim=~"web-srv-a|web-srv-b"}');
    }
  });

  it('fails when the program mounts another volume at the same path by cdk8s-plus', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, volumes: { '/srv/a': claim() } });
    web.container.mount('/srv/a', PlusVolume.fromEmptyDir(web, 'other', 'other'));
    expect(() => synth(chart)).toThrow(/a path must be mounted once, got .+ by volumes; remove \/srv\/a from volumes/);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a value is no Volume',
      { '/srv': 'media' },
      /volumes must be paths with a Volume each, got .+; use \{ '\/srv\/me/,
    ],
    ['they are a list', ['/srv'], /volumes must be paths with a Volume each/],
  ])('fails when %s', (_, volumes, message) => {
    expect(() => mounting(volumes as never)).toThrow(message);
  });
});
