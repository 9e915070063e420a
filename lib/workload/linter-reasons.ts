import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { JsonObject } from '../manifest/json';
import { type HealthProps, healthOf } from './health';

/** https://docs.kubelinter.io/#/configuring-kubelinter?id=ignoring-violations-for-specific-cases */
const IGNORE = 'ignore-check.kube-linter.io';

/** The reasons why a workload fails checks of a linter, by the name of the check. */
export type Reasons = Readonly<Record<string, string | undefined>>;

/** Annotates a workload with the reasons why it fails checks of kube-linter, where Mainstay decides and not the app. */
export function explain(workload: { readonly metadata: ApiObjectMetadataDefinition }, reasons: Reasons): void {
  for (const [check, reason] of Object.entries(reasons)) {
    if (reason !== undefined) workload.metadata.addAnnotation(`${IGNORE}/${check}`, reason);
  }
}

/** Returns the reasons for missing probes, if the app says nothing about them. */
export function missingProbes(
  { health }: HealthProps,
  probes: JsonObject,
  reasons: { readonly readiness: string; readonly liveness: string },
): Reasons {
  const said = healthOf(health);
  const missing = (probe: 'readiness' | 'liveness'): string | undefined =>
    said[probe] === undefined && probes[`${probe}Probe`] === undefined ? reasons[probe] : undefined;
  return { 'no-liveness-probe': missing('liveness'), 'no-readiness-probe': missing('readiness') };
}

/** Returns the reason why a workload does not set three `replicas`: its autoscaler keeps at least as many. */
export function fewerThanThree(fewest: number | undefined): string | undefined {
  return fewest === undefined || fewest < 3 ? undefined : `its autoscaler keeps at least ${fewest}`;
}
