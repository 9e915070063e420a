import { checkProps, type Kinds, made, needed } from '../../checks/kinds';
import { Vault } from '../vault';
import type { AddOnFacts } from './facts';

/** The installation of the Secrets Store CSI driver, and the Vault that its provider reads. */
export interface SecretsStoreCsiAddOn {
  /** The Vault. Its role takes the ServiceAccounts of the pods that mount secrets. */
  readonly vault: Vault;
}

const OPTIONS: Kinds<SecretsStoreCsiAddOn> = {
  vault: needed(
    made(Vault, 'a Vault', "use Vault.kubernetes({ address: 'https://vault.example.com:8200', role: 'shop' })"),
  ),
};

/** The Secrets Store CSI driver, with the provider of Vault: https://secrets-store-csi-driver.sigs.k8s.io/ */
export const secretsStoreCsi = {
  title: 'the Secrets Store CSI driver',
  call: 'AddOn.secretsStoreCsi({ vault })',
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kinds: ['SecretProviderClass'],
  settle: (options: SecretsStoreCsiAddOn): SecretsStoreCsiAddOn =>
    checkProps(undefined, options, OPTIONS, 'AddOn.secretsStoreCsi'),
} as const satisfies AddOnFacts;
