import { Duration, Size } from 'cdk8s';
import {
  AddOn,
  Backup,
  Certificate,
  Cluster,
  ConfigKey,
  Credentials,
  Engine,
  ObjectStore,
  Peer,
  Port,
  SecretKey,
  SecurityBaseline,
  StatefulStore,
  type StatefulStoreProps,
  WebApp,
} from '../../lib';
import { containerOf, find, synth, testChart } from '../support/charts';

const NIGHTLY = { schedule: '30 3 * * *', keep: 7 };
const s3 = ObjectStore.s3({
  bucket: 'acme-backups',
  region: 'eu-west-1',
  credentials: { accessKeyId: SecretKey.of('bucket', 'a'), secretAccessKey: SecretKey.of('bucket', 's') },
});

function store(props: object, chart = testChart()) {
  return new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props });
}

describe('a store', () => {
  it.each<[string, object, string]>([
    ['memory is a number', { memory: 512 }, 'memory must be a Size, got 512; use Size.mebibytes(512), for example'],
    ['cpu is a word', { cpu: '250m' }, 'cpu must be a Cpu, got 250m; use Cpu.millis(250)'],
    ['there is no engine', { engine: undefined }, 'engine must be an Engine, got nothing; use Engine.postgres(), '],
    ['the engine is a word', { engine: 'redis' }, 'engine must be an Engine, got redis; use Engine.redis()'],
    [
      'the password itself is passed, which no error shows',
      { credentials: 'hunter2' },
      "credentials must be Credentials, got something else; use Credentials.fromSecret('name', 'password')",
    ],
    [
      'the certificate is the name of a Secret',
      { tls: 'shop-tls' },
      'tls must be a Certificate, got something else; use Certificate.issued() or Certificate.fromSecret',
    ],
    [
      'it begins with an object store',
      { restoreFrom: s3 },
      'restoreFrom must be what Backup.latest, Backup.at or Backup.named gives, got an ObjectStore; use Backup.latest(objectStore)',
    ],
    ['its pods have no label', { selector: {} }, 'selector must name the labels of the pods, got {}; leave it out'],
    [
      'a label is none',
      { selector: { app: 'a b' } },
      'a label must be at most 63 letters, digits and inner - _ ., got app: a b; rename it',
    ],
    [
      'its container is called like one beside it',
      { containerName: 'sentinel' },
      'every container of a pod must have a name of its own, got sentinel; set containerName, such as server',
    ],
    [
      'its volume is called like one of its own',
      { volumeName: 'restore-from' },
      'volumeName must be free in the pod, got restore-from; use a name such as data',
    ],
    [
      'what becomes of volumes is no word',
      { volumeRetention: 'constructor' },
      'volumeRetention must be one of retain, delete',
    ],
    [
      'what is passed is a construct',
      { storage: testChart() },
      'storage must be a Size, got a Chart; use Size.mebibytes(512), for example',
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => store(props)).toThrow(`[shop/sessions] ${message}`);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a backup goes to a URL',
      () => Backup.to('s3://a' as never, NIGHTLY),
      'backups must go to an object store, got s3:',
    ],
    [
      'a restore comes from nowhere',
      () => Backup.latest(undefined as never),
      'backups must go to an object store, got',
    ],
    [
      'a time is a number',
      () => Backup.to(s3, { ...NIGHTLY, timeout: 60 as never }),
      'Backup.to.timeout must be a Duration, got 60; use Duration.seconds(60)',
    ],
    [
      'Velero is to keep backups for a number',
      () => Backup.velero({ schedule: '@daily', keep: 30 as never }),
      'Backup.velero.keep must be a Duration, got 30',
    ],
    [
      'a path is not what it seems',
      () => store({ backup: Backup.to(s3, { ...NIGHTLY, path: 'a/./b' }) }),
      'the path of backups must be names with slashes between them, got a/./b',
    ],
    [
      'options of rclone are not named so',
      () => ObjectStore.of({ ...s3.model, options: { ...s3.model.options, 'access key': 'a' } }),
      'options of rclone must be named as in its variables, got access key; use a form such as ACCESS_KEY_ID',
    ],
    [
      'a secret option is no reference',
      () => ObjectStore.of({ ...s3.model, secrets: { KEY: 'hunter2' as never } }),
      "ObjectStore.of.secrets must be names with a key of a Secret each, got something else; use SecretKey.of('name', 'key')",
    ],
    ['a key of a Secret is a path', () => SecretKey.of('a', '..'), 'a key of a Secret must be letters, digits, dashes'],
    [
      'an engine of its own lacks what it is',
      () => Engine.of({ name: 'x', failover: [] } as never),
      'an engine.capacity must be a function, got nothing; see the guide to own engines',
    ],
    [
      'a server that somebody else runs has labels that are none',
      () => StatefulStore.existing({ service: 'a', namespace: 'b', pods: { app: 'a b' }, port: Port.tcp(1, 'pg') }),
      'a label must be at most 63 letters, digits and inner - _ ., got app: a b',
    ],
    [
      'somebody else’s password is passed as it is',
      () => StatefulStore.existing({ host: 'db.example.com', port: Port.tcp(1, 'pg'), password: 'hunter2' as never }),
      'existing.password must be a key of a Secret, got something else',
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  it('takes what is right', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.certManager({ issuer: 'ca' })] }).attachTo(chart);
    const ca = ConfigKey.of('authorities', 'ca.crt');
    const peer = Peer.foreignPods({ name: 'minio', namespaces: ['minio'] });
    const credentials = { accessKeyId: SecretKey.of('a', 'b'), secretAccessKey: SecretKey.of('a', 'c') };
    const endpoint = 'https://minio.minio.svc:9000';
    const minio = ObjectStore.s3({ bucket: 'abc', endpoint, peer, ca, port: Port.tcp(9000, 'minio'), credentials });
    const props: Partial<StatefulStoreProps> = {
      memory: Size.mebibytes(512),
      tls: Certificate.issued({ kind: 'Issuer' }),
      backup: Backup.to(minio, { ...NIGHTLY, timeout: Duration.hours(2), scratch: Size.gibibytes(1) }),
      restoreFrom: Backup.latest(minio, { orEmpty: true }),
      selector: { app: 'sessions' },
      volumeName: 'disk',
    };
    expect(() => [store(props, chart), synth(chart)]).not.toThrow();
  });

  it('gives passwords and certificates as files of two Secrets', () => {
    const chart = testChart();
    const sessions = store(
      { tls: Certificate.fromSecret('sessions-tls'), credentials: Credentials.fromSecret('sessions', 'password') },
      chart,
    );
    const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    web.uses(sessions, { credentials: 'files' });
    expect(containerOf(find(chart, 'Deployment'))['env']).toEqual(
      expect.arrayContaining([
        { name: 'SESSIONS_PASSWORD_FILE', value: '/run/secrets/sessions/password' },
        { name: 'SESSIONS_CA_FILE', value: '/run/secrets/sessions-ca/ca.crt' },
      ]),
    );
  });

  it('passes the rules of a baseline with a Service for each pod, and backed up by Velero', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.velero()] }).attachTo(chart);
    new SecurityBaseline(chart, 'baseline');
    store({ addressing: 'services', backup: Backup.velero({ schedule: '@daily', keep: Duration.days(7) }) }, chart);
    expect(chart.node.root.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
  });
});
