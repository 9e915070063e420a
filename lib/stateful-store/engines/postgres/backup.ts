import { PATHS } from '../../../workload/server-description';
import type { BackupDescription, StoreFacts } from '../../description';
import type { Postgres } from './options';
import { environment, initdb, scripts } from './scripts';

const FILES = [
  'backup-dump.sh',
  'backup-occupied.sh',
  'backup-restore.sh',
  'backup-drill.sh',
  'backup-collations.sql',
  'log-line.awk',
];
const COPY = ['copy-common.sh', 'copy-contents.sql', 'copy-load.sh', 'copy-take.sh'];
const LOG = { ship: 'log-ship.sh', fetch: 'log-fetch.sh', prune: 'log-prune.sh' };

/**
 * Describes a backup: a copy of the data directory, plus the log of later changes, which leads from the copy to any later time.
 * https://www.postgresql.org/docs/current/continuous-archiving.html
 */
export function backup(facts: StoreFacts, postgres: Postgres): BackupDescription {
  const run = (file: string) => ['sh', `${PATHS.backup}/${file}`];
  return {
    format: `postgres-${postgres.major}`,
    files: scripts(...FILES, ...COPY, ...Object.values(LOG)),
    env: {
      ...environment(facts, postgres),
      STORE_HOST: `${facts.name}-0.${facts.service}`,
      ...(facts.tls ? { PGSSLMODE: 'verify-full', PGSSLROOTCERT: `${PATHS.certificate}/ca.crt` } : {}),
    },
    size: facts.storage,
    // Before PostgreSQL 18, a copy can be checked only before it is packed.
    space: postgres.major >= 18 ? undefined : facts.storage * 2,
    dump: run('backup-dump.sh'),
    occupied: run('backup-occupied.sh'),
    restore: run('backup-restore.sh'),
    drill: run('backup-drill.sh'),
    log: LOG,
    copy: {
      version: postgres.major,
      alike: { database: postgres.database, user: postgres.user },
      env: { INITDB: initdb(postgres) },
      take: 'copy-take.sh',
      load: 'copy-load.sh',
    },
  };
}
