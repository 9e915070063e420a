import { fail } from '../checks/errors';
import { checkProps, type Kinds, LIST, needed, oneOf, TABLE, TEXT } from '../checks/kinds';
import { CloudIdentity } from '../identity/cloud-identity';
import type { Peer } from '../network/peer';
import type { PortLike } from '../network/port';
import type { ConfigKey } from '../relations/env-value';
import { CA, PEER, PORT } from '../relations/reference-kinds';
import { SecretKey } from '../relations/secret-key';
import { keyOrIdentity } from './credential-kinds';
import { endpointOf, plainUrl } from './endpoint';
import type { ObjectStoreModel } from './object-store-model';
import { freeOptions } from './rclone-options';
import { rootOf } from './root';

export interface AzureProps {
  /** The storage account. Its keys, or those of the container's encryption scope, encrypt the objects. */
  readonly account: string;
  /** The container in it, which exists. */
  readonly container: string;
  /** The prefix of the names of all objects: `production/orders`. @default - none */
  readonly prefix?: string;
  /** A key of the storage account in a Secret, or the cloud identity of the pods. */
  readonly credentials: SecretKey | CloudIdentity;
  /** The access tier of the objects. The archive, which takes hours to read, is refused. @default - that of the account */
  readonly accessTier?: 'hot' | 'cool' | 'cold';
  /**
   * The URL of the account in another cloud or on Azure Stack: `https://acmebackups.blob.core.usgovcloudapi.net`.
   * @default - the account below `blob.core.windows.net`
   */
  readonly endpoint?: string;
  /** The CA certificate of the endpoint, in PEM form. @default - one of the public authorities */
  readonly ca?: ConfigKey | SecretKey;
  /** The network peer of the endpoint, required for a Service of the cluster: its pods. @default - the endpoint's host */
  readonly peer?: Peer;
  /** The port that those pods listen on. @default - the endpoint's */
  readonly port?: PortLike;
  /** The address ranges of the account, if it has a private endpoint. @default - every public address, or the host by name on Cilium */
  readonly ranges?: readonly string[];
  /**
   * More options of rclone's backend, as in its configuration: `{ list_chunk: '1000' }`. Throws on unknown names, on values of
   * another type, on secrets, and on options for which there is a prop: https://rclone.org/azureblob/#advanced-options
   * @default - none
   */
  readonly options?: Readonly<Record<string, string>>;
}

const KINDS: Kinds<AzureProps> = {
  account: needed(TEXT),
  container: needed(TEXT),
  prefix: TEXT,
  credentials: keyOrIdentity("use SecretKey.of('backups', 'account-key')"),
  accessTier: oneOf('hot', 'cool', 'cold'),
  endpoint: TEXT,
  ca: CA,
  peer: PEER,
  port: PORT,
  ranges: LIST,
  options: TABLE,
};

/** The options of rclone that other props set. */
const OWN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      'client_certificate_path',
      'client_id',
      'client_send_certificate_chain',
      'env_auth',
      'msi_client_id',
      'msi_mi_res_id',
    ]
      .concat('msi_object_id', 'service_principal_file', 'tenant', 'use_az', 'use_emulator', 'use_msi', 'username')
      .map((name) => [name, 'credentials']),
  ),
  access_tier: 'accessTier',
  account: 'account',
  archive_tier_delete: 'accessTier',
  endpoint: 'endpoint',
  no_check_container: 'container, which exists',
  public_access: 'container, which exists',
};

/** Returns a model of rclone's backend: https://rclone.org/azureblob/ */
export function azure(props: AzureProps): ObjectStoreModel {
  const { account, container, prefix, credentials } = checkProps(undefined, props, KINDS, 'ObjectStore.azure');
  const { accessTier, endpoint, ca } = props;
  if (!/^[a-z0-9]{3,24}$/.test(account)) {
    fail(undefined, 'account must be the name of a storage account', account, 'use 3 to 24 of a-z and 0-9');
  }
  if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/.test(container)) {
    const fix = 'use 3 to 63 of a-z, 0-9 and inner dashes';
    fail(undefined, 'container must be the name of a container of Azure', container, fix);
  }
  const at = plainUrl(endpoint ?? `https://${account}.blob.core.windows.net`);
  if (at.includes('.blob.') && new URL(at).hostname.split('.')[0] !== account) {
    fail(undefined, 'endpoint must be that of the account', at, `use https://${account}.blob.…`);
  }
  return {
    url: `${at}/${rootOf(container, prefix)}`,
    root: rootOf(container, prefix),
    options: {
      TYPE: 'azureblob',
      ACCOUNT: account,
      ENV_AUTH: `${credentials instanceof CloudIdentity}`,
      NO_CHECK_CONTAINER: 'true',
      ...(accessTier !== undefined && { ACCESS_TIER: accessTier }),
      ...(endpoint !== undefined && { ENDPOINT: endpoint }),
      ...freeOptions('azureblob', props.options ?? {}, OWN),
    },
    ...(credentials instanceof SecretKey ? { secrets: { KEY: credentials } } : { identity: credentials }),
    ca,
    ...endpointOf(at, props),
  };
}
