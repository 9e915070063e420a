import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { longestGap } from '../../checks/cron-gap';
import { fail } from '../../checks/errors';
import { dnsName, wholeNumber } from '../../checks/formats';
import { DURATION, FLAG, type Kinds, needed, oneOf, TEXT } from '../../checks/kinds';
import { seconds } from '../../checks/quantity';
import { scheduleOf } from '../../checks/schedule';
import { requires } from '../../cluster/add-ons/requires';
import type { JsonObject } from '../../manifest/json';
import { namespaceOf } from '../../manifest/plain-object';
import type { ScheduleProps } from '../../workload/schedule-props';
import type { BackupDescription } from '../description';
import type { StorePlan } from '../plan';

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

export const VELERO: Kinds<VeleroProps> = {
  schedule: needed(TEXT),
  keep: needed(DURATION),
  volumes: oneOf('snapshots', 'files'),
  storageLocation: TEXT,
  timeout: DURATION,
  suspend: FLAG,
};

/** The settled value of {@link VeleroProps} for one store. */
export interface SettledVelero {
  /** The namespace of Velero. */
  readonly namespace: string;
  readonly storeNamespace: string;
  readonly schedule: string;
  /** `undefined` unless it is suspended. */
  readonly paused: true | undefined;
  /** The highest age of the last success, in seconds, if every backup succeeds. */
  readonly oldest: number;
  /** The fields of each backup besides its selection. */
  readonly template: JsonObject;
}

/** The commands of the engine that keep files consistent while Velero copies them. */
export interface VeleroHooks {
  readonly commands: BackupDescription;
  readonly stillness: NonNullable<BackupDescription['stillness']>;
}

/** Settles the props of a backup by Velero. Throws on every invalid prop, and when the cluster has no Velero. */
export function settleVelero(scope: Construct, plan: StorePlan, props: VeleroProps): SettledVelero {
  const { namespace } = requires(scope, 'velero', 'Backup.velero');
  const storeNamespace = namespaceOf(scope);
  if (storeNamespace === undefined) {
    fail(scope, 'Velero needs to know the namespace of the store', undefined, 'give its chart a namespace');
  }
  const { storageLocation, suspend = false, timeout } = props;
  const schedule = scheduleOf(scope, props.schedule);
  const ttl = wholeNumber(scope, 'keep in seconds', seconds(props.keep), 1, 2 ** 31 - 1);
  return {
    namespace,
    storeNamespace,
    schedule,
    paused: suspend || undefined,
    oldest: longestGap(schedule) + (timeout ? seconds(timeout) : 3600),
    template: {
      snapshotVolumes: settleHooks(plan, props) === undefined,
      storageLocation: storageLocation === undefined ? undefined : dnsName(scope, 'storageLocation', storageLocation),
      ttl: `${ttl}s`,
    },
  };
}

/** Settles the hooks of the pods; `undefined` for snapshots, which need none. Throws when the engine has no such commands. */
export function settleHooks(plan: StorePlan, { volumes = 'snapshots' }: VeleroProps): VeleroHooks | undefined {
  const { scope, engine, description } = plan;
  if (volumes === 'snapshots') return undefined;
  const commands = description.backup;
  const stillness = commands?.stillness;
  if (!commands || !stillness) {
    return fail(scope, `${engine} cannot hold still while its files are copied`, volumes, "use volumes: 'snapshots'");
  }
  return { commands, stillness };
}
