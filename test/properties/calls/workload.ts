import path from 'node:path';
import { Chart, Duration, Size } from 'cdk8s';
import { Backup, External, Peer, Probe, RolloutStrategy, ScheduledTask, Task, Volume, Worker } from '../../../lib';
import { type Call, chart, chartOf, FILE, image, PORTS, SCHEDULE, signal, web, worker } from './support';

/** The newest task: what waits for it is made in its chart. */
let newest: Task | undefined;
let made = 0;
function task(): Task {
  newest = new Task(chart(), 't', { image });
  return newest;
}
/** Makes something in the chart of the newest task. */
export function beside<T>(make: (scope: Chart, id: string) => T): T {
  made += 1;
  return make(Chart.of(newest ?? task()), `w${made}`);
}
export const TASK_ARGS = (): readonly unknown[] => [task()];

const mounted = (volume: Volume) => worker({ replicas: 1, strategy: 'recreate', volumes: { '/srv/media': volume } });

/** Calls of workloads and of their parts. */
export const WORKLOAD: Readonly<Record<string, Call>> = {
  'LocalFiles.directory': { args: () => [path.dirname(FILE)], use: (files) => worker({ files: { '/etc/a': files } }) },
  'LocalFiles.file': { args: () => [FILE], use: (files) => worker({ files: { '/etc/a': files } }) },
  'Probe.exec': {
    args: () => [['/ready'], { period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3 }],
    use: (health) => worker({ health }),
  },
  'Probe.grpc': {
    args: () => [
      { period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3, port: 9000, service: 'a' },
    ],
    use: (health) => web({ health }),
    also: { '0.port': PORTS },
  },
  'Probe.http': {
    args: () => [
      '/ready',
      {
        period: Duration.seconds(5),
        timeout: Duration.seconds(5),
        failureThreshold: 3,
        port: 9000,
        headers: { 'X-A': 'b' },
        tls: true,
      },
    ],
    use: (health) => web({ health }),
    also: { '1.port': PORTS },
  },
  'Probe.none': { args: () => [], use: (health) => web({ health }) },
  'Probe.tcp': {
    args: () => [{ period: Duration.seconds(5), timeout: Duration.seconds(5), failureThreshold: 3, port: 9000 }],
    use: (health) => web({ health }),
    also: { '0.port': PORTS },
  },
  'ReplicatedWorkload.allowFrom': {
    free: ['0'],
    on: () => new Worker(chart(), 'w', { image, metrics: { port: 9090 } }),
    args: () => [{ peer: Peer.addresses('a', ['10.0.0.0/8']) }, { port: 'metrics' }],
    also: { 0: ['WebApp'] },
  },
  'ReplicatedWorkload.uses': {
    on: () => new Worker(chart(), 'w', { image }),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'ReplicatedWorkload.waitFor': { on: () => beside((scope, id) => new Worker(scope, id, { image })), args: TASK_ARGS },
  'RolloutStrategy.blueGreen': {
    args: () => [{ promote: 'auto', keep: Duration.minutes(5) }],
    use: (strategy) => web({ strategy }),
  },
  'RolloutStrategy.canary': {
    args: () => [
      [
        { weight: 10, pause: Duration.minutes(5) },
        { weight: 50, pause: 'manual' },
      ],
    ],
    use: (strategy) => web({ strategy }),
    also: { '0.1.pause': ['Duration'] },
  },
  'ScheduledTask.constructor': {
    args: () => [
      chart(),
      'task',
      {
        image,
        ...SCHEDULE,
        concurrencyPolicy: 'Forbid',
        history: { failed: 1, succeeded: 1 },
        ttl: Duration.days(1),
        dns: { cluster: true, nameservers: ['10.0.0.10'], searches: ['a.example.com'], ndots: 2 },
      },
    ],
    use: chartOf,
  },
  'ScheduledTask.uses': {
    on: () => new ScheduledTask(chart(), 'w', { image, schedule: '@daily' }),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'ScheduledTask.waitFor': {
    on: () => beside((scope, id) => new ScheduledTask(scope, id, { image, schedule: '@daily' })),
    args: TASK_ARGS,
  },
  'Task.constructor': {
    args: () => {
      const scope = chart();
      const [before, after] = ['a', 'b'].map((id) => [new Worker(scope, id, { image })]);
      return [scope, 'task', { image, timeout: Duration.hours(1), backoffLimit: 2, before, after }];
    },
    use: chartOf,
  },
  'Task.uses': {
    on: () => task(),
    args: () => [External.https('a.example.com'), { as: 'A', port: 'https', credentials: 'env', secret: 'a' }],
    also: { 0: ['WebApp'] },
  },
  'Task.waitFor': { on: () => beside((scope, id) => new Task(scope, id, { image })), args: TASK_ARGS },
  'Volume.claim': {
    args: () => [
      {
        size: Size.gibibytes(1),
        access: 'ReadWriteMany',
        storageClass: 'nfs',
        name: 'media',
        retention: 'delete',
        fromSnapshot: 'media-1',
        backup: Backup.snapshots({ ...SCHEDULE, keep: 7 }),
      },
    ],
    use: mounted,
  },
  'Volume.ephemeral': { args: () => [{ size: Size.gibibytes(1), storageClass: 'fast' }], use: mounted },
  'Volume.existing': { args: () => ['media', { access: 'ReadOnlyMany' }], use: mounted },
  'Volume.image': { args: () => ['ghcr.io/acme/model:1.0.0'] },
  'Volume.readOnly': { on: () => Volume.existing('media'), args: () => [], use: mounted },
  'Worker.constructor': {
    args: () => [
      chart(),
      'w',
      {
        image,
        replicas: 2,
        rightsizing: 'recommend',
        health: { readiness: Probe.exec(['/a']) },
        metrics: { port: 9090, path: '/m' },
        signals: [signal()],
        startup: Duration.minutes(1),
        strategy: RolloutStrategy.canary([{ weight: 10, pause: 'manual' }]),
      },
    ],
    use: chartOf,
    also: { '2.metrics.port': PORTS, '2.health': ['Probe'], '2.health.readiness': ['text'], '2.strategy': ['text'] },
  },
};
