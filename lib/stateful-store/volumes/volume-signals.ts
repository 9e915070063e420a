import { Duration } from 'cdk8s';
import { bytes } from '../../checks/quantity';
import type { Signal } from '../../relations/signal';
import type { CommonPlan } from '../plan';

const FOUR_DAYS = 4 * 24 * 3600;
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
 * Returns the signals of volumes. They rest on the kubelet's metrics, which name claims and not pods:
 * https://kubernetes.io/docs/reference/instrumentation/metrics/
 *
 * @param names a regular expression
 */
export function claimSignals(
  { facts, volumes }: Pick<CommonPlan, 'facts' | 'volumes'>,
  names: string,
  advice: string,
): readonly Signal[] {
  const within = facts.namespace === undefined ? [] : [`namespace="${facts.namespace}"`];
  const claims = [...within, `persistentvolumeclaim=~"${names}"`].join(',');
  const stat = (name: string): string => `kubelet_volume_stats_${name}_bytes{${claims}}`;
  const free = `${stat('available')} / ${stat('capacity')}`;
  const left = (trend: string): string => `predict_linear(${stat('available')}[${trend}], ${FOUR_DAYS})`;
  const full: Signal = {
    name: 'VolumeNearlyFull',
    question: 'How full is each volume?',
    unit: 'percentunit',
    expr: () => `max by (persistentvolumeclaim) (1 - ${free})`,
    alert: {
      above: 0.97,
      for: Duration.minutes(1),
      severity: 'critical',
      advice,
    },
  };
  const filling: Signal = {
    name: 'VolumeFilling',
    question: 'How much of each volume will be free in four days?',
    unit: 'percentunit',
    // A volume with enough room is not extrapolated, because a load of data looks like a trend. The better of two trends
    // counts: a load, or data that comes and goes, is in one of them only.
    expr: () =>
      `min by (persistentvolumeclaim) (((${left('90m')} > ${left('6h')} or ${left('6h')}) / ${stat('capacity')}` +
      ` and ${free} < 0.15 and ${stat('used')} > 0) or ${free})`,
    alert: {
      below: 0,
      for: Duration.hours(2),
      severity: 'warning',
      advice: `The volume is full within four days. ${advice}`,
    },
  };
  const grown: Signal = {
    name: 'VolumeNotGrown',
    question: 'Is every volume as large as it should be?',
    unit: 'bytes',
    expr: () => `min by (persistentvolumeclaim) (${stat('capacity')})`,
    alert: {
      below: Math.floor(bytes(volumes.now) * FORMATTED),
      for: Duration.hours(1),
      severity: 'warning',
      advice:
        `Read the log of Job ${facts.name}-storage and the events of the claim: the StorageClass must allow expansion.` +
        ' For a claim that was made anew, delete the Job and apply it again.',
    },
  };
  return bytes(volumes.first) === bytes(volumes.now) ? [full, filling] : [full, filling, grown];
}
