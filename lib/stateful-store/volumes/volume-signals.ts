import { Duration } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import type { Signal } from '../../relations/signal';
import { fillSignals, volumeStat } from '../../volumes/fill-signals';
import type { CommonPlan } from '../plan';

/** The share of a volume that is left after the file system's own needs. */
const FORMATTED = 0.9;

/** Returns the signals of the volumes of a store without an operator. */
export function volumeSignals(plan: CommonPlan): readonly Signal[] {
  const { volumes, facts } = plan;
  const names = `${volumes.name}-${facts.name}-[0-9]+`;
  const advice =
    'Raise storage in the program, with its first size as grownFrom: the volume grows while the store runs.';
  return claimSignals(plan, names, advice);
}

/**
 * Returns the signals of the volumes of a store.
 *
 * @param names a regular expression
 */
export function claimSignals(
  { facts, volumes }: Pick<CommonPlan, 'facts' | 'volumes'>,
  names: string,
  advice: string,
): readonly Signal[] {
  const claims = { namespace: facts.namespace, names };
  const filling = fillSignals(claims, advice);
  const grown: Signal = {
    name: 'VolumeNotGrown',
    question: 'Is every volume as large as it should be?',
    unit: 'bytes',
    expr: () => `min by (persistentvolumeclaim) (${volumeStat(claims, 'capacity')})`,
    alert: {
      below: Math.floor(bytes(volumes.now) * FORMATTED),
      for: Duration.hours(1),
      severity: 'warning',
      advice:
        `Read the log of Job ${facts.name}-storage and the events of the claim: the StorageClass must allow expansion.` +
        ' For a claim that was made anew, delete the Job and apply it again.',
    },
  };
  return bytes(volumes.first) === bytes(volumes.now) ? filling : [...filling, grown];
}
