import type { CloudIdentity } from '../identity/cloud-identity';
import type { Peer } from '../network/peer';
import type { Port } from '../network/port';
import type { ConfigKey } from '../relations/env-value';
import type { SecretKey } from '../relations/secret-key';

/** The options with which rclone reaches a place, and its network peer: https://rclone.org/docs/#environment-variables */
export interface ObjectStoreModel {
  /** The URL of the objects, for messages and comparisons: `https://s3.eu-west-1.amazonaws.com/acme-backups/orders`. */
  readonly url: string;
  /** The bucket and the prefix of the names of all objects: `acme-backups/orders`. On a backend with directories, it must exist. */
  readonly root: string;
  /** Options of rclone's backend, named as the ends of their variables: `{ TYPE: 's3', REGION: 'eu-west-1' }`. */
  readonly options: Readonly<Record<string, string>>;
  /** Options that are secret. @default - none */
  readonly secrets?: Readonly<Record<string, SecretKey>> | undefined;
  /** The cloud identity of the pods, in place of secrets. @default - none */
  readonly identity?: CloudIdentity | undefined;
  /** The CA certificate of the place, in PEM form. @default - one of the public authorities */
  readonly ca?: ConfigKey | SecretKey | undefined;
  /** The network peer of the place. */
  readonly peer: Peer;
  readonly port: Port;
}
