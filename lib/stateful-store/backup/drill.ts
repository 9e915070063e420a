import { Construct } from 'constructs';
import { accessTo } from '../../object-store/access';
import { allow } from '../../relations/connect';
import { StepsJob } from '../../workload/steps-job';
import { type SettledSchedule, settleSchedule } from '../../workload/steps-schedule';
import type { BackedUpStore } from './backed-up-store';
import type { DrillProps } from './backup-schedule';
import { idOf, jobName } from './naming';
import type { SettledFileBackup } from './settle-file-backup';
import { cpuFor, timeFor } from './steps/amounts';
import { backupScripts, scriptsVolume } from './steps/backup-scripts';
import { engineStep, rcloneStep } from './steps/steps';
import { WORK } from './steps/workspace';

/**
 * Restores the newest backup into a server that lives as long as the run and accepts no clients, and compares its data with the
 * facts in the backup. It fails when that backup is older than its schedule allows, or another is from the future. Its pods mount neither the volumes nor the passwords of the store.
 */
export class Drill extends Construct {
  readonly job: StepsJob;
  /** The settled schedule. */
  readonly schedule: SettledSchedule;

  constructor(backedUp: BackedUpStore, backup: SettledFileBackup, when: DrillProps) {
    const { plan } = backedUp;
    super(plan.scope, idOf('Drill', backup));
    const { commands, workspace, schedule } = backup;
    const { oldest } = schedule;
    // Room for the files of the backup, and for the data that the server makes from them.
    const { volume, scratch, claimed } = workspace.room(commands.size * 2, 2);
    this.schedule = settleSchedule(this, when, { usual: timeFor(commands.size, 2), claimed });
    const { store, path } = backup.place;
    const access = accessTo(store.model, path);
    const env = {
      WORK,
      BACKUP: `${WORK}/files`,
      DATA: `${WORK}/data`,
      FACTS: `${WORK}/facts`,
      FORMAT: commands.format,
      WHICH: 'latest',
    };
    const step = { env, mounts: [{ name: 'work', mountPath: WORK }], scratch, cpu: cpuFor(commands.size) };
    this.job = new StepsJob(this, 'Job', {
      name: jobName(plan.facts.name, 'drill', backup),
      component: 'drill',
      fields: this.schedule.cronJob,
      identity: store.model.identity,
      pod: {
        user: plan.description.user,
        ...plan.placement.pod,
        initContainers: [
          rcloneStep(plan, access, {
            ...step,
            name: 'fetch',
            script: 'fetch.sh',
            env: { ...env, OLDEST: `${oldest}` },
          }),
          engineStep(plan, commands, {
            ...step,
            name: 'restore',
            script: 'try.sh',
            command: commands.drill,
            secrets: false,
            memory: plan.facts.memory,
          }),
        ],
        containers: [rcloneStep(plan, undefined, { ...step, name: 'judge', script: 'judge.sh' })],
        volumes: [
          ...backedUp.volumes().filter(({ name }) => !['password', 'certificate'].includes(`${name}`)),
          scriptsVolume(backupScripts(plan, commands)),
          volume,
          ...access.volumes,
        ],
      },
    });
    allow(this.job.peer, store.model.peer, [store.model.port]);
  }
}
