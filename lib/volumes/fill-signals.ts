import { Duration } from 'cdk8s';
import type { Signal } from '../relations/signal';

const FOUR_DAYS = 4 * 24 * 3600;

/** The claims whose filling is watched. */
export interface WatchedClaims {
  readonly namespace: string | undefined;
  /** A regular expression for the names of the claims. */
  readonly names: string;
}

/** Returns the expression of a number of the file systems of claims, of the kubelet: `capacity` in bytes. */
export function volumeStat({ namespace, names }: WatchedClaims, name: 'available' | 'capacity' | 'used'): string {
  const within = namespace === undefined ? [] : [`namespace="${namespace}"`];
  const claims = [...within, `persistentvolumeclaim=~"${names}"`].join(',');
  return `kubelet_volume_stats_${name}_bytes{${claims}}`;
}

/**
 * Returns the signals of volumes that fill up. They rest on the kubelet's metrics, which name claims and not pods:
 * https://kubernetes.io/docs/reference/instrumentation/metrics/
 */
export function fillSignals(claims: WatchedClaims, advice: string): readonly Signal[] {
  const stat = (name: 'available' | 'capacity' | 'used'): string => volumeStat(claims, name);
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
  return [full, filling];
}
