import { join } from 'node:path';
import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { scriptsIn } from '../../script-loader';
import type { Postgres } from './options';

const FOLDER = join(__dirname, 'scripts');

/** Returns scripts by file name. */
export function scripts(...names: readonly string[]): Record<string, string> {
  return scriptsIn(FOLDER, names);
}

/** Environment of scripts and of PostgreSQL's own programs, so that `kubectl exec` needs no more than `psql`. */
export function environment(
  { dataDirectory, secret, secretKeys, tls }: StoreFacts,
  { database, user, major, extensions }: Postgres,
): Record<string, string> {
  return {
    ADMIN_FILE: PATHS.admin,
    CONFIG: PATHS.config,
    // For messages: the Secret, and the keys of the password files.
    CREDENTIALS_FROM: `${secret} ${secretKeys.password} ${secretKeys.admin}`,
    MAJOR: `${major}`,
    PASSWORD_FILE: PATHS.password,
    PGDATA: `${dataDirectory}/pgdata`,
    PGDATABASE: 'postgres',
    PGHOST: PATHS.run,
    PGUSER: 'postgres',
    RUN: PATHS.run,
    STORE_DATABASE: database,
    ...(extensions.length > 0 ? { STORE_EXTENSIONS: extensions.join(',') } : {}),
    STORE_USER: user,
    ...(tls ? { CERTIFICATE: `${PATHS.certificate}/tls.crt` } : {}),
  };
}
