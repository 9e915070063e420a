import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  AddOn,
  Backup,
  Cluster,
  Credentials,
  Engine,
  ObjectStore,
  Observability,
  Port,
  SecretKey,
  StatefulStore,
  WebApp,
} from '../../lib';
import { synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

/** What a program may pass that no compiler has seen, and words that mean something to a shell, a URL or a path. */
const ANYTHING: readonly unknown[] = [
  null,
  '',
  ' ',
  -1,
  0,
  1.5,
  1e20,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  'a\nb',
  `a"b'c`,
  '$(HOME)',
  'ünï☃',
  '../x',
  '/a/../b',
  'a'.repeat(64),
  'constructor',
  {},
  [null],
  ['a'],
  () => 'a',
  new Date(Number.NaN),
  Size.kibibytes(0),
  Size.tebibytes(9e6),
  Duration.seconds(0),
  Cpu.millis(-1),
  Engine.valkey(),
];

const READABLE = /^(\[[^\]]+\] )?[^\n]+, got [\s\S]+; .+/;

/** Props that are right but for one, which may be anything. */
type Any = Readonly<Record<string, never>>;

const credentials = { accessKeyId: SecretKey.of('bucket', 'a'), secretAccessKey: SecretKey.of('bucket', 's') };
const s3 = (props: Any) => ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials, ...props });
const NIGHTLY = { schedule: '30 3 * * *', keep: 7 };

function store(props: Any | object) {
  const chart = testChart();
  Cluster.generic({
    installed: [AddOn.volumeSnapshots(), AddOn.velero(), AddOn.certManager({ issuer: 'ca' })],
  }).attachTo(chart);
  const made = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props });
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(made);
  new Observability(chart, 'observability').watch(made);
  return chart;
}

function existing(props: Any) {
  const chart = testChart();
  const found = StatefulStore.existing({ service: 'db', namespace: 'x', port: Port.tcp(5432, 'pg'), ...props });
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(found, { as: 'DB' });
  return chart;
}

const VOLUME = 'storage,grownFrom,storageClass,accessMode,retention,fromSnapshot,volumeName,mountPath';
const NAMES = 'name,serviceName,containerName,portName,selector';
const WHEN = 'schedule,keep,timeZone,timeout,retries,startingDeadline,suspend';

describe('whatever is passed, there is a readable error or there are manifests that fit their schemas', () => {
  it.each<[string, string, (props: Any) => ReturnType<typeof testChart>]>([
    ['a store', `${NAMES},${VOLUME}`, store],
    ['a store', 'engine,endpoint,addressing,memory,cpu,ephemeralStorage,credentials,tls,backup,restoreFrom', store],
    ['a store', 'replicas,topology,spread,zoneLoss', store],
    [
      'Engine.redis',
      'image,version,maxmemoryPolicy,dataShare,appendfsync,allow,exporter',
      (props) => store({ engine: Engine.redis(props) }),
    ],
    [
      'Engine.postgres',
      'image,version,database,user,maxConnections,parameters,exporter,cloudNativePg',
      (props) => store({ engine: Engine.postgres(props) }),
    ],
    [
      'Backup.to',
      `${WHEN},name,path,collapse,drill,pointInTime,memory,scratch,scratchClass`,
      (props) => store({ backup: Backup.to(s3({}), { ...NIGHTLY, ...props }) }),
    ],
    [
      'Backup.snapshots',
      `${WHEN},snapshotClass`,
      (props) => store({ backup: Backup.snapshots({ ...NIGHTLY, ...props }) }),
    ],
    [
      'Backup.velero',
      'schedule,keep,volumes,storageLocation,timeout,suspend',
      (props) => store({ backup: Backup.velero({ schedule: '@daily', keep: Duration.days(1), ...props }) }),
    ],
    [
      'ObjectStore.s3',
      'bucket,prefix,credentials,region,endpoint,provider,pathStyle,ca,peer,port,ranges',
      (props) => store({ backup: Backup.to(s3(props), NIGHTLY) }),
    ],
    [
      'ObjectStore.of',
      'url,root,options,secrets,identity,ca,peer,port',
      (props) => store({ backup: Backup.to(ObjectStore.of({ ...s3({}).model, ...props }), NIGHTLY) }),
    ],
    ['restoreFrom', 'path,orEmpty', (props) => store({ restoreFrom: Backup.latest(s3({}), props) })],
    ['Credentials', 'key', ({ key }) => store({ credentials: Credentials.fromSecret('s', key as never) })],
    ['existing', 'name,service,namespace,pods,port,user,password,url,env,ranges', existing],
  ])('as a prop of %s: %s', (_, names, make) => {
    const wrong: string[] = [];
    for (const name of names.split(',')) {
      for (const value of ANYTHING) {
        try {
          const errors = synth(make({ [name]: value as never })).flatMap((manifest) => validateManifest(manifest));
          wrong.push(...errors.map((error) => `${name} ${String(value)}: ${error}`));
        } catch (error) {
          const { message } = error as Error;
          if (!READABLE.test(message)) wrong.push(`${name} ${String(value)}: ${message}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
