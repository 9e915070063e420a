import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupDescription, PATHS, type StoreFacts } from '../../description';

const SCRIPTS = join(__dirname, 'scripts');
const FILES = ['backup-common.sh', 'backup-dump.sh', 'backup-drill.sh', 'backup-occupied.sh', 'backup-restore.sh'];

/** Backups of Valkey and Redis are dumps of one server: https://valkey.io/topics/persistence/ */
export function backup(name: 'valkey' | 'redis', facts: StoreFacts, port: number): BackupDescription {
  const script = (file: string): readonly string[] => ['sh', `${PATHS.backup}/${file}`];
  return {
    format: 'rdb',
    files: Object.fromEntries(FILES.map((file) => [file, readFileSync(join(SCRIPTS, file), 'utf8')])),
    env: {
      CHECK: `${name}-check-rdb`,
      CLI: `${name}-cli`,
      CLI_OPTIONS: '',
      PASSWORD_FILE: PATHS.password,
      PORT: `${port}`,
      SERVER: `${name}-server`,
      STORE_NAME: facts.name,
      STORE_SERVICE: facts.service,
    },
    // A dump is smaller than the same data in memory, of which half holds data.
    size: Math.ceil(facts.memory / 2),
    dump: script('backup-dump.sh'),
    occupied: script('backup-occupied.sh'),
    restore: script('backup-restore.sh'),
    drill: script('backup-drill.sh'),
  };
}
