import { fail } from '../../checks/errors';
import { dnsLabel, dnsName } from '../../checks/formats';
import { checkProps, needed, TEXT } from '../../checks/kinds';
import type { AddOnFacts } from './facts';

/** The Gateway that hosts are attached to. */
export interface GatewayReference {
  readonly name: string;
  /** The namespace of the Gateway. */
  readonly namespace: string;
  /**
   * The name of its GatewayClass, such as `cilium` or `gke-l7-rilb`. It says from where requests come.
   * @default - that of GKE's own Gateways on GKE; not known on other clusters
   */
  readonly class?: string;
  /** The name of its HTTPS listener. @default - routes attach to every listener that lets them */
  readonly https?: string;
  /** The name of its plain HTTP listener, from which requests are sent to HTTPS. Needs `https`. @default - no redirect */
  readonly http?: string;
}

/** The Gateway API with one Gateway: https://gateway-api.sigs.k8s.io/guides/getting-started/ */
export const gateway = {
  title: 'a Gateway',
  call: "AddOn.gateway({ name: 'edge', namespace: 'gateways' })",
  apiVersion: 'gateway.networking.k8s.io/v1',
  kinds: ['GRPCRoute', 'HTTPRoute'],
  settle: (options: GatewayReference): GatewayReference => {
    const kinds = { name: needed(TEXT), namespace: needed(TEXT), class: TEXT, https: TEXT, http: TEXT };
    const { name, namespace, https, http } = checkProps(undefined, options, kinds, 'AddOn.gateway');
    dnsName(undefined, 'the name of a Gateway', name);
    dnsLabel(undefined, 'the namespace of a Gateway', namespace);
    for (const listener of [http, https]) {
      if (listener !== undefined) dnsName(undefined, 'the name of a listener', listener);
    }
    if (http !== undefined && (https === undefined || https === http)) {
      const fix = 'give the name of the HTTPS listener as https, or leave out http';
      fail(undefined, 'a redirect to HTTPS needs two listeners', `http ${http}, https ${https ?? 'nothing'}`, fix);
    }
    return options;
  },
} as const satisfies AddOnFacts;
