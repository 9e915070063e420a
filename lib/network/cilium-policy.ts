import type { Construct } from 'constructs';
import { cilium } from '../cluster/add-ons/cilium';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { PlainObject } from '../manifest/plain-object';
import { reserve } from '../registry/names';
import type { Port } from './port';

/** The pods that a policy of Cilium selects, and its name. */
export interface CiliumPolicyProps {
  readonly name: string;
  readonly selector: Labels;
  readonly labels: Labels;
  /** Returns the rules: `ingress` or `egress`. */
  readonly rules: () => JsonObject;
}

/** A CiliumNetworkPolicy: https://docs.cilium.io/en/stable/security/policy/language/ */
export class CiliumPolicy extends PlainObject {
  constructor(scope: Construct, id: string, { name, selector, labels, rules }: CiliumPolicyProps) {
    super(scope, id, {
      apiVersion: cilium.apiVersion,
      kind: 'CiliumNetworkPolicy',
      name,
      labels,
      fields: () => ({ spec: { endpointSelector: { matchLabels: selector }, ...rules() } }),
    });
    reserve(this, 'CiliumNetworkPolicy', name);
  }
}

/** Returns the `toPorts` of a rule. */
export function toPorts(ports: readonly Port[]): readonly JsonObject[] {
  return [{ ports: ports.map(({ number, protocol }) => ({ port: `${number}`, protocol })) }];
}
