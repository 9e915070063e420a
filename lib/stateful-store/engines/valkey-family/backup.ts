import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupDescription, PATHS, type StoreFacts } from '../../description';
import type { Settings } from './options';
import { environment } from './scripts';

const FOLDER = join(__dirname, 'scripts');
const FILES = ['backup-dump.sh', 'backup-drill.sh', 'backup-occupied.sh', 'backup-restore.sh', 'backup-still.sh'];

/** Backups of Valkey and Redis are dumps of one server: https://valkey.io/topics/persistence/ */
export function backup(facts: StoreFacts, chosen: Settings): BackupDescription {
  const run = (file: string, ...args: readonly string[]) => ['sh', `${PATHS.backup}/${file}`, ...args];
  return {
    format: 'rdb',
    files: Object.fromEntries(FILES.map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')])),
    env: { ...environment(facts, chosen), CHECK: `${chosen.name}-check-rdb` },
    // A dump is smaller than the same data in memory.
    size: Math.ceil(facts.memory * chosen.dataShare),
    dump: run('backup-dump.sh'),
    occupied: run('backup-occupied.sh'),
    restore: run('backup-restore.sh'),
    drill: run('backup-drill.sh'),
    stillness: { begin: run('backup-still.sh', 'begin'), end: run('backup-still.sh', 'end') },
  };
}
