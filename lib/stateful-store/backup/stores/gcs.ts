import { fail } from '../../../checks/errors';
import { checkProps, type Kinds, needed, TEXT } from '../../../checks/kinds';
import { CloudIdentity } from '../../../identity/cloud-identity';
import { Port } from '../../../network/port';
import { External } from '../../../relations/external';
import { SecretKey } from '../../../relations/secret-key';
import { keyOrIdentity } from './credential-kinds';
import type { ObjectStoreModel } from './object-store-model';
import { rootOf } from './root';

export interface GcsProps {
  /** The bucket, which exists and has uniform access. */
  readonly bucket: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** The key of a service account, as JSON in a Secret, or the cloud identity of the pods. */
  readonly credentials: SecretKey | CloudIdentity;
}

const KINDS: Kinds<GcsProps> = {
  bucket: needed(TEXT),
  prefix: TEXT,
  credentials: keyOrIdentity("use SecretKey.of('backups', 'key.json')"),
};

/** Returns a model of rclone's backend: https://rclone.org/googlecloudstorage/ */
export function gcs(props: GcsProps): ObjectStoreModel {
  const { bucket, prefix, credentials } = checkProps(undefined, props, KINDS, 'ObjectStore.gcs');
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(bucket)) {
    const fix = 'use 3 to 63 of a-z, 0-9, dots, dashes and underscores';
    fail(undefined, 'bucket must be the name of a bucket of Google Cloud Storage', bucket, fix);
  }
  // Tokens come from another host of the same domain.
  const { peer } = External.host('*.googleapis.com');
  return {
    url: `https://storage.googleapis.com/${rootOf(bucket, prefix)}`,
    root: rootOf(bucket, prefix),
    options: {
      TYPE: 'google cloud storage',
      BUCKET_POLICY_ONLY: 'true',
      ENV_AUTH: `${credentials instanceof CloudIdentity}`,
      NO_CHECK_BUCKET: 'true',
    },
    ...(credentials instanceof SecretKey
      ? { secrets: { SERVICE_ACCOUNT_CREDENTIALS: credentials } }
      : { identity: credentials }),
    peer,
    port: Port.tcp(443, 'https'),
  };
}
