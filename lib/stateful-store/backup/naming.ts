import { fitting } from '../../registry/names';

/** The name of one of several backups of a store. */
export interface Named {
  readonly name?: string | undefined;
}

/** The longest name of a CronJob: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ */
const LONGEST = 52;

/** Returns the name of a Job: `sessions-backup`, or `sessions-backup-offsite`. */
export function jobName(store: string, what: string, named: Named): string {
  const ending = idOf(what, named);
  return `${fitting(store, LONGEST - ending.length - 1)}-${ending}`;
}

/** Returns the id of a construct: `Backup`, or `Backup-offsite`. */
export function idOf(id: string, { name }: Named): string {
  return name === undefined ? id : `${id}-${name}`;
}
