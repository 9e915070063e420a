import type { Mistake } from './broken';

const rule = (more: object) => [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'], ...more }];

export const OBJECTS: readonly Mistake[] = [
  ...['apiGroups', 'resources', 'verbs'].map(
    (field): Mistake => ({
      rule: 'rbac-wildcard',
      name: `a role allows all ${field}`,
      change: ({ role }) => {
        role.rules = rule({ [field]: ['*'] });
      },
      got: rule({ [field]: ['*'] }),
    }),
  ),
  {
    rule: 'rbac-escalation',
    name: 'a role may impersonate',
    change: ({ role }) => {
      role.rules = rule({ verbs: ['impersonate'] });
    },
    got: rule({ verbs: ['impersonate'] }),
  },
  {
    rule: 'cluster-admin',
    name: 'a ServiceAccount is bound to cluster-admin',
    change: ({ binding }) => {
      binding.roleRef = { kind: 'ClusterRole', name: 'cluster-admin' };
    },
    got: 'cluster-admin',
  },
  ...['data', 'stringData'].map(
    (field): Mistake => ({
      rule: 'plain-secret',
      name: `a Secret has ${field}`,
      change: (app) => {
        Object.assign(app, {
          plain: {
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name: 'plain', namespace: 'shop' },
            [field]: { a: 'c2VjcmV0' },
          },
        });
      },
      got: 'plain',
    }),
  ),
  {
    rule: 'hpa-bounds',
    name: 'minReplicas is above maxReplicas',
    change: ({ scaler }) => {
      Object.assign(scaler.spec, { minReplicas: 5, metrics: [] });
    },
    got: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      minReplicas: 5,
      maxReplicas: 4,
      metrics: [],
    },
  },
  {
    rule: 'budget-bounds',
    name: 'a budget has both bounds',
    change: ({ budget }) => {
      budget.spec.minAvailable = 1;
    },
    got: { selector: { matchLabels: { app: 'web' } }, maxUnavailable: 1, minAvailable: 1 },
  },
  {
    rule: 'claim-fields',
    name: 'a claim has no access mode',
    change: ({ claim }) => {
      delete claim.spec.accessModes;
    },
    got: { resources: { requests: { storage: '1Gi' } } },
  },
  {
    rule: 'claim-fields',
    name: 'a claim requests no storage',
    change: ({ claim }) => {
      delete claim.spec.resources;
    },
    got: { accessModes: ['ReadWriteMany'] },
  },
  {
    rule: 'service-ports',
    name: 'one of several ports has no name',
    change: ({ service }) => {
      service.spec.ports.push({ port: 8080 });
    },
    got: [{ name: 'http', port: 80, targetPort: 'http' }, { port: 8080 }],
  },
  {
    rule: 'unique-service-port',
    name: 'a Service has a port twice',
    change: ({ service }) => {
      service.spec.ports.push({ name: 'again', port: 80, targetPort: 'http' });
    },
    got: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'again', port: 80, targetPort: 'http' },
    ],
  },
];

const copy = (value: object): object => JSON.parse(JSON.stringify(value));

export const METADATA: readonly Mistake[] = [
  {
    rule: 'object-name',
    name: 'a name has capitals',
    change: ({ route }) => {
      route.metadata.name = 'Web';
    },
    got: 'Web',
  },
  {
    rule: 'object-name',
    name: 'a CronJob has 53 characters',
    change: ({ cron }) => {
      cron.metadata.name = 'a'.repeat(53);
    },
    got: 'a'.repeat(53),
  },
  {
    rule: 'labels',
    name: 'a label has 64 characters',
    change: ({ route }) => {
      route.metadata.labels = { app: 'x'.repeat(64) };
    },
    got: [`app: ${'x'.repeat(64)}`],
  },
  {
    rule: 'labels',
    name: 'a label of a pod is a number',
    change: ({ job }) => {
      job.spec.template.metadata.labels.version = 2;
    },
    got: ['version: 2'],
  },
  {
    rule: 'object-size',
    name: 'an object is too large for kubectl apply',
    change: ({ settings }) => {
      Object.assign(settings, { data: { ...settings['data'], big: '<'.repeat(50_000) } });
    },
    got: expect.stringMatching(/^300\d{3} bytes$/),
    about: 'ConfigMap/settings',
  },
  {
    rule: 'unique-object',
    name: 'an object is there twice',
    change: (app) => {
      Object.assign(app, { again: copy(app['settings']) });
    },
    got: 'another ConfigMap settings',
  },
  {
    rule: 'missing-namespace',
    name: 'an object is in a namespace that nobody creates',
    change: ({ route }) => {
      route.metadata.namespace = 'shpo';
      route.spec.rules = [];
    },
    got: 'shpo',
  },
];
