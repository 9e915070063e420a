import { type Family, ofObjects, signal } from './family';

const CLAIM = 'persistentvolumeclaim';
const FOUR_DAYS = 4 * 24 * 3600;
const left = (stat: string): string => `kubelet_volume_stats_${stat}`;
/** A claim with enough room is not extrapolated, because a load of data looks like a trend. */
const future = (free: string, all: string): string =>
  `(predict_linear(${left(free)}[6h], ${FOUR_DAYS}) / ${left(all)} and (${left(free)} / ${left(all)} < 0.15))` +
  ` or ${left(free)} / ${left(all)}`;

/** https://kubernetes.io/docs/reference/instrumentation/metrics/ */
export const claims: Family = {
  id: 'claims',
  title: 'Volumes',
  sources: ['kubelet'],
  signals: [
    signal({
      name: 'ClaimNearlyFull',
      question: 'How full is the volume of each claim?',
      unit: 'percentunit',
      expr: ofObjects(CLAIM, `1 - ${left('available_bytes')} / ${left('capacity_bytes')}`),
      above: 0.97,
      for: 5,
      severity: 'critical',
      advice: 'Programs fail when they cannot write: free space, or give the claim more storage.',
    }),
    signal({
      name: 'ClaimFilling',
      question: 'How much of each volume will be free in four days?',
      unit: 'percentunit',
      expr: ofObjects(CLAIM, future('available_bytes', 'capacity_bytes')),
      below: 0,
      for: 60,
      severity: 'warning',
      advice: 'The volume is full within four days: give the claim more storage before.',
    }),
    signal({
      name: 'ClaimInodesNearlyUsed',
      question: 'How many of the inodes of each volume are used?',
      unit: 'percentunit',
      expr: ofObjects(CLAIM, `1 - ${left('inodes_free')} / (${left('inodes')} > 0)`),
      above: 0.97,
      for: 5,
      severity: 'critical',
      advice: 'No more files can be made although there is room: delete small files, or move to a new volume.',
    }),
    signal({
      name: 'ClaimInodesFilling',
      question: 'How many of the inodes will be free in four days?',
      unit: 'percentunit',
      expr: ofObjects(CLAIM, future('inodes_free', 'inodes')),
      below: 0,
      for: 60,
      severity: 'warning',
      advice: 'The volume has no inodes left within four days: find the program that makes many small files.',
    }),
  ],
};
