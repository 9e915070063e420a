import { fail } from '../checks/errors';
import { FLAG, type Kinds } from '../checks/kinds';

/**
 * The parts of the cluster whose metrics pods can read. The parts of a control plane by kubeadm answer to their own node only, unless
 * they are told otherwise: `--bind-address` of the scheduler and of the controller manager, `--listen-metrics-urls` of etcd, and
 * `metricsBindAddress` of kube-proxy. Managed clusters do not show them.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/system-metrics/
 */
export interface AnsweringParts {
  /** The controller manager, by HTTPS at port 10257. @default false */
  readonly controllerManager?: boolean;
  /** CoreDNS, at port 9153. @default true for EKS, AKS, kind and k3s */
  readonly coreDns?: boolean;
  /** etcd, by HTTP at port 2381. @default false */
  readonly etcd?: boolean;
  /** kube-proxy, by HTTP at port 10249. @default false */
  readonly kubeProxy?: boolean;
  /** The scheduler, by HTTPS at port 10259. @default false */
  readonly scheduler?: boolean;
}

/** The name of a part. */
export type AnsweringPart = keyof AnsweringParts;

export const ANSWERING: Kinds<AnsweringParts> = {
  controllerManager: FLAG,
  coreDns: FLAG,
  etcd: FLAG,
  kubeProxy: FLAG,
  scheduler: FLAG,
};

/** The parts that are pods of `kube-system` in a cluster by kubeadm. */
export const BY_KUBEADM: readonly AnsweringPart[] = ['controllerManager', 'coreDns', 'etcd', 'kubeProxy', 'scheduler'];

/**
 * Returns the parts that answer. Throws when one is said to, and the kind of cluster hides it or does not run it as a pod of
 * `kube-system`.
 */
export function answeringParts(
  preset: string,
  { canAnswer, coreDns }: { readonly canAnswer: readonly AnsweringPart[]; readonly coreDns: boolean },
  given: AnsweringParts,
): ReadonlySet<AnsweringPart> {
  const settled = { coreDns, ...given };
  const parts = BY_KUBEADM.filter((part) => settled[part] === true);
  for (const part of parts) {
    if (canAnswer.includes(part)) continue;
    fail(
      undefined,
      `${part} of a cluster of kind ${preset} shows no metrics to pods`,
      `answers: { ${part}: true }`,
      'leave it out',
    );
  }
  return new Set(parts);
}
