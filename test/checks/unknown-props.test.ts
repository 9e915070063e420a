import { Size } from 'cdk8s';
import {
  AdapterRules,
  App,
  Backup,
  Engine,
  ObjectStore,
  Observability,
  OtlpEndpoint,
  ScalingMetric,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  Waiver,
  WebApp,
  Worker,
} from '../../lib';
import { testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/shop:1.4.2';
const engine = Engine.valkey();
const key = SecretKey.of('backups', 'key');
const credentials = { accessKeyId: key, secretAccessKey: key };
const s3 = { bucket: 'acme-backups', region: 'eu-west-1', credentials };
const gcs = { bucket: 'acme-backups', credentials: key };
const azure = { account: 'acme', container: 'backups', credentials: key };
const bucket = ObjectStore.s3(s3);
const schedule = '30 3 * * *';
const waiver = { rule: 'read-only-root', object: 'Deployment/web', reason: 'writes beside its binary' };

/** Makes something with props besides the right ones. */
type Make = (more: object) => unknown;

const store: Make = (more) => new StatefulStore(testChart(), 'orders', { engine, ...more });
const cloudNativePg: Make = (more) => Engine.postgres({ cloudNativePg: more });
const worker = (): Worker => new Worker(testChart(), 'mailer', { image });

const PLACES: readonly (readonly [string, Make, string, string])[] = [
  ['Observability', (more) => new Observability(testChart(), 'o', more), 'scrapeIntervall', 'scrapeInterval'],
  ['Observability', (more) => new Observability(testChart(), 'o', more), 'password', 'adminPassword'],
  ['Observability', (more) => new Observability(testChart(), 'o', more), 'grafana', 'adminPassword and host'],
  ['SecurityBaseline', (more) => new SecurityBaseline(testChart(), 'b', more), 'waiver', 'waivers'],
  ['a quota', (more) => new SecurityBaseline(testChart(), 'b', { quota: more }), 'pod', 'pods'],
  ['a waiver', (more) => Waiver.of({ ...waiver, ...more }), 'expire', 'expires'],
  ['a store', store, 'replica', 'replicas'],
  ['a store with a retention', (more) => store({ ...more }), 'retention', 'volumeRetention'],
  [
    'a store elsewhere',
    (more) => StatefulStore.existing({ host: 'db.acme.com', port: 5432, ...more }),
    'range',
    'ranges',
  ],
  ['Valkey', (more) => Engine.valkey(more), 'maxMemoryPolicy', 'maxmemoryPolicy'],
  ['Redis', (more) => Engine.redis(more), 'exporters', 'exporter'],
  ['PostgreSQL', (more) => Engine.postgres(more), 'parameter', 'parameters'],
  ['an engine of your own', (more) => Engine.of({ ...engine.model, ...more }), 'volumes', 'volume'],
  ['CloudNativePG', cloudNativePg, 'archives', 'archive'],
  ['a pooler', (more) => cloudNativePg({ pooler: more }), 'maxClient', 'maxClients'],
  ['an archive', (more) => cloudNativePg({ archive: { name: 'a', at: bucket, ...more } }), 'names', 'name'],
  [
    'a recovery',
    (more) => cloudNativePg({ recovery: { name: 'a', at: bucket, server: 'a', ...more } }),
    'times',
    'time',
  ],
  ['a backup of CloudNativePG', (more) => cloudNativePg({ backup: { schedule, ...more } }), 'cron', 'schedule'],
  ['a bucket of S3', (more) => ObjectStore.s3({ ...s3, ...more }), 'regoin', 'region'],
  ['a bucket of Google', (more) => ObjectStore.gcs({ ...gcs, ...more }), 'perfix', 'prefix'],
  ['a container of Azure', (more) => ObjectStore.azure({ ...azure, ...more }), 'range', 'ranges'],
  ['an object store of your own', (more) => ObjectStore.of({ ...bucket.model, ...more }), 'secret', 'secrets'],
  ['a backup', (more) => Backup.to(bucket, { schedule, keep: 14, ...more }), 'retention', 'keep'],
  ['a backup with a zone', (more) => Backup.to(bucket, { schedule, keep: 14, ...more }), 'timezone', 'timeZone'],
  ['a drill', (more) => Backup.to(bucket, { schedule, keep: 14, drill: { schedule, ...more } }), 'cron', 'schedule'],
  ['snapshots', (more) => Backup.snapshots({ schedule, keep: 14, ...more }), 'snapshotClas', 'snapshotClass'],
  ['Velero', (more) => Backup.velero({ schedule, keep: {} as never, ...more }), 'volume', 'volumes'],
  ['a restore', (more) => Backup.latest(bucket, more), 'orempty', 'orEmpty'],
  ['a restore of a time', (more) => Backup.at(bucket, '2026-11-22T03:30:00Z', more), 'paths', 'path'],
  ['a list', (more) => ScalingMetric.redisList('db.acme.com:6379', { list: 'a', perPod: 1, ...more }), 'lists', 'list'],
  [
    'a queue',
    (more) => ScalingMetric.rabbitQueue('a', { perPod: 1, authentication: 'a', ...more }),
    'perpod',
    'perPod',
  ],
  ['a topic', (more) => ScalingMetric.kafkaLag([], { group: 'a', topic: 'b', perPod: 1, ...more }), 'topics', 'topic'],
  ['a trigger', (more) => ScalingMetric.trigger('cron', {}, more), 'authentification', 'authentication'],
  [
    'hours',
    (more) => ScalingMetric.schedule({ start: '0 8 * * *', end: '0 9 * * *', replicas: 3, ...more }),
    'timezone',
    'timeZone',
  ],
  ['rules of the adapter', (more) => new AdapterRules(testChart(), 'a', more), 'nam', 'name'],
  ['a collector', (more) => OtlpEndpoint.service('otel', 'o11y', more), 'label', 'labels'],
  ['a collector outside', (more) => OtlpEndpoint.https('otel.acme.com', more), 'header', 'headers'],
  [
    'uses',
    (more) => worker().uses(new StatefulStore(testChart(), 'orders', { engine }), more),
    'credential',
    'credentials',
  ],
  ['uses with a prefix', (more) => worker().uses(OtlpEndpoint.service('otel', 'o11y'), more), 'prefix', 'as'],
  ['a worker', (more) => new Worker(testChart(), 'w', { image, ...more }), 'liveness', 'health'],
  ['an app that is ready', (more) => new WebApp(testChart(), 'w', { image, ...more }), 'readiness', 'health'],
  [
    'an app that writes',
    (more) => new WebApp(testChart(), 'w', { image, ...more }),
    'readOnlyRootFilesystem',
    'writable',
  ],
];

describe('a prop that there is not', () => {
  it.each(PLACES)('fails when %s has it, and says which is meant', (_, make, name, meant) => {
    expect(thrown(() => make({ [name]: 'x' }))).toMatchObject({
      what: expect.stringMatching(/^no prop.* has this name$/),
      got: name,
      fix: `did you mean ${meant}`,
    });
  });

  it.each(PLACES)('fails when %s has one that is like none, and names what there is', (_, make) => {
    const error = thrown(() => make({ completelyUnknown: 'x' }));
    expect(error).toMatchObject({
      got: 'completelyUnknown',
      fix: expect.stringMatching(/^use one of |^did you mean /),
    });
  });
});

describe('the fix of an error', () => {
  it.each(['readOnlyRootFilesystem', 'read-only-root-filesystem', 'readOnlyRoot', 'read-only-rot'])(
    'fails when a waiver names the rule %s, and says which is meant',
    (rule) => {
      expect(thrown(() => Waiver.of({ ...waiver, rule })).fix).toBe('did you mean read-only-root');
    },
  );

  it('fails when external objects are texts, and shows how to declare one', () => {
    const error = thrown(() => new SecurityBaseline(testChart(), 'b', { external: ['out'] as never }));
    expect(error.fix).toBe("use ExternalObject.secret('out'), for example");
  });

  it.each<[string, unknown, string]>([
    ['a Size', Size.gibibytes(1), 'a Size'],
    ['no number', { within: 'a' }, '{"within":"a"}'],
    ['text', '14', "'14'"],
  ])('fails when keep is %s, and shows it', (_, keep, got) => {
    expect(thrown(() => Backup.to(bucket, { schedule, keep: keep as number })).message).toContain(
      `got ${got}; use 14, or { newest: 14, within: Duration.days(14) }`,
    );
  });

  it('fails when a drill is no object, and shows one', () => {
    const error = thrown(() => Backup.to(bucket, { schedule, keep: 14, drill: true as never }));
    expect(error.message).toBe("Backup.to.drill must be an object, got true; use { schedule: '0 5 * * 0' }");
  });

  it('fails when the options of a list are in one object with its server, and shows the call', () => {
    const error = thrown(() => ScalingMetric.redisList({ list: 'mails', length: 5 } as never, undefined as never));
    expect(error.fix).toBe("use ScalingMetric.redisList(store, { list: 'mails', perPod: 100 })");
  });

  it('fails when a list has no number per pod, and names it', () => {
    const error = thrown(() => ScalingMetric.redisList('db.acme.com:6379', { list: 'mails' } as never));
    expect(error.message).toBe(
      'ScalingMetric.redisList.perPod must be a number, got nothing; use perPod: 100, for example',
    );
  });

  it('fails when a port is text, and uses its number', () => {
    expect(thrown(() => new WebApp(testChart(), 'w', { image, port: '3000' as never })).fix).toBe('use 3000');
  });

  it('fails when the version of PostgreSQL is not that of the image, and says the image', () => {
    const old = Engine.postgres({ version: '17' });
    expect(thrown(() => store({ engine: old })).fix).toBe(
      "use image: 'docker.io/library/postgres:17' and leave version out",
    );
  });
});

describe('the props of an App', () => {
  test('fails when one is nearly right', () => {
    expect(thrown(() => new App({ clutser: 1 } as never)).message).toBe(
      'no prop of App has this name, got clutser; did you mean cluster',
    );
  });

  test('may have more in a newer cdk8s', () => {
    expect(() => new App({ tomorrow: true } as never)).not.toThrow();
  });
});
