import {
  Backup,
  Engine,
  type FileBackupProps,
  ObjectStore,
  type S3Props,
  SecretKey,
  StatefulStore,
  type StatefulStoreProps,
} from '../../../lib';
import type { Manifest } from '../../support/charts';
import { find, testChart } from '../../support/charts';

export const CREDENTIALS = {
  accessKeyId: SecretKey.of('bucket', 'access-key'),
  secretAccessKey: SecretKey.of('bucket', 'secret-key'),
};

export function bucket(props: Partial<S3Props> = {}): ObjectStore {
  return ObjectStore.s3({ bucket: 'acme-backups', region: 'eu-west-1', credentials: CREDENTIALS, ...props });
}

export const NIGHTLY: FileBackupProps = { schedule: '30 3 * * *', keep: 14 };

/** A store that is backed up every night, in a chart of its own. */
export function backedUp(
  backup: Partial<FileBackupProps> = {},
  props: Partial<StatefulStoreProps> = {},
  chart = testChart(),
  objects = bucket(),
) {
  const store = new StatefulStore(chart, 'sessions', {
    engine: Engine.valkey(),
    backup: Backup.to(objects, { ...NIGHTLY, ...backup }),
    ...props,
  });
  return { chart, store };
}

/** The pod of a CronJob. */
export function podOfJob(chart: ReturnType<typeof testChart>, name = 'sessions-backup'): Manifest {
  return find(chart, 'CronJob', name)['spec'].jobTemplate.spec.template.spec;
}

/** The containers of a pod in the order in which they run. */
export function steps(pod: Manifest): Manifest[] {
  return [...(pod['initContainers'] ?? []), ...pod['containers']];
}

export function variables(container: Manifest | undefined): Record<string, string | undefined> {
  return Object.fromEntries((container?.['env'] ?? []).map((v: Manifest) => [v['name'], v['value']]));
}
