import type { Construct } from 'constructs';
import type { Labels } from '../manifest/labels';
import { CiliumPolicy, toPorts } from './cilium-policy';
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
  new CiliumPolicy(scope, 'FromEntities', {
    name: `${own}-from-${fromEntities.join('-')}`,
    selector,
    labels,
    rules: () => ({ ingress: [{ fromEntities: [...fromEntities], toPorts: toPorts(ports) }] }),
  });
}
