import { isIP } from 'node:net';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsName, isLabel, wholeNumber } from '../checks/formats';
import { seconds } from '../checks/quantity';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { Dns, PlacementProps, Toleration } from './placement-props';

/** Labels of the nodes that a cloud may take back. Any one of them is enough. */
const SPOT: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  /** Managed node groups, and Karpenter: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html */
  eks: [
    ['eks.amazonaws.com/capacityType', 'SPOT'],
    ['karpenter.sh/capacity-type', 'spot'],
  ],
  /** https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms */
  gke: [['cloud.google.com/gke-spot', 'true']],
  /** Its nodes have a taint of the same name: https://learn.microsoft.com/azure/aks/spot-node-pool */
  aks: [['kubernetes.azure.com/scalesetpriority', 'spot']],
};

/** The fields of a pod that decide which nodes it runs on, with its DNS settings. */
export function placement(scope: Construct, props: PlacementProps): JsonObject {
  const { arch, nodeSelector = {}, priorityClass, spot } = props;
  const other = nodeSelector['kubernetes.io/arch'];
  if (arch !== undefined && other !== undefined && other !== arch) {
    fail(scope, 'arch and nodeSelector must ask for one architecture', `${arch} and ${other}`, 'remove one of the two');
  }
  const labels = arch === undefined ? nodeSelector : { 'kubernetes.io/arch': arch, ...nodeSelector };
  for (const [key, value] of Object.entries(labels)) {
    if (!isLabel(key, value)) {
      fail(scope, 'a label of nodes must be one that Kubernetes takes', `${key}: ${value}`, 'correct it');
    }
  }
  const marks = spot === undefined ? [] : spotMarks(scope);
  const tolerations = [...(props.tolerations ?? []).map((t) => toleration(scope, t)), ...spotTolerations(scope, marks)];
  return {
    nodeSelector: Object.keys(labels).length > 0 ? { ...labels } : undefined,
    affinity: marks.length > 0 ? { nodeAffinity: spotAffinity(marks, spot === 'require') } : undefined,
    tolerations: tolerations.length > 0 ? tolerations : undefined,
    priorityClassName: priorityClass === undefined ? undefined : dnsName(scope, 'priorityClass', priorityClass),
    ...dns(scope, props.dns ?? {}),
  };
}

/** The ranges of the name servers that an app uses besides those of the cluster, one address each. */
export function nameServers({ dns: { nameservers = [] } = {} }: PlacementProps): readonly string[] {
  return nameservers.map((address) => `${address}/${isIP(address) === 6 ? 128 : 32}`);
}

function spotMarks(scope: Construct): readonly (readonly [string, string])[] {
  const { preset } = Cluster.of(scope);
  const marks = SPOT[preset];
  if (!marks) {
    const fix = 'use Cluster.eks, gke or aks, or say it with nodeSelector and tolerations';
    return fail(scope, 'how the cluster marks spot nodes must be known', `cluster ${preset}`, fix);
  }
  return marks;
}

function spotAffinity(marks: readonly (readonly [string, string])[], required: boolean): JsonObject {
  const terms = marks.map(([key, value]) => ({ matchExpressions: [{ key, operator: 'In', values: [value] }] }));
  if (required) return { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  return {
    preferredDuringSchedulingIgnoredDuringExecution: terms.map((preference) => ({ preference, weight: 50 })),
  };
}

function spotTolerations(scope: Construct, marks: readonly (readonly [string, string])[]): readonly JsonObject[] {
  if (Cluster.of(scope).preset === 'eks') return [];
  return marks.map(([key, value]) => ({ key, operator: 'Equal', value, effect: 'NoSchedule' }));
}

function toleration(scope: Construct, { key, value, effect, evictAfter }: Toleration): JsonObject {
  if (key === undefined && value !== undefined)
    fail(scope, 'a toleration with a value needs a key', value, 'give the key');
  if (!isLabel(key ?? 'any', value ?? '')) {
    fail(scope, 'a toleration must name a taint', `${key}: ${value}`, 'use a key such as dedicated');
  }
  if (evictAfter !== undefined && effect !== 'NoExecute') {
    fail(scope, 'only a toleration of NoExecute can be for a time', effect, "set effect: 'NoExecute'");
  }
  const tolerationSeconds =
    evictAfter && wholeNumber(scope, 'the seconds of a toleration', seconds(evictAfter), 0, 2 ** 31 - 1);
  return { key, operator: value === undefined ? 'Exists' : 'Equal', value, effect, tolerationSeconds };
}

function dns(scope: Construct, { cluster = true, ndots = 2, searches = [], nameservers = [] }: Dns): JsonObject {
  const wrong = nameservers.find((address) => isIP(address) === 0 || address.includes('%'));
  if (wrong !== undefined) fail(scope, 'a name server must be an address', wrong, 'use a form such as 10.0.0.10');
  if (nameservers.length > 3)
    fail(scope, 'dns.nameservers must be at most 3', nameservers, 'remove the others; resolvers ask three');
  if (!cluster && nameservers.length === 0) {
    fail(scope, 'dns needs somebody to ask', 'cluster: false without nameservers', 'give nameservers');
  }
  for (const domain of searches) dnsName(scope, 'a search domain', domain);
  if (searches.length > 32) fail(scope, 'dns.searches must be at most 32', searches.length, 'remove some');
  return {
    dnsPolicy: cluster ? undefined : 'None',
    dnsConfig: {
      nameservers: nameservers.length > 0 ? [...nameservers] : undefined,
      searches: searches.length > 0 ? [...searches] : undefined,
      options: [{ name: 'ndots', value: `${wholeNumber(scope, 'dns.ndots', ndots, 0, 15)}` }],
    },
  };
}
