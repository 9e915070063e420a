import { describeFinding, ExternalObject, verify } from '../../lib/security-baseline';
import { RULES } from '../../lib/security-baseline/rules';
import { describeMistakes, findingsAfter } from './broken';
import { goodApp, main, podOf } from './good-app';
import { ADDRESSES } from './mistakes-addresses';
import { CONTAINERS, MEMORY_REQUEST } from './mistakes-containers';
import { FILES } from './mistakes-files';
import { METADATA, OBJECTS } from './mistakes-objects';
import { POD_SECURITY, PODS } from './mistakes-pods';
import { RIGHTS } from './mistakes-rights';
import { STANDARDS } from './mistakes-standards';
import { AMOUNTS, LISTS, VOLUMES } from './mistakes-volumes';
import { CLUSTER_WIDE, OPEN_NETWORK, WAYS_IN } from './mistakes-ways-in';
import { NETWORK, REFERENCES, SCALING, SERVICES } from './mistakes-wiring';
import { RIGHT } from './right';

const FAMILIES = {
  POD_SECURITY,
  STANDARDS,
  PODS,
  CONTAINERS,
  OBJECTS,
  METADATA,
  SERVICES,
  SCALING,
  ADDRESSES,
  FILES,
  NETWORK,
  REFERENCES,
  VOLUMES,
  LISTS,
  AMOUNTS,
  RIGHTS,
  WAYS_IN,
  OPEN_NETWORK,
  CLUSTER_WIDE,
};

for (const [title, mistakes] of Object.entries(FAMILIES)) describeMistakes(title, mistakes);

const rulesOf = (...change: Parameters<typeof findingsAfter>) => findingsAfter(...change).map(({ rule }) => rule);

test('a good app breaks no rule', () => {
  expect(verify(Object.values(goodApp()))).toEqual([]);
});

/** The rules that other tests break: no single mistake breaks one of them alone, or they are about more than manifests. */
const ELSEWHERE = [
  'dns-egress',
  'memory-request',
  'missing-baseline',
  'namespace-level',
  'unfenced',
  'image-registry',
  'image-digest',
  'plain-secret-args',
  'plain-secret-file',
  'plain-secret-annotation',
  'plain-secret-header',
];

test('every rule has a mistake that breaks it, an id of its own, and says why and how to mend it', () => {
  const broken = Object.values(FAMILIES).flatMap((mistakes) => mistakes.map(({ rule }) => rule));
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => ![...broken, ...ELSEWHERE].includes(id))).toEqual([]);
  for (const { why, fix } of RULES) expect(`${why}${fix}`).not.toMatch(/^\s*$|\.$/);
});

test('memory-request fails when memory is neither requested nor limited', () => {
  expect(rulesOf(MEMORY_REQUEST.change)).toEqual(['memory-limit', 'memory-request']);
});

test('unfenced fails when no policy selects the pods', () => {
  const findings = findingsAfter(({ deny }) => {
    deny.metadata.namespace = 'default';
  });
  const unfenced = findings.filter(({ rule }) => rule === 'unfenced');
  expect(unfenced.map(({ object, got }) => `${object?.name}: ${got}`)).toEqual([
    'web: no policy for Egress',
    'store: no policy for Ingress and Egress',
    'migrate: no policy for Ingress and Egress',
    'report: no policy for Ingress and Egress',
  ]);
});

test.each<[string, object[]]>([
  ['nothing is open', []],
  ['only TCP is open', [{ ports: [{ port: 53, protocol: 'TCP' }] }]],
])('dns-egress fails when egress is closed and %s', (_name, egress) => {
  const findings = findingsAfter(({ deny }) => {
    deny.spec.egress = egress;
  });
  expect(findings.map(({ rule, object }) => `${rule} ${object?.name}`)).toEqual(
    ['web', 'store', 'migrate', 'report'].map((name) => `dns-egress ${name}`),
  );
});

test('a finding names container, value, fix and rule, and never the value of a secret', () => {
  const [finding] = findingsAfter(({ deployment }) => {
    main(deployment).env.push({ name: 'DB_PASSWORD', value: 'hunter2' });
  });
  expect(finding && describeFinding(finding)).toBe(
    '[shop/Deployment/web] container web must not have a secret in plain text in its environment, got DB_PASSWORD; ' +
      'refer to a Secret with valueFrom.secretKeyRef (plain-secret-env)',
  );
});

