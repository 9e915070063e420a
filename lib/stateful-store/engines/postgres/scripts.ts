import { join } from 'node:path';
import { scriptsIn } from '../../../workload/script-loader';
import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
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

/**
 * Returns options of `initdb`. Text is sorted by code point, which no update of a C library changes; a column for
 * people can have a collation of its own.
 * https://www.postgresql.org/docs/current/app-initdb.html
 */
export function initdb({ major }: Postgres): string {
  const common = '--data-checksums --encoding=UTF8 --locale=C.UTF-8';
  const sorting = major >= 17 ? '--locale-provider=builtin --builtin-locale=C.UTF-8' : '--lc-collate=C';
  return [common, sorting, ...(major >= 16 ? ['--set huge_pages=off'] : [])].join(' ');
}
