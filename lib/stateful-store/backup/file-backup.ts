import { Construct } from 'constructs';
import type { JsonObject } from '../../manifest/json';
import { type Access, accessTo } from '../../object-store/access';
import type { ObjectStore } from '../../object-store/object-store';
import { called } from '../../relations/called';
import { allow } from '../../relations/connect';
import type { Signal } from '../../relations/signal';
import { StepsJob, type StepsJobProps } from '../../workload/steps-job';
import type { BackedUpStore } from './backed-up-store';
import { backupSignals, drillSignals } from './backup-signals';
import { Drill } from './drill';
import { idOf, jobName } from './naming';
import { type FileBackupProps, type SettledFileBackup, settleFileBackup } from './settle-file-backup';
import { cpuFor, uploadOf } from './steps/amounts';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import type { Place } from './steps/place';
import { engineStep, rcloneStep, type Step } from './steps/steps';
import { WORK } from './steps/workspace';
import { takeOverEnv } from './take-over';

/** Dumps a store to an object store by schedule. Each step is a container, so its state shows which step of a run failed. */
export class FileBackup extends Construct {
  readonly job: StepsJob;
  /** `undefined` without a drill. */
  readonly drill: Drill | undefined;
  /** The signals of the backup and its drill. */
  readonly signals: readonly Signal[];
  readonly place: Place;

  constructor(backedUp: BackedUpStore, store: ObjectStore, props: FileBackupProps) {
    const { plan } = backedUp;
    super(plan.scope, idOf('Backup', props));
    const backup = settleFileBackup(this, plan, store, props);
    this.place = backup.place;
    this.job = new StepsJob(this, 'Job', {
      name: jobName(plan.facts.name, 'backup', backup),
      component: 'backup',
      fields: backup.schedule.cronJob,
      identity: store.model.identity,
      pod: podOf(backedUp, backup),
    });
    allow(this.job.peer, store.model.peer, [store.model.port]);
    allow(this.job.peer, plan.pods.peer, [plan.port]);
    this.drill = backup.drill && new Drill(backedUp, backup, backup.drill);
    const signals = [
      ...backupSignals(this, this.job.name, backup.schedule.oldest),
      ...(this.drill ? drillSignals(this, this.drill.job.name, this.drill.schedule.oldest) : []),
    ];
    this.signals = signals.map((signal) => called(backup.name, signal));
  }
}

function podOf(backedUp: BackedUpStore, backup: SettledFileBackup): StepsJobProps['pod'] {
  const { plan } = backedUp;
  const { commands, place, retention, log } = backup;
  const access = accessTo(place.store.model, place.path);
  const mounts = [{ name: 'work', mountPath: WORK }];
  const own = { WORK, BACKUP: `${WORK}/files`, FACTS: `${WORK}/facts`, ...takeOverEnv(backup.takeOver) };
  const { volume, scratch } = backup.room;
  const cpu = cpuFor(commands.size);
  const { env: parts, memory } = uploadOf(commands.size);
  const step = (name: string, reaching?: Access, more: Partial<Step> = {}): JsonObject =>
    rcloneStep(plan, reaching, {
      name,
      script: `${name}.sh`,
      mounts,
      scratch,
      ...more,
      env: { ...own, ...more.env },
    });
  const store = [plan.facts.namespace, plan.facts.name].filter(Boolean).join('/');
  const take = engineStep(plan, commands, {
    name: 'take',
    script: 'take.sh',
    command: commands.dump,
    secrets: true,
    env: { ...own, ENGINE: plan.engine, FORMAT: commands.format, STORE: store },
    mounts,
    memory: backup.memory,
    scratch,
    cpu,
  });
  const steps = [
    take,
    step('claim', access),
    step('upload', access, { env: parts, memory, cpu }),
    step('compare', undefined, { env: { COLLAPSE: `${backup.collapse}` } }),
    step('retain', access, { env: { KEEP_NEWEST: retention.newest, KEEP_SECONDS: `${retention.seconds}` } }),
    ...(log ? [rcloneStep(plan, access, { name: 'prune', script: log.prune, env: own, mounts, scratch })] : []),
  ];
  return {
    user: plan.description.user,
    ...plan.placement.pod,
    initContainers: steps.slice(0, -1),
    containers: steps.slice(-1),
    volumes: [...backedUp.volumes(), scriptsVolume(backupScripts(plan, commands)), volume, ...access.volumes],
  };
}