describe('what is right is left alone', () => {
  test.each<[string, Parameters<typeof findingsAfter>[0]]>([
    ['an image with a digest', ({ job }) => (main(job).image = `acme/shop@sha256:${'a'.repeat(64)}`)],
    ['a registry with a port', ({ job }) => (main(job).image = 'localhost:5000/shop:1')],
    ['NET_BIND_SERVICE', ({ job }) => (main(job).securityContext.capabilities.add = ['NET_BIND_SERVICE'])],
    ['a limit without a request', ({ job }) => (main(job).resources = { limits: { cpu: '1', memory: '1Gi' } })],
    ['a request of 0.5 and a limit of 500m', ({ job }) => (main(job).resources.limits.cpu = '500m')],
    ['a password that is a reference', ({ job }) => (main(job).env = [{ name: 'A_PASSWORD', value: '$(B)' }])],
    ['a path to a password', ({ job }) => (main(job).env = [{ name: 'PASSWORD_FILE', value: '/run/password' }])],
    [
      'a URL of parts',
      ({ job }) => (main(job).env = [{ name: 'URL', value: 'redis://:$(PASSWORD)@cache.example.com:6379' }]),
    ],
    [
      'a claim for one node in one pod at a time',
      ({ claim, deployment, scaler }) => {
        claim.spec.accessModes = ['ReadWriteOnce'];
        deployment.spec.strategy = { type: 'Recreate' };
        Object.assign(scaler.spec, { minReplicas: 1, maxReplicas: 1 });
      },
    ],
    [
      'a claim for one node in a pod that is ended before the next one starts',
      ({ claim, deployment, scaler }) => {
        claim.spec.accessModes = ['ReadWriteOnce'];
        deployment.spec.strategy = { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
        Object.assign(scaler.spec, { minReplicas: 1, maxReplicas: 1 });
      },
    ],
    [
      'a List in which everything is right',
      (app) => {
        const items = Object.values(app);
        for (const name of Object.keys(app)) delete (app as never)[name];
        Object.assign(app, { list: { apiVersion: 'v1', kind: 'List', items } });
      },
    ],
    ['a claim for one node or many', ({ claim }) => claim.spec.accessModes.push('ReadWriteOnce')],
    [
      'a claim of many pods on one node',
      ({ claim, deployment }) => {
        claim.spec.accessModes = ['ReadWriteOnce'];
        podOf(deployment).nodeSelector = { 'kubernetes.io/hostname': 'node-1' };
      },
    ],
    ['a public key', ({ job }) => (main(job).env = [{ name: 'PUBLIC_KEY', value: 'abc' }])],
    [
      'TCP and UDP on a port',
      ({ store }) => main(store).ports.push({ containerPort: 6379, protocol: 'UDP', name: 'b' }),
    ],
    ['a Service without selector', ({ service }) => Object.assign(service.spec, { selector: undefined })],
    ['an optional Secret', ({ job }) => (main(job).envFrom = [{ secretRef: { name: 'extra', optional: true } }])],
    ['a ClusterRole of Kubernetes', ({ binding }) => (binding.roleRef = { kind: 'ClusterRole', name: 'view' })],
    [
      'a certificate by cert-manager',
      ({ ingress }) => {
        ingress.metadata.annotations = { 'cert-manager.io/cluster-issuer': 'letsencrypt' };
        ingress.spec.tls[0].secretName = 'shop-tls';
      },
    ],
    ['minAvailable 2 of 3', ({ budget, store }) => (budget.spec = { selector: store.spec.selector, minAvailable: 2 })],
    ['a token that is used', ({ deployment }) => delete podOf(deployment).automountServiceAccountToken],
    [
      'a selector with expressions',
      ({ store }) => {
        store.spec.selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['store'] }] };
      },
    ],
    [
      'a policy with expressions',
      ({ policy }) => {
        const has = { key: 'app', operator: 'Exists' };
        const not = { key: 'app', operator: 'NotIn', values: ['store'] };
        const lacks = { key: 'tier', operator: 'DoesNotExist' };
        policy.spec.podSelector = { matchExpressions: [has, not, lacks] };
      },
    ],
    [
      'DNS in a range of ports',
      ({ deny }) => (deny.spec.egress[0].ports[0] = { port: 1, endPort: 99, protocol: 'UDP' }),
    ],
    [
      'an object of the whole cluster in no namespace',
      ({ role, binding }) => {
        Object.assign(role, { kind: 'ClusterRole' });
        role.metadata.namespace = 'elsewhere';
        binding.roleRef.kind = 'ClusterRole';
      },
    ],
    [
      'names of roles with colons',
      ({ role, binding }) => {
        role.metadata.name = 'web:Reader';
        binding.roleRef.name = 'web:Reader';
      },
    ],
  ])('%s', (_name, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });

  test.each(RIGHT)('%s', (_name, change) => {
    expect(findingsAfter(change)).toEqual([]);
  });

  test.each([
    '*/15 * * * *',
    '0 0 29 2 *',
    '0 0 31 2 mon',
    '0 9-17/2 * JAN-jun MON-FRI',
    '@daily',
    '@every 1h30m',
    '0 0 1,15 * ?',
  ])('the schedule %s', (schedule) => {
    expect(rulesOf(({ cron }) => (cron.spec.schedule = schedule))).toEqual([]);
  });
});

