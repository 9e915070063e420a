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

const to = (cidr: string, ports?: object[], except?: string[]): object => ({
  egress: [{ to: [{ ipBlock: { cidr, ...(except && { except }) } }], ...(ports && { ports }) }, DNS],
});
const DNS = { ports: [{ port: 53, protocol: 'UDP' }] };

const hook = (fields: object): Fields => ({
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

const volume = (spec: object): Fields => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'disk' },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec },
});

const grant = (name?: string): Fields => ({
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

const out = { kind: 'Service', apiVersion: 'v1', metadata: { name: 'out', namespace: 'shop' } };
const labels = { 'app.kubernetes.io/managed-by': 'mainstay' };
const people = { ...labels, 'app.kubernetes.io/component': 'security-baseline' };
const rule = (resource: string, verb: string, more: object = {}): object[] => [
  { apiGroups: [''], resources: [resource], verbs: [verb], ...more },
];
const allow = (app: Fields, rules: object[], metadata: object = {}): void => {
  Object.assign(app.role, { rules });
  Object.assign(app.role.metadata, metadata);
};

/** What looks like one of the mistakes and is right. */
export const RIGHT: readonly (readonly [name: string, change: (app: Fields) => void])[] = [
  ['get of a named Secret', (app) => allow(app, rule('secrets', 'get', { resourceNames: ['store'] }))],
  ['making Secrets', (app) => allow(app, rule('secrets', 'create'))],
  ['reading pods and their logs', (app) => allow(app, rule('pods/log', 'get'))],
  ['metrics of nodes', (app) => allow(app, rule('nodes/metrics', 'get'))],
  ['reading namespaces', (app) => allow(app, rule('namespaces', 'list'))],
  [
    'reading bindings',
    (app) => allow(app, [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['get'] }]),
  ],
  [
    'nodes of another API group',
    (app) => allow(app, [{ apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['create'] }]),
  ],
  [
    'scaling a Deployment',
    (app) => allow(app, [{ apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['patch'] }]),
  ],
  ['a role without rules', (app) => allow(app, [])],
  ['a role for people that may debug', (app) => allow(app, rule('pods/portforward', 'create'), { labels: people })],
  [
    'a group that may edit',
    (app) =>
      Object.assign(app.binding, {
        roleRef: { kind: 'ClusterRole', name: 'edit' },
        subjects: [{ kind: 'Group', name: 'shop-team' }],
      }),
  ],
  [
    'a binding of the metrics adapter in kube-system',
    (app) =>
      Object.assign(app, {
        reader: {
          ...app.binding,
          metadata: { name: 'reader', namespace: 'kube-system' },
          roleRef: { kind: 'Role', name: 'extension-apiserver-authentication-reader' },
        },
      }),
  ],
  [
    'a Role by which Prometheus finds the pods of kube-system, and its binding',
    (app) => {
      const metadata = { name: 'prometheus', namespace: 'kube-system' };
      const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }];
      const finds = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules };
      const bound = { ...app.binding, metadata, roleRef: { kind: 'Role', name: 'prometheus' } };
      Object.assign(app, { finds, bound });
    },
  ],
  [
    'a token for Vault',
    (app) =>
      (podOf(app.job).volumes = [
        { name: 'vault', projected: { sources: [{ serviceAccountToken: { path: 't', audience: 'vault' } }] } },
      ]),
  ],
  [
    'a balancer for some',
    (app) => Object.assign(app.service.spec, { type: 'LoadBalancer', loadBalancerSourceRanges: ['203.0.113.0/24'] }),
  ],
  [
    'an internal balancer',
    (app) => {
      app.service.spec.type = 'LoadBalancer';
      app.service.metadata.annotations = { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
    },
  ],
  [
    'a balancer that a construct was asked for',
    (app) => {
      app.service.spec.type = 'LoadBalancer';
      app.service.metadata.labels = labels;
    },
  ],
  [
    'an ExternalName of the internet',
    (app) => Object.assign(app, { out: { ...out, spec: { type: 'ExternalName', externalName: 'db.example.com' } } }),
  ],
  [
    'an annotation of a controller',
    (app) => (app.ingress.metadata.annotations = { 'nginx.ingress.kubernetes.io/proxy-body-size': '1m' }),
  ],
  [
    'a wildcard host',
    (app) => {
      app.ingress.spec.rules[0].host = '*.example.com';
      app.ingress.spec.tls[0].hosts = ['*.example.com'];
    },
  ],
  [
    'an Ingress without TLS that a construct was asked for',
    (app) => {
      delete app.ingress.spec.tls;
      app.ingress.metadata.labels = labels;
    },
  ],
  ['a file of a ConfigMap', (app) => (main(app.deployment).volumeMounts[0].subPath = 'colour')],
  [
    'a part of a volume to read',
    (app) => Object.assign(main(app.deployment).volumeMounts[1], { subPath: 'a', readOnly: true }),
  ],
  ['a priority of the app', (app) => (podOf(app.deployment).priorityClassName = 'shop-high')],
  [
    'a toleration of a pool',
    (app) => (podOf(app.deployment).tolerations = [{ key: 'pool', operator: 'Equal', value: 'batch' }]),
  ],
  [
    'a policy for one port of every address',
    (app) =>
      Object.assign(app.policy.spec, { policyTypes: ['Ingress', 'Egress'], ...to('0.0.0.0/0', [{ port: 443 }]) }),
  ],
  [
    'every address but the private ones',
    (app) =>
      Object.assign(app.policy.spec, {
        policyTypes: ['Ingress', 'Egress'],
        ...to('0.0.0.0/0', undefined, ['169.254.0.0/16', '168.63.129.16/32']),
      }),
  ],
  [
    'pods of any namespace by their labels',
    (app) =>
      (app.policy.spec.ingress = [
        { from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'proxy' } } }] },
      ]),
  ],
  [
    'a namespace by name',
    (app) =>
      (app.policy.spec.ingress = [
        { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }] },
      ]),
  ],
  [
    'metadata for a cloud identity',
    (app) => {
      app.account.metadata.annotations = { 'iam.gke.io/gcp-service-account': 'a@b.iam.gserviceaccount.com' };
      Object.assign(app.policy.spec, {
        policyTypes: ['Ingress', 'Egress'],
        ...to('169.254.169.254/32', [{ port: 80 }]),
      });
    },
  ],
  [
    'DNS of a cloud',
    (app) =>
      Object.assign(app.policy.spec, {
        policyTypes: ['Ingress', 'Egress'],
        ...to('169.254.169.254/32', [{ port: 53, protocol: 'UDP' }]),
      }),
  ],
  ['a webhook with bounds', (app) => Object.assign(app, { hook: hook({}) })],
  [
    'a webhook for labelled namespaces',
    (app) => Object.assign(app, { hook: hook({ namespaceSelector: { matchLabels: { shop: 'yes' } } }) }),
  ],
  ['a grant of one Secret', (app) => Object.assign(app, { grant: grant('shop-tls') })],
  [
    'a volume of a driver',
    (app) => Object.assign(app, { disk: volume({ csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'v' } }) }),
  ],
];
