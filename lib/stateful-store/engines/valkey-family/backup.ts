import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BackupDescription, PATHS, type StoreFacts } from '../../description';
import { MASTER, PORT, SENTINEL_PORT } from './configuration';
import type { Family } from './options';

const SCRIPTS = join(__dirname, 'scripts');
const FILES = ['backup-common.sh', 'backup-dump.sh', 'backup-drill.sh', 'backup-occupied.sh', 'backup-restore.sh'];

/** Backups of Valkey and Redis are dumps of one server: https://valkey.io/topics/persistence/ */
export function backup(name: Family, facts: StoreFacts): BackupDescription {
  const script = (file: string): readonly string[] => ['sh', `${PATHS.backup}/${file}`];
  const tls = facts.tls ? [`--tls --cacert ${PATHS.certificate}/ca.crt`] : [];
  return {
    format: 'rdb',
    files: Object.fromEntries(FILES.map((file) => [file, readFileSync(join(SCRIPTS, file), 'utf8')])),
    env: {
      CHECK: `${name}-check-rdb`,
      CLI: `${name}-cli`,
      CLI_OPTIONS: ['--user admin --no-auth-warning', ...tls].join(' '),
      ...(facts.topology === 'failover' ? { MASTER_NAME: MASTER, SENTINEL_PORT: `${SENTINEL_PORT}` } : {}),
      PASSWORD_FILE: PATHS.admin,
      PORT: `${PORT}`,
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
