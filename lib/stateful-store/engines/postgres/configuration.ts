import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { PORT, type Postgres } from './options';
import { quoted } from './parameters';

const MEBIBYTE = 1024 ** 2;

/** Renders `postgresql.conf`: settings that the store needs, then those that follow from memory and volume, then the user's. */
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
    // ALTER SYSTEM is off, so that a setting outside the program cannot survive a restart.
    ...(major >= 17 ? { allow_alter_system: 'off' } : {}),
    // Huge pages beyond the container's limit end the server with a bus error.
    huge_pages: 'off',
    // The files have a volume of their own: one call flushes them all before a recovery.
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

/** Archives a segment that is not full after five minutes: that much may be lost with the volume. */
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
 * Derives settings from memory and volume. A quarter of the memory caches pages of tables, and queries sort and join in another
 * quarter; the kernel caches files in the rest. The write-ahead log and the files of one query have their share of the first size of
 * the volume: with its present size, the server would end when the volume grows.
 * https://www.postgresql.org/docs/current/runtime-config-resource.html
 */
export function amounts({ memory, firstStorage }: StoreFacts, { maxConnections }: Postgres): Record<string, string> {
  const mebibytes = Math.floor(memory / MEBIBYTE);
  const volume = Math.floor(firstStorage / MEBIBYTE);
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
    // A slot whose consumer stays away must not fill the volume.
    max_slot_wal_keep_size: `${Math.floor(volume / 4)}MB`,
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/**
 * Renders `pg_hba.conf`. Processes in the pod connect as the server's user; clients over the network need a password. Over the
 * network, the superuser can connect only from the pod itself, as `kubectl port-forward` does.
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

/**
 * Renders `pg_ident.conf`. Containers of the pod run as one user, which the server maps to `postgres` and `monitor`. A user that the
 * cluster assigns may have any name; no other user reaches the socket.
 */
export function identities({ user }: StoreFacts): string {
  const name = user === 'none' ? '/^.*$' : 'postgres';
  return [`pod ${name} postgres`, `pod ${name} monitor`, ''].join('\n');
}
