/** Fields that are new in Kubernetes, or behind a switch: a server whose switch is off drops them silently. */
import type { AppManifests } from '../manifests';
import { type Definitions, type Field, fieldsOf, knownFields } from './schemas';

/**
 * The first minor version in which a server keeps the field by default: its feature gate is on since then. From
 * `pkg/features/kube_features.go` of Kubernetes 1.36.2, and of 1.27.4 for gates that are gone since; see
 * https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
 */
const ON_SINCE: Readonly<Record<string, number>> = {
  'apps.v1.StatefulSetSpec.ordinals': 27,
  'apps.v1.StatefulSetSpec.persistentVolumeClaimRetentionPolicy': 27,
  'autoscaling.v2.HPAScalingRules.tolerance': 35,
  // Only the value 0 is behind a switch, and the server refuses it.
  'autoscaling.v2.HorizontalPodAutoscalerSpec.minReplicas': 27,
  'autoscaling.v2.MetricSpec.containerResource': 27,
  'batch.v1.JobSpec.backoffLimitPerIndex': 29,
  'batch.v1.JobSpec.managedBy': 32,
  'batch.v1.JobSpec.maxFailedIndexes': 29,
  'batch.v1.JobSpec.podFailurePolicy': 27,
  'batch.v1.JobSpec.podReplacementPolicy': 29,
  'batch.v1.JobSpec.successPolicy': 31,
  'batch.v1.PodFailurePolicyRule.action': 27,
  'core.v1.Container.resizePolicy': 33,
  'core.v1.Container.restartPolicy': 29,
  'core.v1.Container.restartPolicyRules': 35,
  'core.v1.EnvVarSource.fileKeyRef': 35,
  'core.v1.LifecycleHandler.sleep': 30,
  // Only its namespace is behind a switch.
  'core.v1.PersistentVolumeClaimSpec.dataSourceRef': 27,
  'core.v1.PersistentVolumeClaimSpec.volumeAttributesClassName': 34,
  'core.v1.PodAffinityTerm.matchLabelKeys': 31,
  'core.v1.PodAffinityTerm.mismatchLabelKeys': 31,
  'core.v1.PodSecurityContext.appArmorProfile': 30,
  'core.v1.PodSecurityContext.seLinuxChangePolicy': 33,
  'core.v1.PodSecurityContext.supplementalGroupsPolicy': 33,
  'core.v1.PodSpec.hostnameOverride': 35,
  'core.v1.PodSpec.hostUsers': 33,
  'core.v1.PodSpec.resourceClaims': 34,
  'core.v1.PodSpec.resources': 34,
  'core.v1.PodSpec.schedulingGates': 27,
  'core.v1.ResourceRequirements.claims': 34,
  'core.v1.SecurityContext.appArmorProfile': 30,
  'core.v1.ServiceSpec.trafficDistribution': 31,
  'core.v1.Volume.image': 35,
  'core.v1.VolumeMount.recursiveReadOnly': 31,
  'policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy': 27,
};

/** The version whose fields are old: the oldest that the schemas go back to. */
export const OLDEST_SCHEMA = '1.25';

/** A later type is reached by a field of an older one, and that field suffices. */
function isYoung({ type, name, description }: Field, old: ReadonlySet<string>): boolean {
  return (old.has(type) && !old.has(name)) || /\balpha\b/i.test(description);
}

/**
 * @param definitions those of the target version
 * @param oldest those of {@link OLDEST_SCHEMA}
 * @returns fields that a server of the target version may drop, and young ones without an entry for the version they are on in
 */
export function tooYoung(
  apps: readonly AppManifests[],
  version: string,
  definitions: Definitions,
  oldest: Definitions,
): string[] {
  const minor = Number(version.split('.')[1]);
  const old = knownFields(oldest);
  const set = apps.flatMap((app) => app.manifests).flatMap((manifest) => fieldsOf(manifest, definitions));
  const young = set.filter((field) => isYoung(field, old)).map(({ name }) => name);
  return [...new Set(young)].flatMap((name) => {
    const since = ON_SINCE[name];
    if (since === undefined)
      return [`${name} is young or behind a switch; look up since when it is on, say it in young.ts`];
    return since <= minor ? [] : [`${name} is on since 1.${since} only`];
  });
}
