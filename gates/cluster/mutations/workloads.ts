import type { Mutation } from './edit';

/** Mistakes in a pod and in the workload around it. */
export const WORKLOADS: readonly Mutation[] = [
  {
    mistake: 'selector that does not match the labels of the pods',
    make: (app) => Object.assign(app.the('Deployment', 'web')['spec'].selector.matchLabels, { tier: 'frontend' }),
  },
  {
    mistake: 'memory limit dropped',
    make: (app) => delete app.container('Deployment', 'web')['resources'].limits.memory,
  },
  {
    mistake: 'resources dropped',
    make: (app) => delete app.container('StatefulSet')['resources'],
  },
  {
    mistake: 'request above the limit',
    make: (app) => Object.assign(app.container('Deployment', 'web')['resources'].requests, { memory: '8Gi' }),
  },
  {
    mistake: 'privileged container',
    make: (app) => Object.assign(app.container('Deployment', 'web')['securityContext'], { privileged: true }),
  },
  {
    mistake: 'directory of the node mounted',
    make: (app) => app.pod('Deployment', 'web')['volumes'].push({ name: 'host', hostPath: { path: '/var/run' } }),
  },
  {
    mistake: 'network of the node used',
    make: (app) => Object.assign(app.pod('Deployment', 'web'), { hostNetwork: true }),
  },
  {
    mistake: 'process ids of the node seen',
    make: (app) => Object.assign(app.pod('StatefulSet'), { hostPID: true }),
  },
  {
    mistake: 'port of the node taken',
    make: (app) => Object.assign(app.container('Deployment', 'web')['ports'][0], { hostPort: 8080 }),
  },
  {
    mistake: 'capability added',
    make: (app) =>
      Object.assign(app.container('Deployment', 'web')['securityContext'].capabilities, { add: ['NET_ADMIN'] }),
  },
  {
    mistake: 'run as root',
    make: (app) =>
      Object.assign(app.pod('Deployment', 'web')['securityContext'], { runAsNonRoot: false, runAsUser: 0 }),
  },
  {
    mistake: 'privilege escalation allowed',
    make: (app) =>
      Object.assign(app.container('Deployment', 'web')['securityContext'], { allowPrivilegeEscalation: true }),
  },
  {
    mistake: 'no seccomp profile',
    make: (app) => delete app.pod('Deployment', 'web')['securityContext'].seccompProfile,
  },
  {
    mistake: 'root filesystem writable',
    make: (app) =>
      Object.assign(app.container('Deployment', 'web')['securityContext'], { readOnlyRootFilesystem: false }),
  },
  {
    mistake: 'tag latest',
    make: (app) => Object.assign(app.container('Deployment', 'web'), { image: 'ghcr.io/acme/shop:latest' }),
  },
  {
    mistake: 'image without a tag',
    make: (app) => Object.assign(app.container('StatefulSet'), { image: 'docker.io/valkey/valkey' }),
  },
  {
    mistake: 'two containers of one name',
    make: (app) => {
      const pod = app.pod('Deployment', 'web');
      pod['containers'].push(structuredClone(pod['containers'][0]));
    },
  },
  {
    mistake: 'variable set twice',
    make: (app) => {
      const container = app.container('Deployment', 'web');
      container['env'].push({ ...container['env'][0] });
    },
  },
  {
    mistake: 'mount of a volume that is not there',
    make: (app) => app.container('Deployment', 'web')['volumeMounts'].push({ name: 'gone', mountPath: '/gone' }),
  },
  {
    mistake: 'probe of a port that nobody opens',
    make: (app) =>
      Object.assign(app.container('Deployment', 'web')['readinessProbe'], { httpGet: { path: '/', port: 'admin' } }),
  },
  {
    mistake: 'command that starts with a flag',
    make: (app) => Object.assign(app.container('Deployment', 'web'), { command: ['--port=8080'] }),
  },
  {
    mistake: 'password in the open',
    make: (app) => app.container('Deployment', 'web')['env'].push({ name: 'DB_PASSWORD', value: 'hunter2' }),
  },
  {
    mistake: 'unknown field',
    make: (app) => Object.assign(app.the('Deployment', 'web')['spec'], { replicaCount: 3 }),
  },
  {
    mistake: 'quantity that is none',
    make: (app) => Object.assign(app.container('Deployment', 'web')['resources'].limits, { memory: '256MB' }),
  },
  {
    mistake: 'Service of a StatefulSet that is not there',
    make: (app) => Object.assign(app.the('StatefulSet')['spec'], { serviceName: 'gone' }),
  },
  {
    mistake: 'claim under another name than the mount',
    make: (app) => Object.assign(app.the('StatefulSet')['spec'].volumeClaimTemplates[0].metadata, { name: 'other' }),
  },
  {
    mistake: 'schedule that is none',
    make: (app) =>
      app.add('batch/v1', 'CronJob', 'nightly', { spec: cron(app.pod('Deployment', 'web'), '61 3 * * *') }),
  },
  {
    mistake: 'schedule that never comes',
    make: (app) =>
      app.add('batch/v1', 'CronJob', 'nightly', { spec: cron(app.pod('Deployment', 'web'), '0 3 31 2 *') }),
  },
];

function cron(pod: Record<string, unknown>, schedule: string): Record<string, unknown> {
  const template = {
    spec: { ...pod, restartPolicy: 'OnFailure', topologySpreadConstraints: undefined, affinity: undefined },
  };
  return { schedule, jobTemplate: { spec: { template } } };
}
