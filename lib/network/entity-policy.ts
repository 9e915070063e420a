import type { Construct } from 'constructs';
import { cilium } from '../cluster/add-ons/cilium';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { reserve } from '../registry/names';
import type { Port } from './port';

/** The pods that a policy selects. */
interface Selected {
  readonly scope: Construct;
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
}

/**
 * Makes a CiliumNetworkPolicy that lets in traffic from no pod, by the identity that Cilium gives it: requests through its own
 * Ingress or Gateway come from `ingress`, and those of proxies in the network of a node from `host` or `remote-node`. No selector
 * of a NetworkPolicy matches them.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/#entities-based
 */
export function entityPolicy(
  { scope, name: own, selector, labels }: Selected,
  fromEntities: readonly string[],
  ports: readonly Port[],
): void {
  const name = `${own}-from-${fromEntities.join('-')}`;
  const policy = new PlainObject(scope, 'FromEntities', {
    apiVersion: cilium.apiVersion,
    kind: 'CiliumNetworkPolicy',
    name,
    labels,
    fields: () => ({
      spec: {
        endpointSelector: { matchLabels: selector },
        ingress: [
          {
            fromEntities: [...fromEntities],
            toPorts: [{ ports: ports.map(({ number, protocol }) => ({ port: `${number}`, protocol })) }],
          },
        ],
      },
    }),
  });
  reserve(policy, 'CiliumNetworkPolicy', name);
}
