import type { Mistake } from './broken';
import { type Fields, main, podOf } from './good-app';

const service = (rule: string, name: string, spec: object, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ service: one }) => {
    Object.assign(one.spec, spec);
  },
  got,
  about: 'Service/web',
});

const leads = (host: string): Mistake => ({
  rule: 'external-name',
  name: `it leads to ${host}`,
  change: (app) => {
    const metadata = { name: 'out', namespace: 'shop' };
    Object.assign(app, {
      out: { apiVersion: 'v1', kind: 'Service', metadata, spec: { type: 'ExternalName', externalName: host } },
    });
  },
  got: host,
});

const ingress = (rule: string, name: string, change: (one: Fields) => void, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ ingress: one }) => change(one),
  got,
  about: 'Ingress/web',
});

const snippet = (key: string): Mistake =>
  ingress('snippet', `it has ${key}`, (one) => (one.metadata.annotations = { [key]: 'return 200;' }), [key]);

const made = (rule: string, name: string, object: Fields, got: unknown): Mistake => ({
  rule,
  name,
  change: (app) => {
    Object.assign(app, { made: object });
  },
  got,
});

const pod = (rule: string, name: string, fields: object, got: unknown): Mistake => ({
  rule,
  name,
  change: ({ deployment }) => {
    Object.assign(podOf(deployment), fields);
  },
  got,
});

const policy = (rule: string, name: string, spec: object, got: unknown = expect.objectContaining(spec)): Mistake => ({
  rule,
  name,
  change: ({ policy: one, deny }) => {
    Object.assign(one.spec, { policyTypes: deny.spec.policyTypes, ingress: [], egress: deny.spec.egress }, spec);
  },
  got,
  about: 'NetworkPolicy/web',
});

export const to = (cidr: string, ports?: object[], except?: string[]): object => ({
  egress: [{ to: [{ ipBlock: { cidr, ...(except && { except }) } }], ...(ports && { ports }) }, DNS],
});
const DNS = { ports: [{ port: 53, protocol: 'UDP' }] };

export const hook = (fields: object): Fields => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'hook' },
  webhooks: [
    { name: 'a.example.com', failurePolicy: 'Fail', timeoutSeconds: 5, namespaceSelector: SPARING, ...fields },
  ],
});
const SPARING = {
  matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] }],
};

export const volume = (spec: object): Fields => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec },
});

export const grant = (name?: string): Fields => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'ReferenceGrant',
  metadata: { name: 'grant', namespace: 'shop' },
  spec: { from: [{ kind: 'Gateway', namespace: 'shop' }], to: [{ group: '', kind: 'Secret', ...(name && { name }) }] },
});

export const WAYS_IN: readonly Mistake[] = [
  service('open-load-balancer', 'it lets in everyone', { type: 'LoadBalancer' }, undefined),
  service('external-ips', 'it takes an address', { externalIPs: ['203.0.113.7'] }, ['203.0.113.7']),
  service('node-port', 'it takes a port of every node', { type: 'NodePort' }, 'NodePort'),
  ...['169.254.169.254', 'metadata.google.internal', 'api.billing.svc.cluster.local', 'localhost'].map(leads),
  ...[
    'nginx.ingress.kubernetes.io/configuration-snippet',
    'nginx.ingress.kubernetes.io/server-snippet',
    'nginx.org/location-snippets',
    'haproxy-ingress.github.io/config-backend',
  ].map(snippet),
  ingress('route-host', 'a rule has no host', (one) => delete one.spec.rules[0].host, expect.any(Array)),
  ingress('route-host', 'a rule has a star', (one) => (one.spec.rules[0].host = '*'), expect.any(Array)),
  ingress(
    'route-host',
    'it has a default backend',
    (one) => (one.spec.defaultBackend = { service: { name: 'web', port: { number: 80 } } }),
    expect.any(Array),
  ),
  ingress('route-tls', 'it has no TLS', (one) => delete one.spec.tls, undefined),
  pod('shared-processes', 'they share processes', { shareProcessNamespace: true }, true),
  {
    rule: 'writable-sub-path',
    name: 'a part of a claim is mounted',
    change: ({ deployment }) => {
      main(deployment).volumeMounts[1].subPath = 'today';
    },
    got: ['/uploads'],
  },
  pod(
    'system-priority',
    'it is critical for the cluster',
    { priorityClassName: 'system-cluster-critical' },
    expect.any(String),
  ),
  ...['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'].map((key) =>
    pod('control-plane-toleration', `it tolerates ${key}`, { tolerations: [{ key, operator: 'Exists' }] }, [key]),
  ),
  pod('control-plane-toleration', 'it tolerates every taint', { tolerations: [{ operator: 'Exists' }] }, [
    'every taint',
  ]),
];

export const OPEN_NETWORK: readonly Mistake[] = [
  policy('open-policy', 'it lets in everyone', { ingress: [{}] }),
  policy('open-policy', 'it opens every way out', { egress: [{}, DNS] }),
  policy('open-policy', 'it opens every address', to('0.0.0.0/0')),
  policy('open-policy', 'it opens every IPv6 address', to('::/0')),
  policy('open-policy', 'it lets in every namespace', {
    ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 80 }] }],
  }),
  policy('open-policy', 'it opens every namespace', { egress: [{ to: [{ namespaceSelector: {} }] }, DNS] }),
  policy('metadata-address', 'it opens the address', to('169.254.169.254/32', [{ port: 80 }]), ['169.254.169.254']),
  policy('metadata-address', 'it opens a range around it', to('169.254.0.0/16'), ['169.254.169.254']),
  policy(
    'metadata-address',
    'it opens HTTP to everyone',
    { egress: [{ ports: [{ port: 80, protocol: 'TCP' }] }, DNS] },
    ['169.254.169.254', 'fd00:ec2::254', '168.63.129.16'],
  ),
  policy('metadata-address', 'it opens that of AWS on IPv6', to('fd00:ec2::/32', [{ port: 80 }]), ['fd00:ec2::254']),
  policy('metadata-address', 'it opens that of Azure', to('168.63.129.16/32', [{ port: 32526 }]), ['168.63.129.16']),
  policy(
    'metadata-address',
    'it opens a range of ports',
    to('0.0.0.0/0', [{ port: 1, endPort: 1024 }], ['169.254.0.0/16']),
    ['168.63.129.16'],
  ),
];

export const CLUSTER_WIDE: readonly Mistake[] = [
  made('webhook-bounds', 'it has no failurePolicy', hook({ failurePolicy: undefined }), ['a.example.com']),
  made('webhook-bounds', 'it has no timeout', hook({ timeoutSeconds: undefined }), ['a.example.com']),
  made('webhook-bounds', 'it asks about every namespace', hook({ namespaceSelector: {} }), ['a.example.com']),
  made(
    'webhook-bounds',
    'it spares another namespace',
    hook({ namespaceSelector: { matchExpressions: [{ ...SPARING.matchExpressions[0], values: ['default'] }] } }),
    ['a.example.com'],
  ),
  made(
    'default-priority',
    'it is the default',
    {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'mine' },
      value: 1000,
      globalDefault: true,
    },
    true,
  ),
  made('host-volume', 'it is a directory', volume({ hostPath: { path: '/srv' } }), expect.any(Object)),
  made('host-volume', 'it is a disk of a node', volume({ local: { path: '/mnt/a' } }), expect.any(Object)),
  made('secret-grant', 'it is for every Secret', grant(), ['Secret']),
];
