import { type Family, ofObjects, signal } from './family';

const CLAIM = 'persistentvolumeclaim';

/** https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/storage */
export const storage: Family = {
  id: 'storage',
  title: 'Storage',
  sources: ['kubeStateMetrics'],
  signals: [
    signal({
      name: 'ClaimPending',
      question: 'Is there a claim without a volume?',
      expr: ofObjects(CLAIM, `kube_${CLAIM}_status_phase{phase="Pending"}`),
      above: 0,
      for: 15,
      severity: 'warning',
      advice: 'The events of the claim say what is missing: a StorageClass, room, or a pod that mounts it.',
    }),
    signal({
      name: 'ClaimLost',
      question: 'Has a claim lost its volume?',
      expr: ofObjects(CLAIM, `kube_${CLAIM}_status_phase{phase="Lost"}`),
      above: 0,
      for: 1,
      severity: 'critical',
      advice: 'The volume of the claim was deleted: its data is gone from here, so restore it from a backup.',
    }),
    signal({
      name: 'VolumeFailed',
      question: 'Is there a volume that could not be given back?',
      expr: 'max by (persistentvolume) (kube_persistentvolume_status_phase{phase="Failed"})',
      above: 0,
      for: 5,
      severity: 'warning',
      advice: 'The driver could not delete the volume, which may still cost money: its events say why.',
    }),
  ],
};
