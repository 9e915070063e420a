import { comesDue } from '../../checks/cron';
import { textAt } from '../../manifest/json';
import type { Inventory } from '../inventory';
import type { CrossRule, Violation } from './rule';

function* schedules(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('CronJob')) {
    const schedule = textAt(manifest, 'spec', 'schedule');
    if (schedule === undefined || !comesDue(schedule)) yield { manifest, got: schedule };
  }
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
export const schedule: readonly CrossRule[] = [
  {
    id: 'cron-schedule',
    what: 'schedule must have the five fields minute, hour, day, month and weekday, and name a day that comes',
    why: 'the job never runs',
    fix: 'use a form such as 30 3 * * 1',
    check: schedules,
  },
];
