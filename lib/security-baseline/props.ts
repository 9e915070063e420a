import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import { CPU, DATE, FLAG, type Kinds, listOf, made, NUMBER, object, oneOf, SIZE } from '../checks/kinds';
import { ACCESS, type AccessProps } from './access/props';
import { STAGES } from './admission/stages';
import { IMAGE_SCANNING, type ImageScanningProps } from './scanning/props';
import { Signature } from './signatures/signature';
import { EXTERNAL, type ObjectReference, REGISTRIES, WAIVERS } from './verify';
import type { Waiver, WaiverProps } from './waiver';

/**
 * Upper limits for what all pods of a namespace request together.
 *
 * The peak of the app is what its own manifests request with every autoscaler at its maximum, every Deployment and Rollout in
 * the middle of a rollout, and the old pods ending, because Kubernetes counts a pod until it is gone. The default of each field
 * is a quarter more than that peak, and twice the peak for storage and claims. It is at least 10 CPUs, 20Gi of memory, 100 pods,
 * 100Gi of storage and 20 claims. A value that is given must be at least the peak.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export interface Quota {
  /** Sum of CPU requests. @default - derived */
  readonly cpu?: Cpu;
  /** Sum of memory requests. @default - derived */
  readonly memory?: Size;
  /** Sum of the storage that PersistentVolumeClaims request. @default - derived */
  readonly storage?: Size;
  /** Number of pods that have not ended. @default - derived */
  readonly pods?: number;
  /** Number of PersistentVolumeClaims. @default - derived */
  readonly claims?: number;
}

export interface SecurityBaselineProps {
  /**
   * Pod Security Standard that the namespace enforces. Warnings and audits always use `restricted`.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /**
   * Lets the cluster judge the objects of the namespace by the same rules, in ValidatingAdmissionPolicies: `audit` writes what breaks a
   * rule to the audit log, `warn` also tells the client, and `deny` refuses it. Rules about what may stand in a repository are left
   * out. The policies are in the chart `admission` and apply with rights for the whole cluster. Kubernetes has them from 1.30: below,
   * `audit` and `warn` leave a note in the Namespace, and `deny` is an error.
   * @default - none: the rules are checked at synth only
   */
  readonly admission?: 'audit' | 'warn' | 'deny';
  /** Upper limits for what the pods of the namespace request together. @default - derived from the app's own manifests */
  readonly quota?: Quota;
  /** Objects outside the app that its manifests refer to. @default - only those that constructs declare themselves */
  readonly external?: readonly ObjectReference[];
  /**
   * The registries that images may come from, or parts of them: `ghcr.io/acme`. Images without a registry are from `docker.io`. They
   * are judged as they are in the manifests, so after `images` of the App.
   * @default - any
   */
  readonly registries?: readonly string[];
  /** True if each image must be named by its digest. @default false */
  readonly digests?: boolean;
  /**
   * The signatures that images must have. Kyverno (`AddOn.kyverno()`) checks them when a pod is made, and does what `admission` says:
   * without it, a pod without the signature is refused.
   * @default - none are asked for
   */
  readonly signatures?: readonly Signature[];
  /**
   * Looks for vulnerabilities in the images of the app, on its cluster, by a schedule. One baseline of a cluster does so for all namespaces. Where
   * the cluster has the Trivy Operator (`AddOn.trivyOperator()`), that scans, and the Namespace says so.
   * @default - nothing is scanned
   */
  readonly imageScanning?: ImageScanningProps;
  /** Exceptions from rules, with their reasons. @default - none */
  readonly waivers?: readonly (WaiverProps | Waiver)[];
  /** The access of people to the namespace, by their groups. @default - the baseline gives none */
  readonly access?: AccessProps;
  /**
   * Date with which the expiry of waivers and of ignored vulnerabilities and the end of `access.breakGlass` are compared. Only these make
   * the output of synth depend on it.
   * @default - today
   */
  readonly now?: Date;
}

const QUOTA: Kinds<Quota> = { cpu: CPU, memory: SIZE, storage: SIZE, pods: NUMBER, claims: NUMBER };

export const SECURITY_BASELINE: Kinds<SecurityBaselineProps> = {
  podSecurity: oneOf('restricted', 'baseline', 'privileged'),
  admission: oneOf(...STAGES),
  quota: object(QUOTA),
  external: EXTERNAL,
  registries: REGISTRIES,
  digests: FLAG,
  signatures: listOf(
    made(Signature, 'a Signature', "use Signature.key({ images: ['ghcr.io/acme/*'], key })"),
    'a list of Signatures',
  ),
  imageScanning: object(IMAGE_SCANNING),
  waivers: WAIVERS,
  access: object(ACCESS),
  now: DATE,
};
