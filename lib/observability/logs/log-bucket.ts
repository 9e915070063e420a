import { fail } from '../../checks/errors';
import { wholeNumber } from '../../checks/formats';
import { type Kinds, made, NUMBER } from '../../checks/kinds';
import type { JsonObject } from '../../manifest/json';
import { ObjectStore } from '../../object-store/object-store';
import type { SecretKey } from '../../relations/secret-key';
import { LOG_OPTIONS, type LogOptions } from './options';

/** The logs that Loki keeps, and the place for them. */
export interface LokiOptions extends LogOptions {
  /**
   * The bucket for the logs, by the protocol of S3 and without a prefix: Loki has it for itself. Only the last hours are on volumes then.
   * @default - a volume
   */
  readonly bucket?: ObjectStore;
  /**
   * The number of Loki servers, which share the bucket: 1, or 3 and more. Each entry is on three of them until it is in the bucket, so three
   * take as much as one, and each three more take as much again. @default 1
   */
  readonly replicas?: number;
}

export const LOKI_OPTIONS: Kinds<LokiOptions> = {
  ...LOG_OPTIONS,
  bucket: made(
    ObjectStore,
    'an ObjectStore',
    "use ObjectStore.s3({ bucket: 'acme-logs', region: 'eu-west-1', credentials })",
  ),
  replicas: { ...NUMBER, fix: 'use 3' },
};

/** The servers that have an entry until it is in the bucket. */
export const COPIES = 3;

/** The options of rclone that Loki has too; the others are what rclone alone does. */
const TAKEN = new Set(['TYPE', 'PROVIDER', 'REGION', 'ENDPOINT', 'ENV_AUTH', 'FORCE_PATH_STYLE', 'NO_CHECK_BUCKET']);
const KEYS = new Set(['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY']);

/** Returns the number of servers. Throws when they would not have the same logs. */
export function lokiReplicas({ bucket, replicas = 1 }: LokiOptions): number {
  wholeNumber(undefined, 'replicas of Loki', replicas, 1, 30);
  if (replicas > 1 && !bucket) {
    const fix = 'pass bucket: ObjectStore.s3({ … }), or Logs.loki() without replicas';
    fail(undefined, 'replicas of Loki share a bucket, and a volume is of one pod', `${replicas} on volumes`, fix);
  }
  if (replicas === 2)
    fail(undefined, 'replicas of Loki must be 1, or 3 and more, to write while one is away', replicas, 'use 3');
  return replicas;
}

/** Returns the model of a bucket. Throws when Loki cannot write there as it is described. */
export function checkBucket({ model }: ObjectStore): ObjectStore['model'] {
  const { options, root, secrets = {} } = model;
  const type = options['TYPE'] ?? '';
  if (type !== 's3')
    fail(undefined, 'a bucket for logs must have the protocol of S3', type, 'use ObjectStore.s3({ … })');
  if (root.includes('/')) fail(undefined, 'Loki needs a bucket of its own, without a prefix', root, 'remove prefix');
  const further = [
    ...Object.keys(options).filter((name) => !TAKEN.has(name)),
    ...Object.keys(secrets).filter((name) => !KEYS.has(name)),
  ];
  if (further.length > 0) {
    const fix = 'remove them, and set them as defaults of the bucket';
    fail(undefined, 'a bucket for logs has a name, a region, an endpoint and credentials', further, fix);
  }
  return model;
}

/** Returns the settings of Loki: https://grafana.com/docs/loki/latest/configure/#s3_storage_config */
export function bucketSettings({ model: { options, root, ca } }: ObjectStore, authority: string): JsonObject {
  const endpoint = options['ENDPOINT'] === undefined ? undefined : new URL(options['ENDPOINT']);
  return {
    bucketnames: root,
    region: options['REGION'],
    s3forcepathstyle: options['FORCE_PATH_STYLE'] === 'true',
    ...(endpoint && { endpoint: endpoint.host, insecure: endpoint.protocol === 'http:' }),
    ...(ca && { http_config: { ca_file: `${authority}/ca.crt` } }),
  };
}

/** Returns the variables with the keys of a bucket, which the SDK of Amazon reads. */
export function bucketKeys({ model: { secrets = {} } }: ObjectStore): Readonly<Record<string, SecretKey>> {
  return Object.fromEntries(Object.entries(secrets).map(([name, key]) => [`AWS_${name}`, key]));
}
