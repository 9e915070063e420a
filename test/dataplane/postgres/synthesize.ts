/** PostgreSQL as the library synthesizes it, an application that writes to it, and an object store that answers like S3. */
import { Size } from 'cdk8s';
import {
  Backup,
  Credentials,
  Engine,
  ObjectStore,
  Peer,
  Port,
  SecretKey,
  StatefulStore,
  type StatefulStoreProps,
  Worker,
} from '../../../lib';
import type { Manifest } from '../kubelet/spec';
import { secret, synthesize } from '../store/synthesize';

export const VERSIONS = {
  '18': 'docker.io/library/postgres:18.6',
  '17': 'docker.io/library/postgres:17.6',
} as const;

export type Version = keyof typeof VERSIONS;

const KEYS = { 'access-key': 'mainstay', 'secret-key': 'not so secret' };
const S3_PORT = 9000;
const S3_LABELS = { app: 's3' };

/** Four clients, each of which writes one row after the other, and notes what the server has acknowledged and when. */
const WRITE = `
for client in 1 2 3 4; do
  (
    next=1
    while :; do
      if [ -e /tmp/pause ]; then sleep 0.1; continue; fi
      awk -v client=$client -v n=$next 'BEGIN { for (; n % 20 || (getline < "/tmp/pause") < 0; n++) printf "INSERT INTO written VALUES (%d, %d) ON CONFLICT DO NOTHING RETURNING n, extract(epoch FROM clock_timestamp());\\n", client, n }' |
        PGCONNECT_TIMEOUT=2 psql "$STORE_URL" -XAtq -F, -v ON_ERROR_STOP=1 >>/tmp/acknowledged.$client 2>>/tmp/errors.$client
      next=$(( $(tail -n 1 /tmp/acknowledged.$client | cut -d , -f 1) + 1 ))
      sleep 0.1
    done
  ) &
done
wait
`;

type Props = Partial<Omit<StatefulStoreProps, 'engine' | 'credentials'>>;

/** A store, `store` unless it is named, and `client`, which writes to it. */
export function postgresManifests(namespace: string, version: Version, props: Props = {}, name = 'store'): Manifest[] {
  const image = VERSIONS[version];
  return synthesize(namespace, (chart) => {
    const store = new StatefulStore(chart, name, {
      engine: Engine.postgres({ image, database: 'app', exporter: false }),
      memory: Size.mebibytes(256),
      credentials: Credentials.fromSecret('store-passwords', 'password', 'admin'),
      ...props,
    });
    if (name !== 'store') return;
    const client = new Worker(chart, 'client', { image, replicas: 1, command: ['sh', '-c', WRITE] });
    client.uses(store);
  });
}

/** Letters and digits, so that the client's URL can hold it. */
export const PASSWORDS = { password: 'correct-horse', admin: 'another; one `id` & 2>x \\ "$HOME"' };

export function passwords(namespace: string, values: Readonly<Record<string, string>> = PASSWORDS): Manifest {
  return secret(namespace, values);
}

/** The bucket `backups` of the object store in the same namespace. */
export function bucket(namespace: string): ObjectStore {
  return ObjectStore.s3({
    bucket: 'backups',
    endpoint: `http://s3.${namespace}.svc:${S3_PORT}`,
    credentials: { accessKey: SecretKey.of('s3-keys', 'access-key'), secretKey: SecretKey.of('s3-keys', 'secret-key') },
    peer: Peer.foreignPods({ name: 's3', namespaces: [namespace], labels: S3_LABELS }),
    port: Port.tcp(S3_PORT, 's3'),
  });
}

/** What stands in for a cloud's object store: rclone serves the directories of one pod as buckets. */
export function objectStore(namespace: string): Manifest[] {
  const metadata = { name: 's3', namespace };
  const keys = `${KEYS['access-key']},${KEYS['secret-key']}`;
  const command = [
    'sh',
    '-c',
    'mkdir -p /srv/backups && exec rclone serve s3 --auth-key "$KEYS" --addr ":$PORT" --config "" /srv',
  ];
  const env = [
    { name: 'KEYS', value: keys },
    { name: 'PORT', value: `${S3_PORT}` },
    { name: 'RCLONE_CACHE_DIR', value: '/tmp' },
  ];
  const readinessProbe = { tcpSocket: { port: S3_PORT }, periodSeconds: 1 };
  const volumeMounts = [{ name: 'srv', mountPath: '/srv' }];
  const container = { name: 's3', image: 'docker.io/rclone/rclone:1.75.2', command, env, readinessProbe, volumeMounts };
  const template = {
    metadata: { labels: S3_LABELS },
    spec: { containers: [container], volumes: [{ name: 'srv', persistentVolumeClaim: { claimName: 's3' } }] },
  };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's3-keys', namespace }, stringData: KEYS },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: S3_LABELS, ports: [{ port: S3_PORT, targetPort: S3_PORT }] },
    },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1, template } },
  ] as unknown as Manifest[];
}

/** Every three in the morning, and a drill; tests run both when they want. */
export function backupTo(store: ObjectStore): Backup {
  return Backup.to(store, { schedule: '0 3 * * *', keep: 2, drill: { schedule: '0 6 * * 0' } });
}
