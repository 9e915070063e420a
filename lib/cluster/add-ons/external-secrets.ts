import { fail } from '../../checks/errors';
import { dnsName } from '../../checks/formats';
import { checkProps, either, type Kinds, made, oneOf, TEXT } from '../../checks/kinds';
import { Vault } from '../vault';
import type { AddOnFacts } from './facts';

/** A store from which External Secrets reads: a Vault, or the name of a store that is in the cluster. */
export type SecretStoreName = string | Vault;

/** The installation of External Secrets, and the store that keys name no other for. */
export interface ExternalSecretsAddOn {
  /** The name of a store that the cluster has, or a Vault, for which each namespace gets a SecretStore. @default - keys name one */
  readonly store?: SecretStoreName;
  /** A `ClusterSecretStore` serves every namespace, a `SecretStore` its own. @default 'ClusterSecretStore' */
  readonly kind?: 'ClusterSecretStore' | 'SecretStore';
}

/** The kind of a store in props. */
export const STORE = {
  ...either(
    TEXT,
    made(Vault, 'a Vault', "use Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'shop' })"),
  ),
  what: 'the name of a store, or a Vault',
};

const OPTIONS: Kinds<ExternalSecretsAddOn> = { store: STORE, kind: oneOf('ClusterSecretStore', 'SecretStore') };

/** Returns the store. Throws on a name that Kubernetes does not take, such as a path. */
export function storeOf(store: SecretStoreName | undefined): SecretStoreName | undefined {
  if (typeof store !== 'string') return store;
  if (store.includes('/')) {
    const fix = `use ${store.split('/').filter(Boolean).at(-1) ?? 'vault'}, and put the path into the key`;
    fail(undefined, 'a store must be the name of a SecretStore, without a path', store, fix);
  }
  return dnsName(undefined, 'the name of a store', store);
}

/** External Secrets: https://external-secrets.io/latest/introduction/getting-started/ */
export const externalSecrets = {
  title: 'External Secrets',
  call: "AddOn.externalSecrets({ store: 'vault' })",
  apiVersion: 'external-secrets.io/v1',
  kinds: ['ExternalSecret', 'SecretStore'],
  settle: (options: ExternalSecretsAddOn): ExternalSecretsAddOn & Required<Pick<ExternalSecretsAddOn, 'kind'>> => {
    const { store, kind = 'ClusterSecretStore' } = checkProps(undefined, options, OPTIONS, 'AddOn.externalSecrets');
    return { store: storeOf(store), kind };
  },
} as const satisfies AddOnFacts;
