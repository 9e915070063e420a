import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { PORT, type Postgres } from './options';
import { quoted } from './parameters';

const MEBIBYTE = 1024 ** 2;

/** `postgresql.conf`: what the store needs, then what follows from memory and volume, then what the user says. */
export function configuration(facts: StoreFacts, postgres: Postgres): string {
  const settings = { ...fixed(facts, postgres), ...amounts(facts, postgres), ...postgres.parameters };
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${quoted(value)}\n`)
    .join('');
}

function fixed(facts: StoreFacts, { major }: Postgres): Record<string, string> {
  return {
    hba_file: `${PATHS.config}/pg_hba.conf`,
    ident_file: `${PATHS.config}/pg_ident.conf`,
    listen_addresses: '*',
    port: `${PORT}`,
    unix_socket_directories: PATHS.run,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    ...(facts.tls ? tls() : {}),
    ...(facts.pointInTime ? archive() : {}),
    // What the program does not say is not so after a restart either.
    ...(major >= 17 ? { allow_alter_system: 'off' } : {}),
    // Pages that the container has not asked for end the server with a bus error.
    huge_pages: 'off',
    // The files lie on a volume of their own: one call writes them all out before a recovery.
    recovery_init_sync_method: 'syncfs',
    wal_compression: 'lz4',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '%m [%p] %q%u@%d ',
    log_timezone: 'UTC',
    log_checkpoints: 'on',
    log_lock_waits: 'on',
    log_temp_files: '10MB',
    log_autovacuum_min_duration: '1min',
    timezone: 'UTC',
    datestyle: 'iso, mdy',
    default_text_search_config: 'pg_catalog.english',
  };
}

/** A segment that is not full is archived after five minutes: that much may be lost with the volume. */
function archive(): Record<string, string> {
  return {
    archive_mode: 'on',
    archive_command: `sh ${PATHS.config}/log-archive.sh %f`,
    archive_timeout: '5min',
  };
}

function tls(): Record<string, string> {
  return {
    ssl: 'on',
    ssl_cert_file: `${PATHS.certificate}/tls.crt`,
    ssl_key_file: `${PATHS.certificate}/tls.key`,
    ssl_ca_file: `${PATHS.certificate}/ca.crt`,
    ssl_min_protocol_version: 'TLSv1.2',
  };
}

/**
 * A quarter of the memory caches pages of tables, another quarter is what queries may sort and join in; the kernel caches files
 * in the rest. The write-ahead log and the files of one query have their share of the volume.
 * https://www.postgresql.org/docs/current/runtime-config-resource.html
 */
export function amounts({ memory, storage }: StoreFacts, { maxConnections }: Postgres): Record<string, string> {
  const mebibytes = Math.floor(memory / MEBIBYTE);
  const volume = Math.floor(storage / MEBIBYTE);
  const wal = between(64, Math.floor(volume / 10), 8192);
  return {
    shared_buffers: `${Math.floor(mebibytes / 4)}MB`,
    effective_cache_size: `${Math.floor((mebibytes * 3) / 4)}MB`,
    maintenance_work_mem: `${between(16, Math.floor(mebibytes / 16), 2048)}MB`,
    work_mem: `${between(1024, Math.floor((mebibytes * 1024) / 4 / maxConnections), 65536)}kB`,
    max_connections: `${maxConnections}`,
    max_wal_size: `${wal}MB`,
    min_wal_size: `${between(32, Math.floor(wal / 4), 1024)}MB`,
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    temp_file_limit: `${Math.floor(volume / 4)}MB`,
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/**
 * Who is let in: those in the pod who run as the server's user, and over the network whoever knows a password. The superuser comes
 * over the network from the pod itself only, as `kubectl port-forward` does.
 * https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 */
export function hostBasedAuthentication({ tls }: StoreFacts): string {
  const host = tls ? 'hostssl' : 'host';
  return [
    'local all postgres,monitor peer map=pod',
    'host all postgres 127.0.0.1/32 scram-sha-256',
    'host all postgres ::1/128 scram-sha-256',
    `${host} replication backup all scram-sha-256`,
    `${host} postgres backup all scram-sha-256`,
    'host all postgres,monitor,backup all reject',
    `${host} all all all scram-sha-256`,
    '',
  ].join('\n');
}

/** Containers of the pod run as one user: the one that the server has the name `postgres` for. */
export const IDENTITIES = ['pod postgres postgres', 'pod postgres monitor', ''].join('\n');
