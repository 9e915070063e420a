import { Chart, Duration, Size } from 'cdk8s';
import { AddOn, App, Cluster, External, type ImageScanningProps, SecurityBaseline, verify, WebApp } from '../../lib';
import { find, type Manifest, synth } from '../support/charts';

const NOW = new Date('2026-11-27');
const WEB = 'ghcr.io/acme/shop:1.4.2';
const EVERY_NIGHT = { schedule: '20 4 * * *' };

function scanned(imageScanning: ImageScanningProps = EVERY_NIGHT, app = new App(), workloads = true): Chart {
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', { imageScanning, now: NOW });
  if (workloads) new WebApp(chart, 'web', { image: WEB });
  return chart;
}

const podOf = (chart: Chart): Manifest => find(chart, 'CronJob', 'image-scan')['spec'].jobTemplate.spec.template.spec;
const files = (chart: Chart): Manifest => find(chart, 'ConfigMap', 'image-scan')['data'];
const steps = (chart: Chart): Manifest[] => [...podOf(chart)['initContainers'], ...podOf(chart)['containers']];
const envOf = ({ env }: Manifest): Record<string, string> =>
  Object.fromEntries(env.map(({ name, value }: { name: string; value: string }) => [name, value]));

describe('the search for vulnerabilities', () => {
  it('is a CronJob of steps, whose last one fails when the others found something', () => {
    const chart = scanned();
    expect(steps(chart).map(({ name }) => name)).toEqual(['database', 'list', 'look', 'judge']);
    const { spec } = find(chart, 'CronJob', 'image-scan') as Manifest;
    expect(spec.schedule).toBe('20 4 * * *');
    expect(spec.jobTemplate.spec.podFailurePolicy.rules[0]).toEqual({
      action: 'FailJob',
      onExitCodes: { containerName: 'judge', operator: 'In', values: [1] },
    });
    for (const { image } of steps(chart)) expect(image).toBe('ghcr.io/aquasecurity/trivy:0.74.0');
  });

  it('is about exactly the images of the app, after other references were given', () => {
    const app = new App({ images: { trivy: 'registry.example.com/trivy:0.74.0' } });
    const chart = scanned(EVERY_NIGHT, app);
    const other = new Chart(app, 'pay', { namespace: 'pay' });
    new SecurityBaseline(other, 'baseline');
    new WebApp(other, 'api', { image: 'localhost:5000/pay/api@sha256:'.concat('a'.repeat(64)) });
    expect(files(chart)['images']).toBe(
      [
        `ghcr.io_acme_shop_1.4.2 ${WEB}`,
        `localhost_5000_pay_api_sha256_${'a'.repeat(64)} localhost:5000/pay/api@sha256:${'a'.repeat(64)}`,
        'registry.example.com_trivy_0.74.0 registry.example.com/trivy:0.74.0',
        '',
      ].join('\n'),
    );
  });

  it('gives images whose names look alike a file each', () => {
    const app = new App();
    const chart = scanned(EVERY_NIGHT, app);
    new WebApp(chart, 'one', { image: 'ghcr.io/acme/a_b:1.0.0' });
    new WebApp(chart, 'two', { image: 'ghcr.io/acme/a/b:1.0.0' });
    const names = `${files(chart)['images']}`.split('\n').map((line) => line.split(' ')[0]);
    expect(names).toEqual(expect.arrayContaining(['ghcr.io_acme_a_b_1.0.0', 'ghcr.io_acme_a_b_1.0.0_2']));
  });

  it('leaves out the images of another cluster', () => {
    const app = new App();
    const chart = scanned(EVERY_NIGHT, app);
    const far = new Chart(app, 'far', { namespace: 'far' });
    Cluster.generic({ name: 'far' }).attachTo(far);
    new SecurityBaseline(far, 'baseline');
    new WebApp(far, 'api', { image: 'ghcr.io/acme/far:1.0.0' });
    expect(files(chart)['images']).not.toContain('far');
  });

  it('has no rights, a volume that is kept, and no finding', () => {
    const chart = scanned();
    expect(podOf(chart)['automountServiceAccountToken']).toBe(false);
    expect(JSON.stringify(podOf(chart))).not.toContain('serviceAccountToken');
    expect(find(chart, 'PersistentVolumeClaim', 'image-scan-cache')['spec'].resources.requests).toEqual({
      storage: '10Gi',
    });
    for (const step of steps(chart)) {
      expect(envOf(step)).toMatchObject({
        TRIVY_CACHE_DIR: '/cache/trivy',
        TMPDIR: '/cache/tmp',
        SBOMS: '/cache/sboms',
      });
    }
    expect(verify(synth(chart))).toEqual([]);
  });

  it('reaches public addresses by HTTPS only, and its policy says why', () => {
    const { metadata, spec } = find(scanned(), 'NetworkPolicy', 'image-scan-to-registries') as Manifest;
    expect(metadata['annotations']['mainstay/widened']).toContain('meant for the registries');
    expect(spec.egress).toHaveLength(1);
    expect(spec.egress[0].ports).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(spec.egress[0].to[0].ipBlock.except).toContain('10.0.0.0/8');
  });

  it('reaches only the registries that are given', () => {
    const chart = scanned({ ...EVERY_NIGHT, reach: [External.cidr('10.20.0.0/24', 5000)] });
    const policies = synth(chart).filter(
      ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name.startsWith('image-scan-'),
    );
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['image-scan-to-10.20.0.0-24']);
  });

  it('takes each of its props', () => {
    const props: Required<ImageScanningProps> = {
      schedule: '0 3 * * 0',
      timeZone: 'Europe/Oslo',
      timeout: Duration.hours(3),
      failOn: 'HIGH',
      ignore: [{ id: 'CVE-2026-1234', reason: 'the program never parses XML', expires: '2027-01-31' }],
      databases: { vulnerabilities: 'registry.example.com/trivy-db:2', java: 'registry.example.com/trivy-java-db:1' },
      reach: [External.host('registry.example.com')],
      pullSecret: 'registry',
      cache: Size.gibibytes(20),
      memory: Size.gibibytes(2),
    };
    const chart = scanned(props);
    expect(find(chart, 'CronJob', 'image-scan')['spec']).toMatchObject({
      timeZone: 'Europe/Oslo',
      schedule: '0 3 * * 0',
    });
    expect(JSON.parse(files(chart)['ignored.yaml'])).toEqual({
      vulnerabilities: [
        { id: 'CVE-2026-1234', statement: 'the program never parses XML', expired_at: '2027-01-31T23:59:59Z' },
      ],
    });
    const [first] = steps(chart);
    expect(envOf(first as Manifest)).toMatchObject({
      DOCKER_CONFIG: '/pull',
      SEVERITIES: 'HIGH,CRITICAL',
      TRIVY_DB_REPOSITORY: 'registry.example.com/trivy-db:2',
      TRIVY_JAVA_DB_REPOSITORY: 'registry.example.com/trivy-java-db:1',
    });
    expect(first?.['resources'].limits.memory).toBe('2Gi');
    expect(podOf(chart)['volumes']).toContainEqual({
      name: 'pull',
      secret: {
        defaultMode: 0o440,
        items: [{ key: '.dockerconfigjson', path: 'config.json' }],
        secretName: 'registry',
      },
    });
    expect(find(chart, 'PersistentVolumeClaim')['spec'].resources.requests.storage).toBe('20Gi');
  });

  it('is left to the Trivy Operator where the cluster has it, and the Namespace says so', () => {
    const chart = scanned(EVERY_NIGHT, new App({ cluster: Cluster.generic({ installed: [AddOn.trivyOperator()] }) }));
    expect(synth(chart).filter(({ metadata }) => metadata.name.startsWith('image-scan'))).toEqual([]);
    expect(find(chart, 'Namespace')['metadata'].annotations).toEqual({
      'mainstay/image-scanning': 'the Trivy Operator of the cluster scans the images',
    });
  });
});

