import { fail } from '../checks/errors';
import { checkProps, type Kinds, LIST, needed, oneOf, TABLE, TEXT } from '../checks/kinds';
import { CloudIdentity } from '../identity/cloud-identity';
import type { Peer } from '../network/peer';
import { Port, type PortLike } from '../network/port';
import { External } from '../relations/external';
import { PEER, PORT } from '../relations/reference-kinds';
import { SecretKey } from '../relations/secret-key';
import { keyOrIdentity } from './credential-kinds';
import { endpointOf, plainUrl } from './endpoint';
import type { ObjectStoreModel } from './object-store-model';
import { freeOptions } from './rclone-options';
import { rootOf } from './root';

export interface GcsProps {
  /** The bucket, which exists and has uniform access. Its default key encrypts the objects, also one of Cloud KMS. */
  readonly bucket: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** The key of a service account, as JSON in a Secret, or the cloud identity of the pods. */
  readonly credentials: SecretKey | CloudIdentity;
  /** The storage class of the objects. All of them can be read at once. @default - that of the bucket */
  readonly storageClass?: 'STANDARD' | 'NEARLINE' | 'COLDLINE' | 'ARCHIVE';
  /** The project that pays for requests, where the bucket says that the requester pays. @default - that of the bucket */
  readonly userProject?: string;
  /**
   * The URL of an endpoint of Private Service Connect: `https://storage-backups.p.googleapis.com`. Needs a cloud identity, because the
   * tokens for a key come from elsewhere. @default - the public one
   */
  readonly endpoint?: string;
  /** The network peer of that endpoint. @default - its host */
  readonly peer?: Peer;
  /** The port of that peer. @default - the endpoint's */
  readonly port?: PortLike;
  /** The address ranges of the service, such as those of `private.googleapis.com`. @default - every public address, or the hosts by name on Cilium */
  readonly ranges?: readonly string[];
  /**
   * More options of rclone's backend, as in its configuration: `{ decompress: 'true' }`. Throws on unknown names, on values of
   * another type, on secrets, and on options for which there is a prop: https://rclone.org/googlecloudstorage/#advanced-options
   * @default - none
   */
  readonly options?: Readonly<Record<string, string>>;
}

const KINDS: Kinds<GcsProps> = {
  bucket: needed(TEXT),
  prefix: TEXT,
  credentials: keyOrIdentity("use SecretKey.of('backups', 'key.json')"),
  storageClass: oneOf('STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'),
  userProject: TEXT,
  endpoint: TEXT,
  peer: PEER,
  port: PORT,
  ranges: LIST,
  options: TABLE,
};

/** The options of rclone that other props set. */
const OWN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['anonymous', 'auth_url', 'client_credentials', 'client_id', 'env_auth', 'service_account_file', 'token_url'].map(
      (name) => [name, 'credentials'],
    ),
  ),
  bucket_acl: 'a bucket with uniform access',
  bucket_policy_only: 'a bucket with uniform access',
  endpoint: 'endpoint',
  location: 'bucket, which exists',
  no_check_bucket: 'bucket, which exists',
  object_acl: 'a bucket with uniform access',
  project_number: 'bucket, which exists',
  storage_class: 'storageClass',
  user_project: 'userProject',
};

/** Returns a model of rclone's backend: https://rclone.org/googlecloudstorage/ */
export function gcs(props: GcsProps): ObjectStoreModel {
  const { bucket, prefix, credentials } = checkProps(undefined, props, KINDS, 'ObjectStore.gcs');
  const { storageClass, userProject, endpoint } = props;
  if (!/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(bucket)) {
    const fix = 'use 3 to 63 of a-z, 0-9, dots, dashes and underscores';
    fail(undefined, 'bucket must be the name of a bucket of Google Cloud Storage', bucket, fix);
  }
  if (userProject !== undefined && !/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(userProject)) {
    fail(undefined, 'userProject must be the ID of a project', userProject, 'use a form such as acme-prod');
  }
  return {
    url: `${endpoint ?? 'https://storage.googleapis.com'}/${rootOf(bucket, prefix)}`,
    root: rootOf(bucket, prefix),
    options: {
      TYPE: 'google cloud storage',
      BUCKET_POLICY_ONLY: 'true',
      ENV_AUTH: `${credentials instanceof CloudIdentity}`,
      NO_CHECK_BUCKET: 'true',
      ...(storageClass !== undefined && { STORAGE_CLASS: storageClass }),
      ...(userProject !== undefined && { USER_PROJECT: userProject }),
      ...(endpoint !== undefined && { ENDPOINT: endpoint }),
      ...freeOptions('google cloud storage', props.options ?? {}, OWN),
    },
    ...(credentials instanceof SecretKey
      ? { secrets: { SERVICE_ACCOUNT_CREDENTIALS: credentials } }
      : { identity: credentials }),
    ...where(props),
  };
}

function where({ endpoint, credentials, peer, port, ranges }: GcsProps): Pick<ObjectStoreModel, 'peer' | 'port'> {
  if (endpoint === undefined) {
    const [name] = Object.entries({ peer, port }).find(([, value]) => value !== undefined) ?? [];
    if (name)
      fail(undefined, `${name} must be that of an endpoint`, 'no endpoint', `pass endpoint, or leave ${name} out`);
    // Tokens come from another host of the same domain.
    return { peer: External.host('*.googleapis.com', 443, ranges).peer, port: Port.tcp(443, 'https') };
  }
  if (!(credentials instanceof CloudIdentity)) {
    const fix = 'pass CloudIdentity.googleServiceAccount(…), or leave endpoint out and pass ranges';
    fail(
      undefined,
      'an endpoint needs a cloud identity, because the tokens for a key come from elsewhere',
      endpoint,
      fix,
    );
  }
  return endpointOf(plainUrl(endpoint), {
    ...(peer && { peer }),
    ...(port !== undefined && { port }),
    ...(ranges && { ranges }),
  });
}
