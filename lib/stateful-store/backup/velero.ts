import { Construct } from 'constructs';
import { velero } from '../../cluster/add-ons/velero';
import { PlainObject } from '../../manifest/plain-object';
import { declareExternal } from '../../registry/external-objects';
import { fitting, reserveName } from '../../registry/names';
import type { Signal } from '../../relations/signal';
import type { PodParts } from '../../workload/server-plan';
import type { StorePlan } from '../plan';
import { ageSignal } from './backup-signals';
import { settleVelero, type VeleroHooks, type VeleroProps } from './settle-velero';
import { backupScripts, scriptsMount, scriptsVolume } from './steps/backup-scripts';

/** A Schedule of Velero, in its namespace: https://velero.io/docs/main/api-types/schedule/ */
export class VeleroBackup extends Construct {
  readonly signals: readonly Signal[];

  constructor(plan: StorePlan, props: VeleroProps) {
    super(plan.scope, 'Velero');
    const { namespace, storeNamespace, schedule, paused, oldest, template } = settleVelero(this, plan, props);
    declareExternal(this, 'Namespace', namespace);
    const name = reserveName(this, 'Schedule', fitting(`${storeNamespace}-${plan.facts.name}`, 63));
    const spec = {
      paused,
      schedule,
      template: {
        includedNamespaces: [storeNamespace],
        labelSelector: { matchLabels: plan.pods.selector },
        ...template,
      },
    };
    new PlainObject(this, 'Schedule', {
      apiVersion: velero.apiVersion,
      kind: 'Schedule',
      name,
      namespace,
      labels: plan.labels,
      fields: () => ({ spec }),
    });
    this.signals = [veleroAge(name, oldest)];
  }
}

/** Returns the annotations of the pods for Velero, and the scripts of its hooks: https://velero.io/docs/main/backup-hooks/ */
export function veleroParts(plan: StorePlan, { commands, stillness }: VeleroHooks): PodParts {
  const env = Object.entries(commands.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const hook = (when: 'pre' | 'post', command: readonly string[]) => ({
    [`${when}.hook.backup.velero.io/command`]: JSON.stringify(['env', ...env, ...command]),
    [`${when}.hook.backup.velero.io/container`]: plan.containerName,
    [`${when}.hook.backup.velero.io/on-error`]: 'Fail',
    [`${when}.hook.backup.velero.io/timeout`]: '10m',
  });
  return {
    annotations: {
      'backup.velero.io/backup-volumes': plan.volumes.name,
      ...hook('pre', stillness.begin),
      ...hook('post', stillness.end),
    },
    serverMounts: [scriptsMount],
    volumes: [scriptsVolume(backupScripts(plan, commands))],
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
