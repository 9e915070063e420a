import { Chart, Size, Testing } from 'cdk8s';
import {
  Cluster,
  Credentials,
  Engine,
  Peer,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  type StatefulStoreProps,
  WebApp,
} from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

function store(props: Partial<StatefulStoreProps> = {}, chart = testChart()) {
  return { chart, store: new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props }) };
}

describe('a StatefulStore', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(store().chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('gives every pod a stable name and a volume that is kept', () => {
    const { chart } = store();
    const { spec } = find(chart, 'StatefulSet');
    expect(spec).toMatchObject({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      podManagementPolicy: 'Parallel',
      replicas: 3,
      serviceName: 'sessions',
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    });
    const service = find(chart, 'Service', 'sessions')['spec'];
    expect(service).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(spec.template.metadata.labels).toMatchObject(service.selector);
    expect(service.selector).toEqual(spec.selector.matchLabels);
  });

  it('sizes the volume by the memory', () => {
    const { chart } = store({ memory: Size.gibibytes(2) });
    expect(find(chart, 'StatefulSet')['spec'].volumeClaimTemplates[0].spec.resources.requests.storage).toBe('5Gi');
  });

  it('has its memory as a limit', () => {
    const { chart } = store({ memory: Size.mebibytes(512) });
    expect(containerOf(find(chart, 'StatefulSet'))['resources'].limits.memory).toBe('512Mi');
  });

  it('never has the password in a manifest, an argument or a variable', () => {
    const { chart } = store();
    expect(names(chart, 'Secret')).toEqual([]);
    const set = find(chart, 'StatefulSet');
    expect(JSON.stringify(containerOf(set))).not.toContain('secretKeyRef');
    expect(podOf(set)['volumes']).toContainEqual({
      name: 'password',
      secret: {
        defaultMode: 288,
        items: [
          { key: 'password', path: 'password' },
          { key: 'admin', path: 'admin' },
        ],
        secretName: 'sessions-credentials',
      },
    });
  });

  it('lets its own pods talk to each other, and nobody else in', () => {
    const { chart } = store();
    const { ingress } = find(chart, 'NetworkPolicy', 'sessions')['spec'];
    expect(ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: find(chart, 'StatefulSet')['spec'].selector.matchLabels } }],
        ports: [
          { port: 6379, protocol: 'TCP' },
          { port: 26379, protocol: 'TCP' },
        ],
      },
    ]);
  });

  it('has no budget and no openings with a single pod', () => {
    const { chart } = store({ replicas: 1 });
    expect(names(chart, 'PodDisruptionBudget')).toEqual([]);
    expect(find(chart, 'NetworkPolicy', 'sessions')['spec'].ingress).toBeUndefined();
  });

  it('rolls its pods when its configuration changes', () => {
    const [one, two] = [store(), store({ mountPath: '/elsewhere' })].map(({ chart }) => names(chart, 'ConfigMap')[0]);
    expect(one).toMatch(/^sessions-[0-9a-f]{8}$/);
    expect(two).not.toBe(one);
  });

  it('does not touch immutable fields when it is changed or moved', () => {
    const before = find(store().chart, 'StatefulSet')['spec'];
    const elsewhere = new Chart(Testing.app(), 'elsewhere', { namespace: 'shop' });
    new StatefulStore(elsewhere, 'renamed', {
      engine: Engine.valkey({ image: 'valkey:9.1.2' }),
      name: 'sessions',
      replicas: 5,
    });
    const after = find(elsewhere, 'StatefulSet')['spec'];
    for (const field of ['selector', 'serviceName', 'volumeClaimTemplates', 'podManagementPolicy']) {
      expect(after[field]).toEqual(before[field]);
    }
  });

  it('gives the password as a file when asked to', () => {
    const { chart, store: sessions } = store({ replicas: 1 });
    const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    web.uses(sessions, { credentials: 'files' });
    expect(containerOf(find(chart, 'Deployment'))['env']).toContainEqual({
      name: 'SESSIONS_PASSWORD_FILE',
      value: '/run/secrets/sessions/password',
    });
    expect(containerOf(find(chart, 'Deployment'))['env']).toContainEqual({
      name: 'SESSIONS_URL',
      value: 'redis://sessions-0.sessions:6379',
    });
  });

  it('runs Redis with the names of its programs', () => {
    const { chart } = store({ engine: Engine.redis({ image: 'redis:6.2.6' }) });
    const container = containerOf(find(chart, 'StatefulSet'));
    expect(container['image']).toBe('redis:6.2.6');
    expect(container['env']).toContainEqual({ name: 'SERVER', value: 'redis-server' });
    expect(container['env']).toContainEqual({ name: 'CLI', value: 'redis-cli' });
  });

  it('lets a scraper of others in to its metrics, which stand on the headless Service', () => {
    const chart = testChart();
    const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    const prometheus = { peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) };
    sessions.allowFrom(prometheus, { port: 'metrics' });
    const { ports } = find(chart, 'NetworkPolicy', 'sessions-from-prometheus')['spec'].ingress[0];
    expect(ports).toEqual([9121, 9122].map((port) => ({ port, protocol: 'TCP' })));
    expect(find(chart, 'Service', 'sessions')['spec'].ports).toContainEqual({
      name: 'metrics',
      port: 9121,
      protocol: 'TCP',
      targetPort: 9121,
    });
  });

  it('lets in who is allowed from the other side', () => {
    const { chart, store: sessions } = store();
    sessions.allowFrom(new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }));
    expect(names(chart, 'NetworkPolicy')).toContain('sessions-from-web');
  });

  it.each<[string, Partial<StatefulStoreProps>, RegExp]>([
    [
      'the volume is too small for the memory',
      { memory: Size.gibibytes(2), storage: Size.gibibytes(1) },
      /storage must be enough for what the engine writes .*, got 1Gi; use at least 5Gi/,
    ],
    ['there is no storage', { storage: Size.gibibytes(0) }, /storage must be a positive amount/],
    [
      'the volume hides the configuration',
      { mountPath: '/etc/store' },
      /mountPath must not hide what the server needs, got \/etc\/store/,
    ],
    ['the volume has the name of another', { volumeName: 'tmp' }, /volumeName must be free in the pod, got tmp/],
    ['the port has no name', { portName: '' }, /a port name must be at most 15/],
    ['there is no pod', { replicas: 0 }, /replicas must be a whole number from 1 to 9, got 0/],
    ['the memory is nothing', { memory: Size.mebibytes(0) }, /memory must be a positive amount/],
    [
      'the access mode is unknown',
      { accessMode: 'ReadMostly' as never },
      /accessMode must be one of ReadWriteOnce, ReadWriteOncePod, got ReadMostly/,
    ],
    ['the name is not a DNS label', { name: 'Sessions' }, /the name of a StatefulSet must be a DNS label/],
    ['the image has no version', { engine: Engine.redis({ image: 'redis' }) }, /image must name a version, got redis/],
    ['the storage class is no name', { storageClass: 'Fast SSD' }, /storageClass must be a DNS name/],
  ])('fails when %s', (_, props, message) => {
    expect(() => synth(store(props).chart)).toThrow(message);
  });

  it('fails when another has its name', () => {
    const { chart } = store();
    expect(() => new StatefulStore(chart, 'other', { engine: Engine.valkey(), name: 'sessions' })).toThrow(
      '[shop/other] the name of a StatefulSet must be unique in its namespace, got sessions; shop/sessions has it; set another name',
    );
  });
});

