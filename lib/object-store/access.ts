import type { JsonObject } from '../manifest/json';
import { SecretKey } from '../relations/secret-key';
import type { ObjectStoreModel } from './object-store-model';

const CREDENTIALS = '/run/secrets/object-store';
const NAME = 'object-store';
const AUTHORITY = '/run/secrets/object-store-ca';

/** The variables, mounts and volumes with which a container reaches the backups of one store. */
export interface Access {
  readonly env: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
}

/**
 * Returns the access to an object store. Secrets are files that a script passes to rclone in its own process, and not as
 * arguments. Volumes are called after `name`, as a pod may reach two object stores.
 */
export function accessTo({ root, options, secrets = {}, ca }: ObjectStoreModel, path: string, name = NAME): Access {
  const env: Readonly<Record<string, string>> = {
    OPTIONS_FROM: CREDENTIALS,
    // The part that must exist before the first backup.
    BASE: `store:${root}`,
    ROOT: `store:${root}/${path}`,
    // No file: all options are in the environment.
    RCLONE_CONFIG: '',
    RCLONE_CACHE_DIR: '/tmp/rclone',
    RCLONE_CONTIMEOUT: '15s',
    RCLONE_LOW_LEVEL_RETRIES: '5',
    // In a bucket that is encrypted, what S3 calls the checksum of an object is none. The scripts read back what they write.
    ...(options['TYPE'] === 's3' && { RCLONE_IGNORE_CHECKSUM: 'true' }),
    RCLONE_TRANSFERS: '2',
    ...(ca && { RCLONE_CA_CERT: `${AUTHORITY}/ca.crt` }),
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [`RCLONE_CONFIG_STORE_${name}`, value])),
  };
  const volumes = [...secretVolumes(name, secrets), ...(ca ? [{ name: `${name}-ca`, ...authority(ca) }] : [])];
  const paths: Readonly<Record<string, string>> = { [name]: CREDENTIALS, [`${name}-ca`]: AUTHORITY };
  return {
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
    mounts: volumes.map((volume) => ({ name: volume.name, mountPath: paths[volume.name], readOnly: true })),
    volumes,
  };
}

interface NamedVolume extends JsonObject {
  readonly name: string;
}

function secretVolumes(name: string, secrets: Readonly<Record<string, SecretKey>>): readonly NamedVolume[] {
  const sources = Object.entries(secrets).map(([option, { secret, key }]) => ({
    secret: { name: secret, items: [{ key, path: option }] },
  }));
  return sources.length > 0 ? [{ name, projected: { defaultMode: 0o440, sources } }] : [];
}

/** Returns the volume with the CA certificate of a place. */
export function authority(ca: NonNullable<ObjectStoreModel['ca']>): JsonObject {
  const items = [{ key: ca.key, path: 'ca.crt' }];
  if (ca instanceof SecretKey) return { secret: { defaultMode: 0o440, items, secretName: ca.secret } };
  return { configMap: { defaultMode: 0o444, items, name: ca.configMap } };
}
