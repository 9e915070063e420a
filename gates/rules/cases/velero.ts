/** Backups by Velero, by its own metrics. */
import { type Case, series } from '../case';

const HOUR = 3600;

/** Returns cases of the age of the backups of a schedule. Times are seconds since the beginning. */
export function velero(schedule: string): Case[] {
  const labels = { job: 'velero', instance: '10.3.0.1:8085', namespace: 'velero', schedule };
  const success = series('velero_backup_last_successful_timestamp', labels);
  const attempts = series('velero_backup_attempt_total', labels);
  const common = { alert: 'VeleroBackupAge', every: '10m' };
  return [
    {
      ...common,
      says: 'a backup that is older than a day and an hour wakes somebody',
      series: { [attempts]: [[1, '48h']], [success]: [[60, '48h']] },
      notUntil: '24h',
      fires: '26h',
    },
    {
      ...common,
      says: 'a schedule of which no backup has ever succeeded wakes somebody',
      series: { [attempts]: [[0, '48h']] },
      notUntil: '24h',
      fires: '26h',
    },
    {
      ...common,
      says: 'a Velero that restarts meanwhile does not make it younger',
      series: {
        [attempts]: [
          [0, '20h'],
          ['gone', '28h'],
        ],
        [attempts.replace('10.3.0.1', '10.3.0.2')]: [
          ['gone', '21h'],
          [0, '27h'],
        ],
      },
      fires: '26h',
    },
    {
      ...common,
      says: 'a schedule that is new waits for its first backup, whatever is old elsewhere',
      series: { [attempts]: [[0, '24h']], [success.replace(schedule, `${schedule}-too`)]: [[0, '24h']] },
      silent: '24h',
    },
    {
      ...common,
      says: 'a backup every night is no news',
      series: {
        [attempts]: [[0, '48h']],
        [success]: [
          ['gone', '3h'],
          [3 * HOUR, '24h'],
          [27 * HOUR, '21h'],
        ],
      },
      silent: '48h',
    },
  ];
}
