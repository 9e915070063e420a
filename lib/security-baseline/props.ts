import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { ObjectReference } from './verify';
import type { Waiver } from './waiver';

/**
 * How much the pods of a namespace may ask for together.
 *
 * What is not said is twice what the app's own manifests ask for at their peak, with every autoscaler at its maximum and
 * every Deployment in the middle of a rollout, and at least 10 CPUs, 20Gi of memory, 100 pods, 100Gi of storage and
 * 20 claims. What is said must be enough for that peak once.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export interface Quota {
  /** The sum of CPU requests. @default - derived */
  readonly cpu?: Cpu;
  /** The sum of memory requests. @default - derived */
  readonly memory?: Size;
  /** The sum of what PersistentVolumeClaims request. @default - derived */
  readonly storage?: Size;
  /** How many pods there may be that have not ended. @default - derived */
  readonly pods?: number;
  /** How many PersistentVolumeClaims there may be. @default - derived */
  readonly claims?: number;
}

export interface SecurityBaselineProps {
  /**
   * The Pod Security Standard that the namespace enforces; it warns of and audits `restricted` in any case.
   * @default 'restricted'
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** How much the pods of the namespace may ask for together. @default - derived from the app's own manifests */
  readonly quota?: Quota;
  /** Objects outside the app that its manifests refer to. @default - none but what constructs declare themselves */
  readonly external?: readonly ObjectReference[];
  /** What may break a rule, and why. @default - nothing */
  readonly waivers?: readonly Waiver[];
  /**
   * The day with which the expiry of waivers is compared. Only a waiver with an expiry makes synth depend on it.
   * @default - today
   */
  readonly now?: Date;
}
