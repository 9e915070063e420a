import type { Mistake } from './broken';
import { main, podOf } from './good-app';

export const SERVICES: readonly Mistake[] = [
  {
    rule: 'selector-labels',
    name: 'the selector is not that of the template',
    change: ({ store }) => {
      store.spec.selector = { matchLabels: { app: 'store', tier: 'db' } };
    },
    got: 'selector {"matchLabels":{"app":"store","tier":"db"}} and labels {"app":"store"}',
  },
  {
    rule: 'selector-overlap',
    name: 'a selector selects the pods of another workload',
    change: ({ store, deployment }) => {
      store.spec.template.metadata.labels = { app: 'store', part: 'shop' };
      deployment.spec.template.metadata.labels = { app: 'web', part: 'shop' };
      store.spec.selector = { matchLabels: { part: 'shop' } };
    },
    got: 'the pods of Deployment web too',
    about: 'StatefulSet/store',
  },
  {
    rule: 'service-selector',
    name: 'a Service selects nothing',
    change: ({ service }) => {
      service.spec.selector = { app: 'wbe' };
    },
    got: { app: 'wbe' },
  },
  {
    rule: 'service-selector',
    name: 'a Service names a pod of a Deployment, whose pods have no such names',
    change: ({ service }) => {
      service.spec.selector = { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-0' };
    },
    got: { app: 'web', 'statefulset.kubernetes.io/pod-name': 'web-0' },
  },
  {
    rule: 'service-target-port',
    name: 'targetPort is a number that no container has',
    change: ({ service }) => {
      service.spec.ports[0].targetPort = 80;
    },
    got: 'TCP 80',
  },
  {
    rule: 'service-target-port',
    name: 'the protocol is another',
    change: ({ storeService }) => {
      storeService.spec.ports[0].protocol = 'UDP';
    },
    got: 'UDP 6379',
  },
  {
    rule: 'stateful-service',
    name: 'serviceName names no Service',
    change: ({ store }) => {
      store.spec.serviceName = 'stores';
    },
    got: 'stores',
  },
  {
    rule: 'route-backend',
    name: 'an Ingress leads to no Service',
    change: ({ ingress }) => {
      ingress.spec.rules[0].http.paths[0].backend.service.name = 'wbe';
    },
    got: 'Service wbe',
  },
  {
    rule: 'route-backend',
    name: 'an Ingress leads to a port that the Service does not have',
    change: ({ ingress }) => {
      ingress.spec.rules[0].http.paths[0].backend.service.port = { number: 8080 };
    },
    got: 'port 8080 of Service web',
  },
  {
    rule: 'route-backend',
    name: 'an HTTPRoute leads to no Service',
    change: ({ route }) => {
      route.spec.rules[0].backendRefs[0].name = 'wbe';
    },
    got: 'Service wbe',
  },
  {
    rule: 'tls-secret',
    name: 'nobody creates the certificate',
    change: ({ ingress }) => {
      ingress.spec.tls[0].secretName = 'shop-tls';
    },
    got: 'shop-tls',
  },
];

export const SCALING: readonly Mistake[] = [
  {
    rule: 'scale-target',
    name: 'an autoscaler names no workload',
    change: ({ scaler }) => {
      scaler.spec.scaleTargetRef.name = 'wbe';
    },
    got: 'Deployment wbe',
  },
  {
    rule: 'scaled-replicas',
    name: 'a workload with an autoscaler sets replicas',
    change: ({ deployment }) => {
      deployment.spec.replicas = 3;
    },
    got: 3,
    about: 'Deployment/web',
  },
  {
    rule: 'scaling-requests',
    name: 'use is measured in what is not requested',
    change: ({ scaler }) => {
      scaler.spec.metrics[0].resource.name = 'ephemeral-storage';
    },
    got: 'container web without ephemeral-storage',
  },
  {
    rule: 'budget-selector',
    name: 'a budget selects nothing',
    change: ({ budget }) => {
      budget.spec.selector.matchLabels.app = 'wbe';
    },
    got: { matchLabels: { app: 'wbe' } },
  },
  ...[0, '0%'].map(
    (maxUnavailable): Mistake => ({
      rule: 'budget-drain',
      name: `maxUnavailable is ${maxUnavailable}`,
      change: ({ budget }) => {
        budget.spec.maxUnavailable = maxUnavailable;
      },
      got: `maxUnavailable ${maxUnavailable}`,
    }),
  ),
  ...[3, '100%', '90%'].map(
    (minAvailable): Mistake => ({
      rule: 'budget-drain',
      name: `minAvailable is ${minAvailable} of three replicas`,
      change: ({ budget, store }) => {
        budget.spec = { selector: store.spec.selector, minAvailable };
      },
      got: `minAvailable ${minAvailable} of 3`,
    }),
  ),
  {
    rule: 'budget-drain',
    name: 'minAvailable is what the autoscaler goes down to',
    change: ({ budget }) => {
      budget.spec = { selector: { matchLabels: { app: 'web' } }, minAvailable: 2 };
    },
    got: 'minAvailable 2 of 2',
  },
  ...[{ maxUnavailable: 2 }, { maxUnavailable: '50%' }, { minAvailable: 1 }, { minAvailable: '20%' }].map(
    (allowance): Mistake => ({
      rule: 'budget-quorum',
      name: `the budget of a set that needs two of three pods says ${JSON.stringify(allowance)}`,
      change: ({ budget, store }) => {
        store.metadata.annotations = { 'mainstay/quorum': '2' };
        budget.spec = { selector: store.spec.selector, ...allowance };
      },
      got: '2 of 3 pods of store, of which 2 must stay',
      about: 'PodDisruptionBudget/web',
    }),
  ),
  ...[
    '30 3 * *',
    '60 * * * *',
    '0 0 31 2 *',
    '0 0 30 feb *',
    'daily',
    '0 0 * * 8',
    '5-1 * * * *',
    '*/0 * * * *',
    '@reboot',
  ].map(
    (schedule): Mistake => ({
      rule: 'cron-schedule',
      name: `the schedule is ${schedule}`,
      change: ({ cron }) => {
        cron.spec.schedule = schedule;
      },
      got: schedule,
    }),
  ),
];

export const NETWORK: readonly Mistake[] = [
  {
    rule: 'policy-selector',
    name: 'a policy selects nothing',
    change: ({ policy }) => {
      policy.spec.podSelector.matchLabels.app = 'wbe';
    },
    got: { matchLabels: { app: 'wbe' } },
  },
  ...['10.0.0.0', '10.0.0.0/33', 'internal/8', '::/129'].map(
    (cidr): Mistake => ({
      rule: 'cidr',
      name: `an address range is ${cidr}`,
      change: ({ policy }) => {
        policy.spec.ingress[0].from[0].ipBlock.cidr = cidr;
      },
      got: cidr,
    }),
  ),
];

export const REFERENCES: readonly Mistake[] = [
  {
    rule: 'missing-config-map',
    name: 'a volume is of a ConfigMap that nobody creates',
    change: ({ deployment }) => {
      podOf(deployment).volumes[0].configMap.name = 'setings';
    },
    got: 'setings',
  },
  {
    rule: 'missing-config-map',
    name: 'a key is not in the ConfigMap',
    change: ({ deployment }) => {
      main(deployment).env[2].valueFrom.configMapKeyRef.key = 'color';
    },
    got: 'settings without key color',
  },
  {
    rule: 'missing-secret',
    name: 'nobody creates a Secret',
    change: ({ deployment }) => {
      main(deployment).env[1].valueFrom.secretKeyRef.name = 'strore';
    },
    got: 'strore',
  },
  {
    rule: 'missing-secret',
    name: 'a pull secret is missing',
    change: ({ deployment }) => {
      podOf(deployment).imagePullSecrets = [{ name: 'registry' }];
    },
    got: 'registry',
  },
  {
    rule: 'missing-claim',
    name: 'nobody creates a claim',
    change: ({ deployment }) => {
      podOf(deployment).volumes[1].persistentVolumeClaim.claimName = 'upload';
    },
    got: 'upload',
  },
  {
    rule: 'missing-service-account',
    name: 'nobody creates a ServiceAccount',
    change: ({ deployment }) => {
      podOf(deployment).serviceAccountName = 'wbe';
    },
    got: 'wbe',
  },
  {
    rule: 'missing-role',
    name: 'nobody creates a Role',
    change: ({ binding }) => {
      binding.roleRef.name = 'wbe';
    },
    got: 'Role wbe',
  },
  {
    rule: 'missing-subject',
    name: 'a binding names no ServiceAccount of the app',
    change: ({ binding }) => {
      binding.subjects[0].name = 'wbe';
    },
    got: 'shop/wbe',
  },
  {
    rule: 'needless-token',
    name: 'a pod gets a token that may do nothing',
    change: ({ binding, deployment }) => {
      delete podOf(deployment).automountServiceAccountToken;
      binding.subjects = [];
    },
    got: 'the token of web',
  },
];
