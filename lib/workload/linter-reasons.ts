import type { ApiObjectMetadataDefinition } from 'cdk8s';
import type { JsonObject } from '../manifest/json';
import type { Scaling } from '../scaling/props';
import { type HealthProps, healthOf } from './health';

/** https://docs.kubelinter.io/#/configuring-kubelinter?id=ignoring-violations-for-specific-cases */
const IGNORE = 'ignore-check.kube-linter.io';

/** What a linter takes for a mistake, and why it is none here. */
export type Reasons = Readonly<Record<string, string | undefined>>;

/** Writes on a workload why it lacks what kube-linter looks for, where that is a decision of ours and not of the program. */
export function explain(workload: { readonly metadata: ApiObjectMetadataDefinition }, reasons: Reasons): void {
  for (const [check, reason] of Object.entries(reasons)) {
    if (reason !== undefined) workload.metadata.addAnnotation(`${IGNORE}/${check}`, reason);
  }
}

/** Why the probes are missing that a program says nothing about. */
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

/** Why a workload has no three `replicas`: an autoscaler that keeps as many has them in its place. */
export function fewerThanThree(scaling: Scaling | undefined): string | undefined {
  const fewest = scaling ? (scaling.min ?? 3) : 0;
  return fewest < 3 ? undefined : `its autoscaler keeps at least ${fewest}`;
}
