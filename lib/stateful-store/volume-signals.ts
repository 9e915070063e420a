import { Duration } from 'cdk8s';
import { bytes } from '../internal/quantity';
import type { Signal } from '../signal';
import type { StoreContext } from './context';
import { dataVolume } from './storage';

const FOUR_DAYS = 4 * 24 * 3600;
/** What a file system needs for itself. */
const FORMATTED = 0.9;

/**
 * What an operator asks about the volumes of a store. It rests on the kubelet's metrics, which name claims and not pods:
 * https://kubernetes.io/docs/reference/instrumentation/metrics/
 */
export function volumeSignals({ scope, props, facts, sizes }: StoreContext): readonly Signal[] {
  const within = facts.namespace === undefined ? [] : [`namespace="${facts.namespace}"`];
  const claims = [...within, `persistentvolumeclaim=~"${dataVolume(scope, props)}-${facts.name}-[0-9]+"`].join(',');
  const stat = (name: string): string => `kubelet_volume_stats_${name}_bytes{${claims}}`;
  const free = `${stat('available')} / ${stat('capacity')}`;
  const full: Signal = {
    name: 'VolumeNearlyFull',
    question: 'How full is each volume?',
    unit: 'percentunit',
    expr: () => `max by (persistentvolumeclaim) (1 - ${free})`,
    alert: {
      above: 0.97,
      for: Duration.minutes(1),
      severity: 'critical',
      advice: 'Raise storage in the program, with its first size as grownFrom: the volume grows while the store runs.',
    },
  };
  const filling: Signal = {
    name: 'VolumeFilling',
    question: 'How much of each volume will be free in four days?',
    unit: 'percentunit',
    // A volume with room enough is not extrapolated: loading data looks like filling up.
    expr: () =>
      `min by (persistentvolumeclaim) ((predict_linear(${stat('available')}[6h], ${FOUR_DAYS}) / ${stat('capacity')}` +
      ` and ${free} < 0.15 and ${stat('used')} > 0) or ${free})`,
    alert: {
      below: 0,
      for: Duration.hours(1),
      severity: 'warning',
      advice: 'The volume is full within four days: raise storage in the program, with its first size as grownFrom.',
    },
  };
  const grown: Signal = {
    name: 'VolumeNotGrown',
    question: 'Is every volume as large as it should be?',
    unit: 'bytes',
    expr: () => `min by (persistentvolumeclaim) (${stat('capacity')})`,
    alert: {
      below: Math.floor(bytes(sizes.now) * FORMATTED),
      for: Duration.hours(1),
      severity: 'warning',
      advice:
        `Read the log of Job ${facts.name}-storage and the events of the claim: the StorageClass must allow expansion.` +
        ' For a claim that was made anew, delete the Job and apply it again.',
    },
  };
  return bytes(sizes.first) === bytes(sizes.now) ? [full, filling] : [full, filling, grown];
}
