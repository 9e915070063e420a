import { isIP } from 'node:net';
import { fail } from '../checks/errors';
import { checkProps, FLAG, type Kinds, LIST, needed, TABLE, TEXT } from '../checks/kinds';
import { CloudIdentity } from '../identity/cloud-identity';
import type { Peer } from '../network/peer';
import type { PortLike } from '../network/port';
import type { ConfigKey } from '../relations/env-value';
import { CA, PEER, PORT } from '../relations/reference-kinds';
import type { SecretKey } from '../relations/secret-key';
import { keysOrIdentity } from './credential-kinds';
import { endpointOf, plainUrl } from './endpoint';
import type { ObjectStoreModel } from './object-store-model';
import { checkService, freeOptions } from './rclone-options';
import { rootOf } from './root';
import { DEMANDS, demanded, type S3Demands } from './s3-demands';
import { isInHost, type S3Service, serviceAt } from './s3-services';

/** Keys of Secrets in the namespace of the store. */
export interface S3Credentials {
  readonly accessKeyId: SecretKey;
  readonly secretAccessKey: SecretKey;
}

export interface S3Props extends S3Demands {
  /** The bucket, which exists. */
  readonly bucket: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** Keys of Secrets, or the cloud identity of the pods. */
  readonly credentials: S3Credentials | CloudIdentity;
  /** The region of the bucket, required without an endpoint. @default - that in the host of the endpoint, else `us-east-1` */
  readonly region?: string;
  /** The URL of a service other than Amazon's: `https://minio.example.com:9000`. @default - Amazon S3 */
  readonly endpoint?: string;
  /** rclone's name for the service, to adapt to it: https://rclone.org/s3/#s3-provider @default - as the host says, else `Other` */
  readonly provider?: string;
  /**
   * Puts the bucket in the path and not in the host name.
   * Throws when rclone would not do it for the service.
   * @default - true with an endpoint, unless rclone puts the bucket of that service into the host, or with a dot in the bucket's name
   */
  readonly pathStyle?: boolean;
  /**
   * More options of rclone's backend, as in its configuration: `{ upload_concurrency: '8' }`. Throws on unknown names, on values of
   * another type, on secrets, and on options for which there is a prop: https://rclone.org/s3/#advanced-options
   * @default - none
   */
  readonly options?: Readonly<Record<string, string>>;
  /** The CA certificate of the service, in PEM form. @default - one of the public authorities */
  readonly ca?: ConfigKey | SecretKey;
  /** The network peer of the endpoint, required for a Service of the cluster: its pods. @default - the endpoint's host */
  readonly peer?: Peer;
  /** The port that those pods listen on. @default - the endpoint's */
  readonly port?: PortLike;
  /** The address ranges of the service, if known or private. @default - every public address, or the host by name on Cilium */
  readonly ranges?: readonly string[];
}

const BUCKET = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

const KINDS: Kinds<S3Props> = {
  ...DEMANDS,
  bucket: needed(TEXT),
  prefix: TEXT,
  credentials: keysOrIdentity('accessKeyId', 'secretAccessKey'),
  region: TEXT,
  endpoint: TEXT,
  provider: TEXT,
  pathStyle: FLAG,
  options: TABLE,
  ca: CA,
  peer: PEER,
  port: PORT,
  ranges: LIST,
};

/** Returns a model of rclone's backend: https://rclone.org/s3/ */
export function s3(props: S3Props): ObjectStoreModel {
  checkProps(undefined, props, KINDS, 'ObjectStore.s3');
  const { bucket, prefix, credentials, endpoint, ca } = props;
  if (!BUCKET.test(bucket)) {
    fail(undefined, 'bucket must be the name of an S3 bucket', bucket, 'use 3 to 63 of a-z, 0-9, dots and dashes');
  }
  const service = endpoint === undefined ? AMAZON : serviceAt(plainUrl(endpoint));
  const region = regionOf(props, service);
  const provider = checkService(props.provider ?? service.provider);
  const pathStyle = inPath(props, provider);
  const at = endpoint ?? `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const where = endpointOf(pathStyle ? at : at.replace('://', `://${bucket}.`), props);
  const keys = credentials instanceof CloudIdentity ? undefined : credentials;
  const demands = demanded(props, at);
  const secrets = {
    ...(keys && { ACCESS_KEY_ID: keys.accessKeyId, SECRET_ACCESS_KEY: keys.secretAccessKey }),
    ...demands.secrets,
  };
  return {
    url: `${at}/${rootOf(bucket, prefix)}`,
    root: rootOf(bucket, prefix),
    options: {
      TYPE: 's3',
      PROVIDER: provider,
      REGION: region,
      ...(endpoint !== undefined && { ENDPOINT: endpoint }),
      ENV_AUTH: `${!keys}`,
      FORCE_PATH_STYLE: `${pathStyle}`,
      // To look for the bucket needs a permission of its own, and backups must not create it.
      NO_CHECK_BUCKET: 'true',
      ...demands.options,
      ...freeOptions('s3', props.options ?? {}, OWN),
    },
    secrets: Object.keys(secrets).length > 0 ? secrets : undefined,
    identity: credentials instanceof CloudIdentity ? credentials : undefined,
    ca,
    ...where,
  };
}

const AMAZON: S3Service = { provider: 'AWS' };

/** The options of rclone that other props set. */
const OWN: Readonly<Record<string, string>> = {
  access_key_id: 'credentials',
  acl: 'acl',
  bucket_acl: 'acl',
  endpoint: 'endpoint',
  env_auth: 'credentials',
  force_path_style: 'pathStyle',
  no_check_bucket: 'bucket, which exists',
  object_lock_mode: 'lock',
  object_lock_retain_until_date: 'lock',
  profile: 'credentials',
  provider: 'provider',
  region: 'region',
  secret_access_key: 'credentials',
  server_side_encryption: 'encryption',
  session_token: 'credentials',
  shared_credentials_file: 'credentials',
  sse_customer_algorithm: 'encryption',
  sse_customer_key: 'encryption',
  sse_customer_key_base64: 'encryption',
  sse_customer_key_md5: 'encryption',
  sse_kms_key_id: 'encryption',
  storage_class: 'storageClass',
};

/** True if the bucket is in the path. The network is opened to the host that rclone then asks. */
function inPath({ bucket, endpoint, pathStyle }: S3Props, provider: string): boolean {
  const address = endpoint !== undefined && isIP(new URL(endpoint).hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
  const must = bucket.includes('.') || address;
  if (pathStyle === true && isInHost(provider) && !must) {
    const fix = "leave it out, or pass provider: 'Other' for a service that takes no bucket in its host";
    fail(undefined, `pathStyle must be false for ${provider}, whose bucket rclone puts into the host`, pathStyle, fix);
  }
  return pathStyle ?? (must || (endpoint !== undefined && !isInHost(provider)));
}

function regionOf({ region, endpoint }: S3Props, service: S3Service): string {
  if (region === undefined && endpoint === undefined) {
    fail(undefined, 'a bucket of Amazon S3 needs its region', region, "use region: 'eu-west-1', for example");
  }
  const named = region ?? service.region ?? 'us-east-1';
  if (!/^[a-z0-9-]+$/.test(named))
    fail(undefined, 'region must be the name of one', named, 'use a form such as eu-west-1');
  if (region !== undefined && service.region !== undefined && service.region !== 'auto' && service.region !== region) {
    fail(
      undefined,
      'region must be that in the host of the endpoint',
      `${region} and ${endpoint}`,
      `use ${service.region}`,
    );
  }
  return named;
}
