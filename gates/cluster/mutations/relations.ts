import type { Manifest } from '../manifests';
import type { Mutation } from './edit';

/** Mistakes between objects: references, ports, policies, budgets, autoscalers. */
export const RELATIONS: readonly Mutation[] = [
  {
    mistake: 'Service that selects nothing',
    make: (app) => Object.assign(app.the('Service', 'web')['spec'], { selector: { app: 'webb' } }),
  },
  {
    mistake: 'Service that points at a port that nobody opens',
    make: (app) => Object.assign(app.the('Service', 'web')['spec'].ports[0], { targetPort: 9999 }),
  },
  {
    mistake: 'Ingress to a Service that is not there',
    make: (app) => Object.assign(app.the('Ingress')['spec'].rules[0].http.paths[0].backend.service, { name: 'webb' }),
  },
  {
    mistake: 'Ingress to a port that the Service has not',
    make: (app) =>
      Object.assign(app.the('Ingress')['spec'].rules[0].http.paths[0].backend.service, { port: { number: 8443 } }),
  },
  {
    mistake: 'TLS Secret that nobody creates',
    make: (app) => Object.assign(app.the('Ingress')['spec'].tls[0], { secretName: 'web-tls' }),
  },
  {
    mistake: 'ConfigMap that nobody creates',
    make: (app) =>
      Object.assign(app.container('Deployment', 'web'), { envFrom: [{ configMapRef: { name: 'settings' } }] }),
  },
  {
    mistake: 'Secret that nobody creates',
    make: (app) =>
      app
        .container('Deployment', 'web')
        ['env'].push({ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'tokens', key: 'web' } } }),
  },
  {
    mistake: 'key that the ConfigMap has not',
    make: (app) => {
      const { name } = app.the('ConfigMap')['metadata'];
      app
        .container('Deployment', 'web')
        ['env'].push({ name: 'MODE', valueFrom: { configMapKeyRef: { name, key: 'no-such-key' } } });
    },
  },
  {
    mistake: 'key that the Secret has not',
    make: (app) => {
      const { name } = app
        .container('Deployment', 'web')
        ['env'].find((variable: Manifest) => variable['valueFrom']?.secretKeyRef).valueFrom.secretKeyRef;
      app
        .container('Deployment', 'web')
        ['env'].push({ name: 'LOGIN', valueFrom: { secretKeyRef: { name, key: 'passwd' } } });
    },
  },
  {
    mistake: 'ServiceAccount that nobody creates',
    make: (app) => Object.assign(app.pod('Deployment', 'web'), { serviceAccountName: 'webb' }),
  },
  {
    mistake: 'Role that nobody creates',
    make: (app) => Object.assign(app.the('RoleBinding')['roleRef'], { name: 'gone' }),
  },
  {
    mistake: 'subject that nobody creates',
    make: (app) => Object.assign(app.the('RoleBinding')['subjects'][0], { name: 'gone' }),
  },
  {
    mistake: 'every right on everything',
    make: (app) => Object.assign(app.the('Role')['rules'][0], { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
  },
  {
    mistake: 'Namespace missing',
    make: (app) => app.remove('Namespace'),
  },
  {
    mistake: 'object that says no namespace',
    make: (app) => delete app.the('Service', 'web')['metadata'].namespace,
  },
  {
    mistake: 'same kind and name twice',
    make: (app) => app.manifests.push(structuredClone(app.the('Service', 'web'))),
  },
  {
    mistake: 'two workloads with one selector',
    make: (app) => {
      const copy = structuredClone(app.the('Deployment', 'web'));
      copy['metadata'].name = 'web-two';
      app.manifests.push(copy);
    },
  },
  {
    mistake: 'autoscaler with min above max',
    make: (app) => Object.assign(app.the('HorizontalPodAutoscaler')['spec'], { minReplicas: 40 }),
  },
  {
    mistake: 'autoscaler beside replicas',
    make: (app) => Object.assign(app.the('Deployment', 'web')['spec'], { replicas: 3 }),
  },
  {
    mistake: 'autoscaler without requests',
    make: (app) => delete app.container('Deployment', 'web')['resources'].requests.cpu,
  },
  {
    mistake: 'autoscaler of a Deployment that is not there',
    make: (app) => Object.assign(app.the('HorizontalPodAutoscaler')['spec'].scaleTargetRef, { name: 'webb' }),
  },
  {
    mistake: 'budget that can never drain',
    make: (app) => Object.assign(app.the('PodDisruptionBudget', 'web')['spec'], { maxUnavailable: 0 }),
  },
  {
    mistake: 'budget that lets the majority of a store go',
    make: (app) => Object.assign(app.the('PodDisruptionBudget', 'sessions')['spec'], { maxUnavailable: 2 }),
  },
  {
    mistake: 'budget with both fields',
    make: (app) => Object.assign(app.the('PodDisruptionBudget', 'web')['spec'], { minAvailable: 1 }),
  },
  {
    mistake: 'budget that selects nothing',
    make: (app) =>
      Object.assign(app.the('PodDisruptionBudget', 'web')['spec'].selector, { matchLabels: { app: 'webb' } }),
  },
  {
    mistake: 'policy that cuts DNS',
    make: (app) => {
      for (const policy of app.manifests.filter((m) => m['kind'] === 'NetworkPolicy')) {
        const ports = (rule: { ports?: { port: number }[] }) => (rule.ports ?? []).map((p) => p.port);
        policy['spec'].egress = policy['spec'].egress?.filter((rule: object) => !ports(rule).includes(53));
      }
    },
  },
  {
    mistake: 'policy that selects nothing',
    make: (app) => Object.assign(app.the('NetworkPolicy', 'web')['spec'].podSelector, { matchLabels: { app: 'webb' } }),
  },
  {
    mistake: 'policy with a range that is none',
    make: (app) =>
      Object.assign(app.the('NetworkPolicy', 'web')['spec'], {
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/99' } }] }],
      }),
  },
  {
    mistake: 'policy that opens everything',
    make: (app) => Object.assign(app.the('NetworkPolicy', 'web')['spec'], { ingress: [{}], egress: [{}] }),
  },
  {
    mistake: 'no policy at all',
    make: (app) => {
      app.manifests.splice(0, Number.POSITIVE_INFINITY, ...app.manifests.filter((m) => m['kind'] !== 'NetworkPolicy'));
    },
  },
  {
    mistake: 'Secret with its value in the manifest',
    make: (app) => app.add('v1', 'Secret', 'plain', { stringData: { password: 'hunter2' } }),
  },
  {
    mistake: 'name of a port that is too long',
    make: (app) => Object.assign(app.container('Deployment', 'web')['ports'][0], { name: 'a-name-that-is-too-long' }),
  },
];
