import { Construct } from 'constructs';
import { allow } from '../../relations/connect';
import type { BackupDescription } from '../description';
import type { BackedUpStore } from './backed-up-store';
import type { BackupSchedule } from './backup-schedule';
import { idOf, jobName, type Named } from './naming';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import type { Place } from './steps/place';
import { engineStep, rcloneStep } from './steps/steps';
import { StoreJob } from './steps/store-job';
import { WORK, type Workspace } from './steps/workspace';
import { accessTo } from './stores/access';

/** The schedule of a drill, which restores the newest backup to test it. */
export type DrillProps = BackupSchedule;

/**
 * Restores the newest backup into a server that lives as long as the run and accepts no clients, and compares its data with the
 * facts in the backup. Its pods mount neither the volumes nor the passwords of the store.
 */
export class Drill extends Construct {
  readonly job: StoreJob;

  constructor(
    backedUp: BackedUpStore,
    backup: BackupDescription,
    { store, path }: Place,
    workspace: Workspace,
    when: DrillProps & Named,
  ) {
    const { plan } = backedUp;
    super(plan.scope, idOf('Drill', when));
    const access = accessTo(store.model, path);
    const env = {
      WORK,
      BACKUP: `${WORK}/files`,
      DATA: `${WORK}/data`,
      FACTS: `${WORK}/facts`,
      FORMAT: backup.format,
      WHICH: 'latest',
    };
    // Room for the files of the backup, and for the data that the server makes from them.
    const { volume, scratch } = workspace.times(2);
    const step = { env, mounts: [{ name: 'work', mountPath: WORK }], scratch };
    this.job = new StoreJob(this, 'Job', {
      name: jobName(plan.facts.name, 'drill', when),
      component: 'drill',
      when,
      identity: store.model.identity,
      pod: {
        user: plan.description.user,
        initContainers: [
          rcloneStep(plan, access, { ...step, name: 'fetch', script: 'fetch.sh' }),
          engineStep(plan, backup, {
            ...step,
            name: 'restore',
            script: 'try.sh',
            command: backup.drill,
            secrets: false,
            memory: plan.facts.memory,
          }),
        ],
        containers: [rcloneStep(plan, undefined, { ...step, name: 'judge', script: 'judge.sh' })],
        volumes: [
          ...backedUp.volumes().filter(({ name }) => !['password', 'certificate'].includes(`${name}`)),
          scriptsVolume(backupScripts(plan, backup)),
          volume,
          ...access.volumes,
        ],
      },
    });
    allow(this.job.peer, store.model.peer, [store.model.port]);
  }
}
