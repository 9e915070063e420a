import { fail } from '../checks/errors';
import type { GatewayReference } from './add-ons/gateway';
import type { ClusterProps } from './cluster-props';
import {
  type ControllerFacts,
  controllerOf,
  GKE_GATEWAY,
  gatewayController,
  INGRESS_CONTROLLERS,
  type IngressController,
} from './controllers';
import { GOOGLE_RANGES, type Profile } from './presets';

/** The sources of requests for hosts, as policies name them, and the controller that they come from. */
export interface Entrance {
  /** The controller of Ingresses; `undefined` where it is not known, and where a Gateway takes the requests. */
  readonly ingress: IngressController | undefined;
  /** The controller of Ingresses or of the Gateway; `undefined` where it is not known. */
  readonly controller: ControllerFacts | undefined;
  /** The namespaces with pods of the controller. */
  readonly namespaces: readonly string[];
  /** The address ranges of load balancers, and of nodes. */
  readonly ranges: readonly string[];
  /** The identities that Cilium gives to traffic that comes from no pod. */
  readonly entities: readonly string[];
}

/** The namespaces in which the guides of controllers run the proxies of Gateways, if not in that of the Gateway. */
const GATEWAY_NAMESPACES = ['envoy-gateway-system', 'kong', 'traefik'];

type Given = Pick<
  ClusterProps,
  'ingressClass' | 'ingressController' | 'ingressNamespaces' | 'ingressNodes' | 'loadBalancerRanges'
>;

/** Returns the sources of requests for hosts. Throws when the network plugin cannot tell them apart. */
export function entranceOf(
  profile: Profile,
  given: Given,
  { gateway, cilium }: { readonly gateway?: GatewayReference | undefined; readonly cilium?: object | undefined },
): Entrance {
  const { ingressNodes = [], loadBalancerRanges = profile.loadBalancerRanges } = given;
  const ingress = gateway ? undefined : ingressControllerOf(profile, given);
  const gatewayClass = gateway && (gateway.class ?? profile.gatewayClass);
  const controller = ingress
    ? INGRESS_CONTROLLERS[ingress]
    : gatewayClass === undefined
      ? undefined
      : gatewayController(gatewayClass);
  if (controller?.place === 'cilium' && !cilium) {
    const fix = 'say installed: [AddOn.cilium()] in the Cluster, too';
    fail(undefined, `${controller.title} needs Cilium`, 'a cluster without', fix);
  }
  if (ingressNodes === 'all' && !cilium) {
    const fix = "give the ranges of the nodes: ingressNodes: ['10.0.0.0/24'], for example";
    fail(undefined, 'nodes must be told by their addresses, unless Cilium is the network plugin', 'all', fix);
  }
  const byCilium = cilium && (controller ? controller.place === 'cilium' : true);
  const isGoogle = controller?.place === 'cloud' && profile.gatewayClass === GKE_GATEWAY;
  const nodes = cilium || ingressNodes === 'all' ? [] : ingressNodes;
  return {
    ingress,
    controller,
    namespaces: given.ingressNamespaces ?? namespacesOf(profile, given, gateway, controller),
    ranges: [...new Set([...loadBalancerRanges, ...(isGoogle ? GOOGLE_RANGES : []), ...nodes])],
    entities: [...(byCilium ? ['ingress'] : []), ...(cilium && ingressNodes.length > 0 ? ['host', 'remote-node'] : [])],
  };
}

/** Returns the class that is said, the one that a class means, or that of a cluster without a class. */
function ingressControllerOf(
  profile: Profile,
  { ingressClass, ingressController }: Given,
): IngressController | undefined {
  if (ingressController !== undefined) return ingressController;
  return ingressClass === undefined ? profile.ingressController : controllerOf(ingressClass);
}

/** A controller that is only assumed may be another one, so its pods are let in, too. */
function namespacesOf(
  profile: Profile,
  { ingressClass, ingressController }: Given,
  gateway: GatewayReference | undefined,
  controller: ControllerFacts | undefined,
): readonly string[] {
  const isSaid = gateway ? gateway.class !== undefined : (ingressController ?? ingressClass) !== undefined;
  if (isSaid && controller && controller.place !== 'pods') return [];
  if (!gateway) return profile.ingressNamespaces;
  if (!isSaid) return [...new Set([gateway.namespace, ...GATEWAY_NAMESPACES])];
  return [...new Set([gateway.namespace, ...(controller?.namespaces ?? [])])];
}
