import { fail } from '../checks/errors';
import { dnsLabel } from '../checks/formats';
import { checkProps, type Kinds, needed, TEXT } from '../checks/kinds';

/** A Vault to which the cluster logs in by tokens of ServiceAccounts. */
export interface VaultProps {
  /** The URL of Vault: `https://vault.example.com:8200`. */
  readonly address: string;
  /** The role of Vault's Kubernetes auth method. Its `audience` must be `vault`. */
  readonly role: string;
  /** The mount of the key-value engine, version 2. @default 'secret' */
  readonly mount?: string;
  /** The mount of the Kubernetes auth method. @default 'kubernetes' */
  readonly authMount?: string;
  /** The name of the SecretStore, and of the ServiceAccount whose tokens log in. @default 'vault' */
  readonly name?: string;
}

const VAULT: Kinds<VaultProps> = {
  address: needed(TEXT),
  role: needed(TEXT),
  mount: TEXT,
  authMount: TEXT,
  name: TEXT,
};

/** The audience of the tokens for Vault: the API server refuses them. */
export const VAULT_AUDIENCE = 'vault';

const ADDRESS = /^https:\/\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/;
const MOUNT = /^[a-zA-Z0-9]([-_./a-zA-Z0-9]*[a-zA-Z0-9])?$/;

/**
 * A Vault, or an OpenBao, from which secrets come.
 *
 * @example AddOn.externalSecrets({ store: Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'shop' }) })
 * @see https://developer.hashicorp.com/vault/docs/auth/kubernetes
 */
export class Vault {
  /**
   * A Vault that knows ServiceAccounts of the cluster. Throws on an address without TLS or with a path, and on an empty role.
   */
  static kubernetes(props: VaultProps): Vault {
    const {
      address,
      role,
      mount = 'secret',
      authMount = 'kubernetes',
      name = 'vault',
    } = checkProps(undefined, props, VAULT, 'Vault.kubernetes');
    if (!ADDRESS.test(address)) {
      const near = /^http:/.test(address) ? address.replace(/^http:/, 'https:').replace(/\/+$/, '') : undefined;
      const fix =
        near !== undefined && ADDRESS.test(near) ? `use ${near}` : 'use a form such as https://vault.example.com:8200';
      fail(undefined, 'the address of a Vault must be an https URL without a path', address, fix);
    }
    if (role.trim() === '') {
      fail(undefined, 'the role of a Vault must be a name', role, 'name a role of its Kubernetes auth method');
    }
    for (const [what, path] of Object.entries({ mount, 'auth mount': authMount })) {
      if (MOUNT.test(path)) continue;
      const fix = 'use its path without slashes at the ends, such as secret';
      fail(undefined, `the ${what} of a Vault must be a path`, path, fix);
    }
    dnsLabel(undefined, 'the name of a Vault', name);
    return new Vault(address, role, mount, authMount, name);
  }

  /** No other object has this type. */
  declare private readonly nominal: never;

  private constructor(
    readonly address: string,
    readonly role: string,
    readonly mount: string,
    readonly authMount: string,
    readonly name: string,
  ) {}
}
