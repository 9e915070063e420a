/** PostgreSQL as the library synthesizes it, an application that writes to it, and an object store that answers like S3. */
import { type Chart, Size } from 'cdk8s';
import {
  Backup,
  Credentials,
  Engine,
  type ObjectStore,
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

/**
 * Four clients, each of which writes one row after the other, and notes what the server has acknowledged and when. They pause a little
 * before each, or the other lanes would measure how busy the machine is.
 */
const WRITE = `
for client in 1 2 3 4; do
  (
    next=1
    while :; do
      if [ -e /tmp/pause ]; then sleep 0.1; continue; fi
      awk -v client=$client -v n=$next 'BEGIN { for (; n % 20 || (getline < "/tmp/pause") < 0; n++) printf "INSERT INTO written SELECT %d, %d FROM pg_sleep(0.004) ON CONFLICT DO NOTHING RETURNING n, extract(epoch FROM clock_timestamp());\\n", client, n }' |
        PGCONNECT_TIMEOUT=2 psql "$STORE_URL" -XAtq -F, -v ON_ERROR_STOP=1 >>/tmp/acknowledged.$client 2>>/tmp/errors.$client
      next=$(( $(tail -n 1 /tmp/acknowledged.$client | cut -d , -f 1) + 1 ))
      sleep 0.1
    done
  ) &
done
wait
`;

type Props = Partial<Omit<StatefulStoreProps, 'engine' | 'credentials'>>;

/** Adds a store of a version. */
export function databaseIn(chart: Chart, name: string, version: Version, props: Props = {}): StatefulStore {
  return new StatefulStore(chart, name, {
    engine: Engine.postgres({ image: VERSIONS[version], database: 'app', exporter: false }),
    memory: Size.mebibytes(256),
    credentials: Credentials.fromSecret('store-passwords', 'password', { admin: 'admin', encoded: 'encoded' }),
    ...props,
  });
}

/** Adds `client`, which writes to a store. */
export function clientIn(chart: Chart, version: Version, store: StatefulStore): void {
  const client = new Worker(chart, 'client', { image: VERSIONS[version], replicas: 1, command: ['sh', '-c', WRITE] });
  client.uses(store, { as: 'STORE' });
}

/** A store, `store` unless it is named, and `client`, which writes to it. */
export function postgresManifests(namespace: string, version: Version, props: Props = {}, name = 'store'): Manifest[] {
  return synthesize(namespace, (chart) => {
    const store = databaseIn(chart, name, version, props);
    if (name === 'store') clientIn(chart, version, store);
  });
}

/** Passwords that the client's URL can hold only when they are encoded. */
export const PASSWORDS = { password: 'c0rrect:h@rse/b&ttery?#%41', admin: 'another; one `id` & 2>x \\ "$HOME"' };

export function passwords(namespace: string, values: Readonly<Record<string, string>> = PASSWORDS): Manifest {
  return secret(namespace, values);
}

/** Schedules at three in the morning, and a drill; tests run both when they want. */
export function backupTo(store: ObjectStore): Backup {
  return Backup.to(store, { schedule: '0 3 * * *', keep: 2, drill: { schedule: '0 6 * * 0' } });
}