describe('generated credentials', () => {
  it('are made by a Job that may only create Secrets', () => {
    const { chart } = store();
    expect(find(chart, 'Role')['rules']).toEqual([{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }]);
    const pod = podOf(find(chart, 'Job'));
    expect(pod['automountServiceAccountToken']).toBe(false);
    const mounts = (name: string) => pod['initContainers'].find((c: { name: string }) => c.name === name).volumeMounts;
    expect(mounts('create').map((m: { name: string }) => m.name)).toEqual(['credentials', 'token']);
    expect(mounts('generate').map((m: { name: string }) => m.name)).toEqual(['credentials']);
  });

  it('are applied before the store', () => {
    const kinds = synth(store().chart).map((m) => m['kind']);
    expect(kinds.indexOf('Job')).toBeLessThan(kinds.indexOf('StatefulSet'));
  });

  it('get another Job when anything in it changes, because a Job cannot be changed', () => {
    const job = (image?: string) => names(store({ engine: Engine.valkey({ image }) }).chart, 'Job')[0];
    expect(job()).toMatch(/^sessions-credentials-[0-9a-f]{8}$/);
    expect(job()).toBe(job());
    expect(job('valkey:9.1.2')).not.toBe(job());
  });

  it('fails when the cluster has no native sidecars', () => {
    const chart = testChart();
    Cluster.generic({ version: '1.28' }).attachTo(chart);
    expect(() => store({}, chart)).toThrow(
      '[shop/sessions/Credentials] generated credentials need Kubernetes 1.29, got 1.28; use Credentials.fromSecret(name, key)',
    );
  });

  it('fails when a program asks for a key that they have not', () => {
    const { chart } = store();
    new SecurityBaseline(chart, 'baseline');
    const env = { PASSWORD: SecretKey.of('sessions-credentials', 'passwd') };
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/web:1.0.0', env });
    expect(() => synth(chart)).toThrow(
      /\[shop\/web\/Deployment\] container web must use a Secret that exists, with its key, got sessions-credentials without key passwd;/,
    );
  });

  it('are not needed when a Secret is named', () => {
    const chart = testChart();
    Cluster.generic({ version: '1.27' }).attachTo(chart);
    store({ credentials: Credentials.fromSecret('redis', 'auth') }, chart);
    expect(names(chart, 'Job')).toEqual([]);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest, '1.27'))).toEqual([]);
  });
});
