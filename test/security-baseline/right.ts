import { type Fields, main, podOf } from './good-app';
import { grant, hook, to, volume } from './mistakes-ways-in';

const out = { kind: 'Service', apiVersion: 'v1', metadata: { name: 'out', namespace: 'shop' } };
const labels = { 'app.kubernetes.io/managed-by': 'mainstay' };
const rule = (resource: string, verb: string, more: object = {}): object[] => [
  { apiGroups: [''], resources: [resource], verbs: [verb], ...more },
];
const allow = (app: Fields, rules: object[], metadata: object = {}): void => {
  Object.assign(app.role, { rules });
  Object.assign(app.role.metadata, metadata);
};

/** Changes of a good app that look like one of the mistakes and are right. */
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
  [
    'a role of access that may debug',
    (app) => {
      const debug = { apiGroups: [''], resources: ['pods/attach', 'pods/portforward'], verbs: ['create'] };
      allow(app, [debug], { name: 'access-debug' });
      const subjects = [{ kind: 'Group', name: 'developers' }];
      Object.assign(app.binding, { roleRef: { kind: 'Role', name: 'access-debug' }, subjects });
    },
  ],
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
