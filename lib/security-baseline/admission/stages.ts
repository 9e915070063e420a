import type { IConstruct } from 'constructs';
import { fail } from '../../checks/errors';
import { Cluster } from '../../cluster/cluster';

/** The answer of the cluster to an object that breaks a rule. */
export const STAGES = ['audit', 'warn', 'deny'] as const;
export type Stage = (typeof STAGES)[number];

/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#validation-actions */
export const ACTIONS: Readonly<Record<Stage, readonly string[]>> = {
  audit: ['Audit'],
  warn: ['Warn', 'Audit'],
  deny: ['Deny', 'Audit'],
};

/** The note for a cluster that cannot judge: the annotation of its Namespace. */
export function missingAdmission(stage: Stage, { version }: Cluster): string {
  return `admission: '${stage}' needs Kubernetes 1.30, and this is ${version}; the rules are checked at synth only`;
}

/** Checks a stage. Throws when a cluster is to refuse objects that has no admission policies. */
export function settleStage(scope: IConstruct, stage: Stage | undefined): void {
  const cluster = Cluster.of(scope);
  if (stage !== 'deny' || cluster.has('admissionPolicies')) return;
  const fix = "use 'audit', which leaves a note in the Namespace, or set the version that the cluster has";
  fail(scope, "admission: 'deny' needs Kubernetes 1.30", cluster.version, fix);
}
