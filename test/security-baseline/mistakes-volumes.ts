import type { Mistake } from './broken';
import { type GoodApp, main, podOf } from './good-app';

/** Mounts the claim `uploads`, which one node can use at a time, in a workload. */
function mount(app: GoodApp, workload: string, mode = 'ReadWriteOnce'): void {
  app['claim'].spec.accessModes = [mode];
  podOf(app[workload]).volumes = [{ name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } }];
}

/** Leaves the claim to one workload. */
function alone(app: GoodApp, workload: string, mode?: string): void {
  podOf(app['deployment']).volumes.pop();
  main(app['deployment']).volumeMounts.pop();
  mount(app, workload, mode);
}

export const VOLUMES: readonly Mistake[] = [
  {
    rule: 'shared-claim',
    name: 'a Deployment with an autoscaler mounts a claim for one node',
    change: ({ claim }) => {
      claim.spec.accessModes = ['ReadWriteOnce'];
    },
    got: 'claim uploads (ReadWriteOnce) in 5 pods',
    about: 'Deployment/web',
  },
  {
    rule: 'shared-claim',
    name: 'a Deployment with one replica has a rolling update',
    change: ({ claim, scaler }) => {
      claim.spec.accessModes = ['ReadWriteOncePod'];
      scaler.spec.maxReplicas = 1;
      scaler.spec.minReplicas = 1;
    },
    got: 'claim uploads (ReadWriteOncePod) in 2 pods',
    about: 'Deployment/web',
  },
  {
    rule: 'shared-claim',
    name: 'all pods of a StatefulSet mount one claim',
    change: (app) => {
      const { volumeMounts } = main(app['store']);
      alone(app, 'store');
      podOf(app['store']).volumes[0].name = 'shared';
      volumeMounts.push({ name: 'shared', mountPath: '/shared' });
    },
    got: 'claim uploads (ReadWriteOnce) in 3 pods',
    about: 'StatefulSet/store',
  },
  {
    rule: 'shared-claim',
    name: 'a Job runs several pods with a claim for one node',
    change: (app) => {
      alone(app, 'job');
      app['job'].spec.parallelism = 2;
    },
    got: 'claim uploads (ReadWriteOnce) in 2 pods',
    about: 'Job/migrate',
  },
  {
    rule: 'shared-claim',
    name: 'the runs of a CronJob may overlap',
    change: (app) => {
      alone(app, 'job');
      podOf(app['job']).volumes = [];
      const volumes = [{ name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } }];
      app['cron'].spec.jobTemplate.spec.template.spec.volumes = volumes;
    },
    got: 'claim uploads (ReadWriteOnce) in 3 pods',
    about: 'CronJob/report',
  },
  {
    rule: 'shared-claim',
    name: 'a Job mounts the claim of a Deployment',
    change: (app) => {
      app['deployment'].spec.strategy = { type: 'Recreate' };
      app['scaler'].spec.minReplicas = 1;
      app['scaler'].spec.maxReplicas = 1;
      mount(app, 'job');
    },
    got: 'claim uploads (ReadWriteOnce), which Deployment web mounts too',
    about: 'Job/migrate',
  },
  {
    rule: 'shared-claim',
    name: 'a Job mounts the claim of a pod of a StatefulSet',
    change: (app) => {
      alone(app, 'job');
      podOf(app['job']).volumes[0].persistentVolumeClaim.claimName = 'data-store-2';
      app['store'].spec.volumeClaimTemplates[0].spec.accessModes = ['ReadWriteOnce'];
    },
    got: 'claim data-store-2 (ReadWriteOnce), which StatefulSet store mounts too',
    about: 'Job/migrate',
  },
];

/** Puts an object into a list, without its namespace. */
function listed(app: GoodApp, name: string): void {
  const { metadata, ...rest } = app[name];
  const item = { ...rest, metadata: { name: metadata.name } };
  const list = { apiVersion: 'v1', kind: 'List', metadata: { name: 'list', namespace: 'shop' }, items: [item] };
  Object.assign(app, { [name]: list });
}

export const LISTS: readonly Mistake[] = [
  {
    rule: 'privileged',
    name: 'an item of a List is privileged',
    change: (app) => {
      main(app['job']).securityContext.privileged = true;
      Object.assign(app, { job: { apiVersion: 'v1', kind: 'List', items: [app['job']] } });
    },
    got: true,
    about: 'Job/migrate',
  },
  {
    rule: 'host-network',
    name: 'an item of a List in a List shares the network of its node',
    change: (app) => {
      podOf(app['job']).hostNetwork = true;
      const inner = { apiVersion: 'v1', kind: 'List', items: [app['job']] };
      Object.assign(app, { job: { apiVersion: 'v1', kind: 'List', items: [inner] } });
    },
    got: true,
    about: 'Job/migrate',
  },
  {
    rule: 'rbac-wildcard',
    name: 'a role in a RoleList, which has no kind of its own, allows everything',
    change: (app) => {
      app['role'].rules[0].verbs = ['*'];
      const { apiVersion, kind: _kind, ...item } = app['role'];
      Object.assign(app, { role: { apiVersion, kind: 'RoleList', items: [item] } });
    },
    got: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['*'] }],
    about: 'Role/web',
  },
  {
    rule: 'unique-object',
    name: 'an item of a List has the name of another object',
    change: (app) => {
      Object.assign(app, { list: { apiVersion: 'v1', kind: 'List', items: [app['account']] } });
    },
    got: 'another ServiceAccount web',
    about: 'ServiceAccount/web',
  },
  {
    rule: 'list-namespace',
    name: 'an item of a List has no namespace',
    change: (app) => listed(app, 'settings'),
    got: ['ConfigMap settings'],
    about: 'List/list',
  },
];

export const AMOUNTS: readonly Mistake[] = [
  {
    rule: 'request-above-limit',
    name: 'a request is above the limit that the LimitRange of the namespace gives',
    change: (app) => {
      const limits = [{ type: 'Container', default: { 'ephemeral-storage': '1Gi' } }];
      const metadata = { name: 'defaults', namespace: 'shop' };
      Object.assign(app, { range: { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits } } });
      main(app['job']).resources.requests['ephemeral-storage'] = '2Gi';
    },
    got: 'ephemeral-storage 2Gi above 1Gi, the default of the LimitRange',
    about: 'Job/migrate',
  },
];
