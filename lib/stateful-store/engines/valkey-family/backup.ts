import { PATHS } from '../../../workload/server-description';
import type { BackupDescription, StoreFacts } from '../../description';
import type { Settings } from './options';
import { backupScripts, environment } from './scripts';

/** Describes backups of Valkey and Redis, which are dumps of one server: https://valkey.io/topics/persistence/ */
export function backup(facts: StoreFacts, chosen: Settings): BackupDescription {
  const run = (file: string, ...args: readonly string[]) => ['sh', `${PATHS.backup}/${file}`, ...args];
  return {
    format: 'rdb',
    files: backupScripts(),
    env: environment(facts, chosen),
    // A dump is smaller than the same data in memory.
    size: Math.ceil(facts.memory * chosen.dataShare),
    dump: run('backup-dump.sh'),
    occupied: run('backup-occupied.sh'),
    restore: run('backup-restore.sh'),
    drill: run('backup-drill.sh'),
    stillness: { begin: run('backup-still.sh', 'begin'), end: run('backup-still.sh', 'end') },
  };
}
