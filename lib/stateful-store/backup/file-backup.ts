import type { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { positiveSize, wholeNumber } from '../../checks/formats';
import { bytes } from '../../checks/quantity';
import type { JsonObject } from '../../manifest/json';
import { namespaceOf } from '../../manifest/plain-object';
import { allow } from '../../relations/connect';
import type { Signal } from '../../relations/signal';
import type { BackupDescription } from '../description';
import type { StorePlan } from '../plan';
import type { BackedUpStore } from './backed-up-store';
import type { BackupSchedule } from './backup-schedule';
import { backupSignals, drillSignals } from './backup-signals';
import { Drill, type DrillProps } from './drill';
import { keepsLog } from './log';
import { called, idOf, jobName } from './naming';
import { type BackupRetention, retentionOf } from './retention';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import { agreeOnFormat, type Place, placeOf, reservePlace } from './steps/place';
import { engineStep, rcloneStep } from './steps/steps';
import { StoreJob } from './steps/store-job';
import { WORK, Workspace, type WorkspaceProps } from './steps/workspace';
import { type Access, accessTo } from './stores/access';
import type { ObjectStore } from './stores/object-store';

export interface FileBackupProps extends BackupSchedule, WorkspaceProps {
  /**
   * A name, different for each `Backup.to` of the store: the objects are called `STORE-backup-NAME`.
   * @default - none
   */
  readonly name?: string;
  /** The number of newest backups to keep, or `{ newest, within }`, or `'all'`. */
  readonly keep: BackupRetention;
  /** The path of the backups under the prefix of the object store. @default - `NAMESPACE/NAME` of the store */
  readonly path?: string;
  /** The percentage of the previous backup's size below which a new backup is a failure. Both are kept. @default 50 */
  readonly collapse?: number;
  /** The schedule on which the newest backup is restored to test it. @default - never */
  readonly drill?: DrillProps;
  /**
   * Keeps the writes between two backups, too, so that any time since the oldest one can be restored.
   * @default - true if the engine has a log of them: PostgreSQL
   */
  readonly pointInTime?: boolean;
  /** Memory of the container that makes the dump, requested and limited. @default - that of the server, at most 1 GiB */
  readonly memory?: Size;
}

const GIB = 1024 ** 3;

/** Returns the backup commands of the engine. Throws when it has none. */
export function backupOf({ scope, engine, description }: StorePlan): BackupDescription {
  const fix = 'use Backup.snapshots, or leave it out';
  return description.backup ?? fail(scope, `${engine} must say how it is backed up`, description.backup, fix);
}

/** Dumps a store to an object store by schedule. Each step is a container, so its state shows which step of a run failed. */
export class FileBackup extends Construct {
  readonly job: StoreJob;
  /** `undefined` without a drill. */
  readonly drill: Drill | undefined;
  /** The signals of the backup and its drill. */
  readonly signals: readonly Signal[];
  readonly place: Place;
  private readonly plan: StorePlan;
  private readonly workspace: Workspace;

  constructor(
    private readonly backedUp: BackedUpStore,
    store: ObjectStore,
    private readonly props: FileBackupProps,
  ) {
    super(backedUp.plan.scope, idOf('Backup', props));
    this.plan = backedUp.plan;
    const { plan } = this;
    const { facts, pods, port } = plan;
    this.place = placeOf(this, facts.name, store, props.path);
    reservePlace(this, this.place);
    const backup = backupOf(plan);
    agreeOnFormat(plan.scope, this.place, backup.format);
    this.workspace = new Workspace(this, props, backup.size);
    this.job = new StoreJob(this, 'Job', {
      name: jobName(facts.name, 'backup', props),
      component: 'backup',
      when: props,
      identity: store.model.identity,
      failures: [
        // A retry would take another backup of the same data.
        { action: 'FailJob', onExitCodes: { containerName: 'compare', operator: 'In', values: [3] } },
      ],
      pod: this.pod(backup),
    });
    allow(this.job.peer, store.model.peer, [store.model.port]);
    allow(this.job.peer, pods.peer, [port]);
    const { drill } = props;
    const when = drill && { timeZone: props.timeZone, ...drill };
    this.drill = when && new Drill(backedUp, backup, this.place, this.workspace, { ...when, name: props.name });
    const signals = [
      ...backupSignals(this, this.job.name, props),
      ...(when && this.drill ? drillSignals(this, this.drill.job.name, when) : []),
    ];
    this.signals = signals.map((signal) => called(props.name, signal));
  }

  private pod(backup: BackupDescription) {
    const { plan, place } = this;
    const access = accessTo(place.store.model, place.path);
    const mounts = [{ name: 'work', mountPath: WORK }];
    const own = { WORK, BACKUP: `${WORK}/files`, FACTS: `${WORK}/facts` };
    const { volume, scratch } = this.workspace.times(1);
    const step = (name: string, reaching?: Access, env: Readonly<Record<string, string>> = {}): JsonObject =>
      rcloneStep(plan, reaching, { name, script: `${name}.sh`, env: { ...own, ...env }, mounts, scratch });
    const take = engineStep(plan, backup, {
      name: 'take',
      script: 'take.sh',
      command: backup.dump,
      secrets: true,
      env: { ...own, ENGINE: plan.engine, FORMAT: backup.format, STORE: this.storeName },
      mounts,
      memory: this.memory,
      scratch,
    });
    const { newest, seconds } = retentionOf(this, this.props.keep);
    const log = keepsLog(plan) && this.props.pointInTime !== false ? backup.log : undefined;
    const steps = [
      take,
      step('upload', access),
      step('compare', undefined, { COLLAPSE: `${this.collapse}` }),
      step('retain', access, { KEEP_NEWEST: newest, KEEP_SECONDS: `${seconds}` }),
      ...(log ? [rcloneStep(plan, access, { name: 'prune', script: log.prune, env: own, mounts, scratch })] : []),
    ];
    return {
      user: plan.description.user,
      initContainers: steps.slice(0, -1),
      containers: steps.slice(-1),
      volumes: [...this.backedUp.volumes(), scriptsVolume(backupScripts(plan, backup)), volume, ...access.volumes],
    };
  }

  private get memory(): number {
    const { memory } = this.props;
    return memory ? bytes(positiveSize(this, 'memory', memory)) : Math.min(this.plan.facts.memory, GIB);
  }

  private get collapse(): number {
    return wholeNumber(this, 'collapse in percent', this.props.collapse ?? 50, 0, 100);
  }

  private get storeName(): string {
    return [namespaceOf(this), this.plan.facts.name].filter(Boolean).join('/');
  }
}
