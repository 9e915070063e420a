import { fail } from '../../../checks/errors';
import { checkProps, FLAG, type Kinds, LIST, needed, TEXT } from '../../../checks/kinds';
import { CloudIdentity } from '../../../identity/cloud-identity';
import type { Peer } from '../../../network/peer';
import type { PortLike } from '../../../network/port';
import type { ConfigKey } from '../../../relations/env-value';
import { CA, PEER, PORT } from '../../../relations/reference-kinds';
import type { SecretKey } from '../../../relations/secret-key';
import { keysOrIdentity } from './credential-kinds';
import { endpointOf } from './endpoint';
import type { ObjectStoreModel } from './object-store-model';
import { rootOf } from './root';

/** Keys of Secrets in the namespace of the store. */
export interface S3Credentials {
  readonly accessKeyId: SecretKey;
  readonly secretAccessKey: SecretKey;
}

export interface S3Props {
  /** The bucket, which exists. */
  readonly bucket: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** Keys of Secrets, or the cloud identity of the pods. */
  readonly credentials: S3Credentials | CloudIdentity;
  /** The region of the bucket, required without an endpoint. @default 'us-east-1', with an endpoint */
  readonly region?: string;
  /** The URL of a service other than Amazon's: `https://minio.example.com:9000`. @default - Amazon S3 */
  readonly endpoint?: string;
  /** rclone's name for the service, to adapt to it: https://rclone.org/s3/#s3-provider @default 'AWS', with an endpoint 'Other' */
  readonly provider?: string;
  /** Puts the bucket in the path and not in the host name. @default - true with an endpoint, or with a dot in the bucket's name */
  readonly pathStyle?: boolean;
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
  bucket: needed(TEXT),
  prefix: TEXT,
  credentials: keysOrIdentity('accessKeyId', 'secretAccessKey'),
  region: TEXT,
  endpoint: TEXT,
  provider: TEXT,
  pathStyle: FLAG,
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
  const region = regionOf(props);
  const pathStyle = props.pathStyle ?? (endpoint !== undefined || bucket.includes('.'));
  const amazon = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const where = endpointOf(endpoint ?? `https://${pathStyle ? '' : `${bucket}.`}${amazon}`, props);
  const keys = credentials instanceof CloudIdentity ? undefined : credentials;
  return {
    url: `${endpoint ?? `https://${amazon}`}/${rootOf(bucket, prefix)}`,
    root: rootOf(bucket, prefix),
    options: {
      TYPE: 's3',
      PROVIDER: providerOf(props),
      REGION: region,
      ...(endpoint !== undefined && { ENDPOINT: endpoint }),
      ENV_AUTH: `${!keys}`,
      FORCE_PATH_STYLE: `${pathStyle}`,
      // To look for the bucket needs a permission of its own, and backups must not create it.
      NO_CHECK_BUCKET: 'true',
    },
    secrets: keys && { ACCESS_KEY_ID: keys.accessKeyId, SECRET_ACCESS_KEY: keys.secretAccessKey },
    identity: credentials instanceof CloudIdentity ? credentials : undefined,
    ca,
    ...where,
  };
}

function regionOf({ region, endpoint }: S3Props): string {
  if (region === undefined && endpoint === undefined) {
    fail(undefined, 'a bucket of Amazon S3 needs its region', region, "use region: 'eu-west-1', for example");
  }
  const named = region ?? 'us-east-1';
  if (!/^[a-z0-9-]+$/.test(named))
    fail(undefined, 'region must be the name of one', named, 'use a form such as eu-west-1');
  return named;
}

function providerOf({ provider, endpoint }: S3Props): string {
  const named = provider ?? (endpoint === undefined ? 'AWS' : 'Other');
  if (!/^[A-Za-z0-9]+$/.test(named)) {
    fail(undefined, 'provider must be one of those that rclone names', named, 'use Minio, Ceph or Other, for example');
  }
  return named;
}
