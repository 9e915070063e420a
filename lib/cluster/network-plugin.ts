import { fail } from '../checks/errors';
import { isReason } from '../checks/reason';

/** A network plugin, as it is usually installed. */
export type NetworkPlugin =
  | 'antrea'
  | 'aws-vpc-cni'
  | 'aws-vpc-cni-with-policies'
  | 'azure-cni'
  | 'azure-cni-with-policies'
  | 'bridge'
  | 'calico'
  | 'canal'
  | 'cilium'
  | 'flannel'
  | 'kindnet'
  | 'kube-router'
  | 'ovn-kubernetes';

/** The network plugins by name, and if they enforce NetworkPolicies as they are usually installed. A new plugin is one line. */
export const NETWORK_PLUGINS: Readonly<Record<NetworkPlugin, boolean>> = {
  antrea: true,
  /** Only with its network policy controller: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html */
  'aws-vpc-cni': false,
  'aws-vpc-cni-with-policies': true,
  'azure-cni': false,
  'azure-cni-with-policies': true,
  bridge: false,
  calico: true,
  canal: true,
  cilium: true,
  /** https://github.com/flannel-io/flannel: it is about the network, not about policies. k3s adds kube-router to it. */
  flannel: false,
  kindnet: true,
  'kube-router': true,
  'ovn-kubernetes': true,
};

const ENFORCING = Object.entries(NETWORK_PLUGINS)
  .filter(([, enforces]) => enforces)
  .map(([name]) => name);

/**
 * Checks that the network plugin of a cluster enforces policies. Throws when it does not and no reason accepts it, and when a reason
 * accepts nothing.
 */
export function checkPlugin(cni: NetworkPlugin | undefined, reason: string | undefined): void {
  const isOpen = cni !== undefined && !NETWORK_PLUGINS[cni];
  if (reason !== undefined && !isReason(reason)) {
    fail(undefined, 'openNetwork must say why, in three words or more', reason, 'say who protects the pods instead');
  }
  if (reason !== undefined && !isOpen) {
    const fix = 'remove openNetwork, or name the plugin in cni';
    fail(undefined, 'openNetwork is for a network plugin that enforces no NetworkPolicy', cni, fix);
  }
  if (isOpen && reason === undefined) {
    const fix = `install one that does, such as ${ENFORCING.slice(0, 3).join(', ')}, or accept it with openNetwork and a reason`;
    fail(undefined, 'the network plugin must enforce NetworkPolicies, or every pod is open to all others', cni, fix);
  }
}
