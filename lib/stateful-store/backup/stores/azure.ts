import { fail } from '../../../checks/errors';
import { checkProps, type Kinds, LIST, needed, TEXT } from '../../../checks/kinds';
import { CloudIdentity } from '../../../identity/cloud-identity';
import { Port } from '../../../network/port';
import { External } from '../../../relations/external';
import { SecretKey } from '../../../relations/secret-key';
import { keyOrIdentity } from './credential-kinds';
import type { ObjectStoreModel } from './object-store-model';
import { rootOf } from './root';

export interface AzureProps {
  /** The storage account. */
  readonly account: string;
  /** The container in it, which exists. */
  readonly container: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** A key of the storage account in a Secret, or the cloud identity of the pods. */
  readonly credentials: SecretKey | CloudIdentity;
  /** The address ranges of the account, if it has a private endpoint. @default - every public address, or the host by name on Cilium */
  readonly ranges?: readonly string[];
}

const KINDS: Kinds<AzureProps> = {
  account: needed(TEXT),
  container: needed(TEXT),
  prefix: TEXT,
  credentials: keyOrIdentity("use SecretKey.of('backups', 'account-key')"),
  ranges: LIST,
};

/** Returns a model of rclone's backend: https://rclone.org/azureblob/ */
export function azure(props: AzureProps): ObjectStoreModel {
  const { account, container, prefix, credentials, ranges } = checkProps(undefined, props, KINDS, 'ObjectStore.azure');
  if (!/^[a-z0-9]{3,24}$/.test(account)) {
    fail(undefined, 'account must be the name of a storage account', account, 'use 3 to 24 of a-z and 0-9');
  }
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container)) {
    const fix = 'use 3 to 63 of a-z, 0-9 and inner dashes';
    fail(undefined, 'container must be the name of a container of Azure', container, fix);
  }
  const host = `${account}.blob.core.windows.net`;
  return {
    url: `https://${host}/${rootOf(container, prefix)}`,
    root: rootOf(container, prefix),
    options: {
      TYPE: 'azureblob',
      ACCOUNT: account,
      ENV_AUTH: `${credentials instanceof CloudIdentity}`,
      NO_CHECK_CONTAINER: 'true',
    },
    ...(credentials instanceof SecretKey ? { secrets: { KEY: credentials } } : { identity: credentials }),
    peer: External.host(host, Port.tcp(443, 'https'), ranges).peer,
    port: Port.tcp(443, 'https'),
  };
}
