/** Programs for what the apps of `apps/` do not have, so that every signal with an alert occurs. */
import { ApiObject, Chart, Duration, JsonPatch, Size } from 'cdk8s';
import {
  AddOn,
  Alerts,
  type App,
  Backup,
  Cluster,
  Engine,
  External,
  Logs,
  ObjectStore,
  Observability,
  Port,
  Receiver,
  RemoteWrite,
  ScalingMetric,
  ScheduledTask,
  SecretKey,
  StatefulStore,
  Task,
  Traces,
  Volume,
  WebApp,
  Worker,
} from '../../lib';

const bucket = ObjectStore.s3({
  bucket: 'acme-backups',
  region: 'eu-west-1',
  credentials: { accessKeyId: SecretKey.of('s3', 'access'), secretAccessKey: SecretKey.of('s3', 'secret') },
});
const port = Port.tcp(9090, 'metrics');
const equipped = {
  installed: [AddOn.cloudNativePg(), AddOn.velero(), AddOn.volumeSnapshots(), AddOn.keda()],
  answers: { controllerManager: true, coreDns: true, etcd: true, kubeProxy: true, scheduler: true },
};

/** A receiver of each kind, and a team with receivers of its own. */
function everyReceiver(relay: StatefulStore): Alerts {
  const key = (secret: string): SecretKey => SecretKey.of(secret, 'key');
  const mail = { from: 'alerts@example.com', host: 'smtp.example.com', password: key('smtp') };
  const to = External.https('hooks.example.com');
  return Alerts.to(Receiver.email('ops@example.com', mail), {
    critical: Receiver.pagerduty(key('pagerduty'), { region: 'eu' }),
    info: Receiver.webhook('http://single/hook', { to: relay, token: key('hook') }),
    teams: {
      kinds: { namespaces: ['kinds', 'others'], receiver: Receiver.teams(key('teams'), { to }) },
      pay: {
        namespaces: ['pay'],
        receiver: Receiver.slack(key('pay'), { channel: '#pay' }),
        critical: Receiver.webhook(key('pay-on-call'), { to }),
      },
    },
    deadMan: Receiver.deadMan(key('dead-man'), { to }),
  });
}

/** A Task whose Job has a name that the cases can say. */
function namedTask(chart: Chart): Task {
  const task = new Task(chart, 'migrate', { image: 'ghcr.io/acme/shop:1.4.2' });
  ApiObject.of(task.job).addJsonPatch(JsonPatch.replace('/metadata/name', 'migrate-29331'));
  return task;
}

/** Adds one chart, `kinds`, whose Prometheus watches one workload of each kind. */
export function addKinds(app: App): void {
  const chart = new Chart(app, 'kinds', { namespace: 'kinds' });
  Cluster.generic(equipped).attachTo(chart);
  const slo = { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } };
  const queue = new StatefulStore(chart, 'single', {
    engine: Engine.valkey(),
    replicas: 1,
    backup: [
      Backup.snapshots({ schedule: '0 */6 * * *', keep: 4 }),
      Backup.velero({ schedule: '0 2 * * *', keep: Duration.days(30) }),
    ],
  });
  const mailer = new Worker(chart, 'mailer', {
    image: 'ghcr.io/acme/mailer:1.2.0',
    metrics: { port },
    scaling: { min: 0, max: 10, metrics: [ScalingMetric.redisList(queue, { list: 'mails', perPod: 100 })] },
    volumes: { '/srv/mails': Volume.claim({ size: Size.gibibytes(10), access: 'ReadWriteMany', storageClass: 'nfs' }) },
  });
  mailer.uses(queue);
  const orders = new StatefulStore(chart, 'orders', {
    engine: Engine.postgres({ image: 'postgres:17.6' }),
    replicas: 1,
  });
  new Observability(chart, 'observability', {
    alerts: everyReceiver(queue),
    logs: Logs.loki(),
    remoteWrite: RemoteWrite.to('https://metrics.example.com/api/v1/push'),
    size: 'large',
    traces: Traces.jaeger(),
  }).watch(
    queue,
    orders,
    new StatefulStore(chart, 'orders18', {
      engine: Engine.postgres({ database: 'orders' }),
      replicas: 1,
      copyFrom: orders.rehearsal(),
    }),
    new StatefulStore(chart, 'restored', { engine: Engine.valkey(), replicas: 1, restoreFrom: Backup.latest(bucket) }),
    mailer,
    new StatefulStore(chart, 'cache', { engine: Engine.valkey({ maxmemoryPolicy: 'allkeys-lru' }) }),
    new StatefulStore(chart, 'accounts', { engine: Engine.postgres(), replicas: 3 }),
    new WebApp(chart, 'shop', {
      image: 'ghcr.io/acme/shop:1.4.2',
      health: '/healthz',
      host: 'shop.example.com',
      metrics: { port },
      slo,
    }),
    new WebApp(chart, 'api', {
      image: 'ghcr.io/acme/api:1.4.2',
      health: '/healthz',
      metrics: { port, convention: 'opentelemetry' },
      slo,
    }),
    new ScheduledTask(chart, 'report', {
      image: 'ghcr.io/acme/report:3.0.4',
      schedule: '30 6 * * *',
      timeout: Duration.minutes(20),
    }),
    namedTask(chart),
  );
}
