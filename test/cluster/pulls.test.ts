import { Chart, Size } from 'cdk8s';
import {
  AddOn,
  App,
  type AppProps,
  Backup,
  Cluster,
  Engine,
  ObjectStore,
  Observability,
  RolloutStrategy,
  ScheduledTask,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { type Manifest, synth } from '../support/charts';

const IMAGE = 'registry.acme.internal/shop:1.4.2';
const CLUSTER = Cluster.generic({
  installed: [AddOn.cloudNativePg({ barmanCloud: true }), AddOn.argoRollouts(), AddOn.volumeSnapshots()],
});

/** One of everything that makes pods. */
function everything(props: AppProps = {}): Manifest[] {
  const chart = new Chart(new App({ cluster: CLUSTER, ...props }), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  const at = ObjectStore.s3({
    bucket: 'acme-backups',
    region: 'eu-central-1',
    credentials: { accessKeyId: SecretKey.of('s3', 'id'), secretAccessKey: SecretKey.of('s3', 'key') },
  });
  const backup = [
    Backup.to(at, { schedule: '5 4 * * *', keep: { newest: 7 } }),
    Backup.snapshots({ schedule: '5 5 * * *', keep: 7 }),
  ];
  const sessions = new StatefulStore(chart, 'sessions', {
    engine: Engine.valkey(),
    replicas: 3,
    endpoint: 'primary',
    backup,
    storage: Size.gibibytes(20),
    grownFrom: Size.gibibytes(10),
  });
  const orders = new StatefulStore(chart, 'orders', {
    engine: Engine.postgres({ cloudNativePg: { pooler: {} } }),
    replicas: 3,
  });
  const web = new WebApp(chart, 'web', {
    image: IMAGE,
    strategy: RolloutStrategy.blueGreen(),
    imagePullSecrets: ['ghcr'],
    sidecars: [{ name: 'log', image: IMAGE }],
    initContainers: [{ name: 'migrate', image: IMAGE }],
  });
  web.uses(orders);
  new Worker(chart, 'mailer', { image: `shop@sha256:${'a'.repeat(64)}` });
  new ScheduledTask(chart, 'report', { image: IMAGE, schedule: '5 4 * * *' });
  new Observability(chart, 'metrics').watch(web, sessions);
  const manifests = synth(chart);
  expect(() => (chart.node.root as App).synthYaml()).not.toThrow();
  return manifests;
}

/** The specs of all pods, by kind and name. */
function pods(manifests: readonly Manifest[]): readonly [string, Manifest][] {
  return manifests.flatMap((manifest): [string, Manifest][] => {
    const { kind, metadata, spec } = manifest as Manifest & { spec?: Manifest };
    const name = `${kind}/${metadata.name}`;
    if (kind === 'Cluster') return [[name, spec as Manifest]];
    const pod = spec?.['jobTemplate']?.spec.template.spec ?? spec?.['template']?.spec;
    return pod ? [[name, pod]] : [];
  });
}

describe('how nodes get images', () => {
  it('is said once for every pod that Mainstay makes', () => {
    const found = pods(everything({ imagePullSecrets: ['mirror'], imagePullPolicy: 'IfNotPresent' }));
    const kinds = new Set(found.map(([name]) => name.split('/')[0]));
    expect([...kinds].sort()).toEqual([
      'Cluster',
      'CronJob',
      'DaemonSet',
      'Deployment',
      'Job',
      'Pooler',
      'StatefulSet',
    ]);
    expect(found.length).toBeGreaterThan(12);
    for (const [name, pod] of found) {
      const own = name.startsWith('Deployment/web') ? [{ name: 'ghcr' }] : [];
      expect([name, pod['imagePullSecrets']]).toEqual([name, [{ name: 'mirror' }, ...own]]);
      const containers = [...(pod['containers'] ?? []), ...(pod['initContainers'] ?? [])];
      const policies = name.startsWith('Pooler/') ? [] : containers.map((c: Manifest) => c['imagePullPolicy']);
      expect([name, ...policies]).toEqual([name, ...policies.map(() => 'IfNotPresent')]);
    }
    expect(found.find(([name]) => name.startsWith('Cluster/'))?.[1]['imagePullPolicy']).toBe('IfNotPresent');
  });

  it('is left to the image where nothing is said', () => {
    for (const [name, pod] of pods(everything())) {
      expect([name, pod['imagePullSecrets']]).toEqual([
        name,
        name.startsWith('Deployment/web') ? [{ name: 'ghcr' }] : undefined,
      ]);
      for (const { image, imagePullPolicy } of name.startsWith('Pooler/') ? [] : (pod['containers'] ?? [])) {
        expect([image, imagePullPolicy]).toEqual([image, image.includes('@') ? 'IfNotPresent' : 'Always']);
      }
    }
  });

  it.each<[string, object, string]>([
    ['a pull secret is no name', { imagePullSecrets: ['My Secret'] }, 'the name of a pull secret must be a DNS name'],
    [
      'they are one text',
      { imagePullSecrets: 'mirror' },
      "imagePullSecrets must be a list of texts, got mirror; use ['mirror']",
    ],
    [
      'the policy is none',
      { imagePullPolicy: 'always' },
      "imagePullPolicy must be one of Always, IfNotPresent, Never, got always; use 'Always'",
    ],
    ['it is misspelled', { pullSecrets: ['mirror'] }, 'got pullSecrets; did you mean imagePullSecrets'],
  ])('fails when %s', (_, props, message) => {
    expect(() => new App(props)).toThrow(message);
  });
});
