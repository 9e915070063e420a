import { dnsName } from '../../checks/formats';
import { checkProps, needed, oneOf, TEXT } from '../../checks/kinds';
import type { AddOnFacts } from './facts';

/** The signer of certificates: https://cert-manager.io/docs/concepts/issuer/ */
export interface CertificateIssuer {
  readonly issuer: string;
  /** A `ClusterIssuer` signs for every namespace, an `Issuer` for its own. @default 'ClusterIssuer' */
  readonly kind?: 'ClusterIssuer' | 'Issuer';
}

/** cert-manager: https://cert-manager.io/docs/installation/ */
export const certManager = {
  title: 'cert-manager',
  call: "AddOn.certManager({ issuer: 'internal-ca' })",
  apiVersion: 'cert-manager.io/v1',
  kinds: ['Certificate'],
  settle: (options: CertificateIssuer): Required<CertificateIssuer> => {
    const kinds = { issuer: needed(TEXT), kind: oneOf('ClusterIssuer', 'Issuer') };
    checkProps(undefined, options, kinds, 'AddOn.certManager');
    const { issuer, kind = 'ClusterIssuer' } = options;
    return { issuer: dnsName(undefined, 'the name of an issuer', issuer), kind };
  },
} as const satisfies AddOnFacts;
