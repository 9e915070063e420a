import type { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { longestGap } from '../../checks/cron-gap';
import { fail } from '../../checks/errors';
import { dnsName, wholeNumber } from '../../checks/formats';
import { seconds } from '../../checks/quantity';
import { scheduleOf } from '../../checks/schedule';
import { requires } from '../../cluster/add-ons/requires';
import { velero } from '../../cluster/add-ons/velero';
import { namespaceOf, PlainObject } from '../../manifest/plain-object';
import { declareExternal } from '../../registry/external-objects';
import { fitting, reserveName } from '../../registry/names';
import type { Signal } from '../../relations/signal';
import type { ScheduleProps } from '../../workload/schedule-props';
import type { PodParts } from '../../workload/server-plan';
import type { StorePlan } from '../plan';
import { ageSignal } from './backup-signals';
import { backupScripts, scriptsMount, scriptsVolume } from './steps/backup-scripts';

export interface VeleroProps extends Pick<ScheduleProps, 'suspend'> {
  /** A cron schedule in UTC, the time zone of Velero's pod: minute, hour, day, month and weekday, or a form such as `@daily`. */
  readonly schedule: string;
  /** The time for which Velero keeps each backup. */
  readonly keep: Duration;
  /**
   * The way Velero saves volumes: snapshots, each of one moment, or copies of their files, which the engine keeps consistent
   * meanwhile. @default 'snapshots'
   */
  readonly volumes?: 'snapshots' | 'files';
  /** The BackupStorageLocation. @default - Velero's default */
  readonly storageLocation?: string;
  /** The time that a backup may take before the age of backups is an alert. @default Duration.hours(1) */
  readonly timeout?: Duration;
}

/** A Schedule of Velero, in its namespace: https://velero.io/docs/main/api-types/schedule/ */
export class VeleroBackup extends Construct {
  readonly signals: readonly Signal[];

  constructor(plan: StorePlan, props: VeleroProps) {
    super(plan.scope, 'Velero');
    const { namespace } = requires(this, 'velero', 'Backup.velero');
    declareExternal(this, 'Namespace', namespace);
    const own = namespaceOf(this);
    if (own === undefined) {
      fail(this, 'Velero needs to know the namespace of the store', own, 'give its chart a namespace');
    }
    const name = reserveName(this, 'Schedule', fitting(`${own}-${plan.facts.name}`, 63));
    const schedule = scheduleOf(this, props.schedule);
    const ttl = wholeNumber(this, 'keep in seconds', seconds(props.keep), 1, 2 ** 31 - 1);
    const files = props.volumes === 'files';
    const template = {
      includedNamespaces: [own],
      labelSelector: { matchLabels: plan.pods.selector },
      snapshotVolumes: !files,
      storageLocation:
        props.storageLocation === undefined ? undefined : dnsName(this, 'storageLocation', props.storageLocation),
      ttl: `${ttl}s`,
    };
    new PlainObject(this, 'Schedule', {
      apiVersion: velero.apiVersion,
      kind: 'Schedule',
      name,
      namespace,
      labels: plan.labels,
      fields: () => ({ spec: { paused: props.suspend || undefined, schedule, template } }),
    });
    this.signals = [veleroAge(name, longestGap(schedule) + (props.timeout ? seconds(props.timeout) : 3600))];
  }
}

/** Returns the annotations of the pods for Velero, and the scripts of its hooks: https://velero.io/docs/main/backup-hooks/ */
export function veleroParts(plan: StorePlan, { volumes = 'snapshots' }: VeleroProps): PodParts {
  const { scope, engine, description } = plan;
  if (!['snapshots', 'files'].includes(volumes)) {
    fail(scope, 'volumes must be one of snapshots, files', volumes, 'pick one');
  }
  if (volumes === 'snapshots') return {};
  const backup = description.backup;
  const still = backup?.stillness;
  if (!backup || !still) {
    return fail(scope, `${engine} cannot hold still while its files are copied`, volumes, "use volumes: 'snapshots'");
  }
  const env = Object.entries(backup.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const hook = (when: 'pre' | 'post', command: readonly string[]) => ({
    [`${when}.hook.backup.velero.io/command`]: JSON.stringify(['env', ...env, ...command]),
    [`${when}.hook.backup.velero.io/container`]: plan.containerName,
    [`${when}.hook.backup.velero.io/on-error`]: 'Fail',
    [`${when}.hook.backup.velero.io/timeout`]: '10m',
  });
  return {
    annotations: {
      'backup.velero.io/backup-volumes': plan.volumes.name,
      ...hook('pre', still.begin),
      ...hook('post', still.end),
    },
    serverMounts: [scriptsMount],
    volumes: [scriptsVolume(backupScripts(plan, backup))],
  };
}

/**
 * Velero has no metric for the creation of a schedule: before the first success, the age counts from its first metric.
 * https://velero.io/docs/main/troubleshooting/ lists the metrics of Velero, which your Prometheus must scrape.
 */
function veleroAge(schedule: string, limit: number): Signal {
  const known = `timestamp(velero_backup_attempt_total{schedule="${schedule}"})[${limit + 3600}s:10m]`;
  return ageSignal({
    name: 'VeleroBackupAge',
    question: 'How old is the newest backup of Velero?',
    since: `(max(velero_backup_last_successful_timestamp{schedule="${schedule}"}) or min(min_over_time(${known})))`,
    limit,
    advice: `A loss of all volumes would lose everything since then: velero backup get --selector velero.io/schedule-name=${schedule}`,
  });
}