describe('fails when', () => {
  const message = (imageScanning: unknown, workloads = true): string => {
    try {
      const app = new App();
      scanned(imageScanning as ImageScanningProps, app, workloads);
      app.synthYaml();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };
  const ignoring = (more: object) => ({
    ...EVERY_NIGHT,
    ignore: [{ id: 'CVE-2026-1234', reason: 'it does no harm', ...more }],
  });

  test.each<[string, unknown, string]>([
    ['it has no schedule', {}, 'imageScanning.schedule must be text, got nothing'],
    ['a severity is unknown', { ...EVERY_NIGHT, failOn: 'critical' }, "got critical; use 'CRITICAL'"],
    ['a prop is unknown', { ...EVERY_NIGHT, ignored: [] }, 'got ignored; did you mean ignore'],
    [
      'an id is none',
      ignoring({ id: '2026-1234' }),
      'must have an id, got 2026-1234; use a form such as CVE-2026-1234',
    ],
    [
      'a reason is a word',
      ignoring({ reason: 'harmless' }),
      'the reason to ignore CVE-2026-1234 must have three words',
    ],
    ['a day is none', ignoring({ expires: '2026-02-30' }), 'the end of ignoring CVE-2026-1234 must be a day'],
    ['a day is over', ignoring({ expires: '2026-11-26' }), 'must not be over, got 2026-11-26; use a newer image'],
    [
      'an id is ignored twice',
      { ...EVERY_NIGHT, ignore: [...ignoring({}).ignore, ...ignoring({}).ignore] },
      'a vulnerability must be in imageScanning.ignore once, got CVE-2026-1234 twice',
    ],
    ['a database is no reference', { ...EVERY_NIGHT, databases: { java: 'https://x' } }, 'image must'],
    ['a secret has no name', { ...EVERY_NIGHT, pullSecret: 'My Secret' }, 'imageScanning.pullSecret must be'],
    ['a registry is text', { ...EVERY_NIGHT, reach: ['ghcr.io'] }, 'imageScanning.reach must be a list of Externals'],
  ])('%s', (_, props, text) => expect(message(props)).toContain(text));

  test('the app has no image but that of the search', () => {
    expect(message(EVERY_NIGHT, false)).toContain(
      '[shop/baseline] imageScanning needs an app with images, got none; remove imageScanning, or add the workloads of the app',
    );
  });

  test('two baselines of a cluster scan', () => {
    const app = new App();
    scanned(EVERY_NIGHT, app);
    const other = new Chart(app, 'pay', { namespace: 'pay' });
    expect(() => new SecurityBaseline(other, 'baseline', { imageScanning: EVERY_NIGHT })).toThrow(
      'the images of a cluster must be scanned by one baseline, got shop/baseline, pay/baseline; keep imageScanning in one',
    );
  });
});
