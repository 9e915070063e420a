import type { CloudIdentity } from '../../../identity/cloud-identity';
import type { Peer } from '../../../network/peer';
import type { Port } from '../../../network/port';
import type { ConfigKey } from '../../../relations/env-value';
import type { SecretKey } from '../../../relations/secret-key';

/** The settings with which rclone reaches a place, and the connections that the network must open for it: https://rclone.org/docs/#environment-variables */
export interface ObjectStoreModel {
  /** The address of the objects, for people and to tell places apart: `https://s3.eu-west-1.amazonaws.com/acme-backups/orders`. */
  readonly url: string;
  /** The bucket and what the names of all objects begin with: `acme-backups/orders`. Where there are directories, it must exist. */
  readonly root: string;
  /** Options of rclone's backend, by the ends of their variables' names: `{ TYPE: 's3', REGION: 'eu-west-1' }`. */
  readonly options: Readonly<Record<string, string>>;
  /** Options that are secret. @default - none */
  readonly secrets?: Readonly<Record<string, SecretKey>>;
  /** The identity of the pods to the cloud, in place of secrets. @default - none */
  readonly identity?: CloudIdentity;
  /** The certificate of who signed the certificate of the place. @default - one of the public authorities */
  readonly ca?: ConfigKey | SecretKey;
  /** The peer that answers there. */
  readonly peer: Peer;
  readonly port: Port;
}