test.each([
  ['bitnami.com/v1alpha1', 'SealedSecret', 'store', {}],
  ['cert-manager.io/v1', 'Certificate', 'shop', { secretName: 'store' }],
  ['secrets.hashicorp.com/v1beta1', 'VaultDynamicSecret', 'shop', { destination: { name: 'store' } }],
  ['secrets.hashicorp.com/v1beta1', 'VaultPKISecret', 'shop', { destination: { name: 'store' } }],
  ['secrets.hashicorp.com/v1beta1', 'VaultStaticSecret', 'shop', { destination: { name: 'store' } }],
  ['external-secrets.io/v1', 'ExternalSecret', 'shop', { target: { name: 'store' } }],
])('the Secret that a controller makes from %s %s counts as there', (apiVersion, kind, name, spec) => {
  const made = (namespace: string) =>
    rulesOf(({ secret }) => Object.assign(secret, { apiVersion, kind, metadata: { name, namespace }, spec }));
  expect(made('shop')).toEqual([]);
  expect(made('default')).toEqual(['missing-secret']);
});

test('what is declared external counts as there, in its namespace only', () => {
  const app = goodApp();
  main(app['deployment']).env[1].valueFrom.secretKeyRef.name = 'stripe';
  const withExternal = (external: ExternalObject) => verify(Object.values(app), { external: [external] });
  expect(withExternal(ExternalObject.secret('stripe', 'shop'))).toEqual([]);
  expect(withExternal(ExternalObject.secret('stripe', 'other'))).toHaveLength(1);
  expect(withExternal(ExternalObject.configMap('stripe', 'shop'))).toHaveLength(1);
});

test('what is declared external with its keys has no others', () => {
  const app = goodApp();
  main(app['deployment']).env[1].valueFrom.secretKeyRef = { name: 'stripe', key: 'token' };
  const found = (keys?: readonly string[]) =>
    verify(Object.values(app), { external: [{ kind: 'Secret', name: 'stripe', namespace: 'shop', keys }] });
  expect(found()).toEqual([]);
  expect(found(['token'])).toEqual([]);
  expect(found(['key']).map(({ rule, got }) => [rule, got])).toEqual([['missing-secret', 'stripe without key token']]);
});

test('external objects of every kind count as there', () => {
  const app = goodApp();
  for (const name of ['account', 'settings', 'claim', 'storeService', 'namespace']) delete (app as never)[name];
  const external = [
    ExternalObject.serviceAccount('web', 'shop'),
    ExternalObject.configMap('settings', 'shop'),
    ExternalObject.persistentVolumeClaim('uploads', 'shop'),
    ExternalObject.service('store', 'shop'),
    ExternalObject.namespace('shop'),
    ExternalObject.clusterRole('reader'),
  ];
  app['binding'].roleRef = { kind: 'ClusterRole', name: 'reader' };
  expect(verify(Object.values(app), { external })).toEqual([]);
});

test('a reference fails when it has no name', () => {
  expect(() => ExternalObject.secret('')).toThrow('a reference needs a kind and a name, got Secret/; give both');
});

test('what is no Kubernetes object is left out', () => {
  expect(verify([undefined, 'text', {}, ...Object.values(goodApp())])).toEqual([]);
});
