import { PATHS } from '../../../workload/server-description';
import type { StoreFacts } from '../../description';
import { between, divide } from './memory';
import { PORT, type Postgres } from './options';
import { quoted } from './parameters';

const MEBIBYTE = 1024 ** 2;
/** The least that the server takes, and its defaults. */
const LEAST_TEMPORARY = 800 * 1024;
const MOST_TEMPORARY = 8 * MEBIBYTE;
const MOST_DECODING = 64 * MEBIBYTE;

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
 * Derives settings from memory and volume. The write-ahead log and the files of one query have their share of the first size of
 * the volume: with its present size, the server would end when the volume grows.
 */
export function amounts({ memory, firstStorage }: StoreFacts, postgres: Postgres): Record<string, string> {
  const { settings, cache } = divide(memory, postgres);
  const volume = Math.floor(firstStorage / MEBIBYTE);
  const wal = between(64, Math.floor(volume / 10), 8192);
  const parallel = settings.max_parallel_workers;
  return {
    shared_buffers: `${Math.floor(settings.shared_buffers / MEBIBYTE)}MB`,
    effective_cache_size: `${Math.floor(cache / MEBIBYTE)}MB`,
    maintenance_work_mem: kibibytes(settings.maintenance_work_mem),
    autovacuum_work_mem: kibibytes(settings.autovacuum_work_mem),
    work_mem: kibibytes(settings.work_mem),
    // A session with temporary tables keeps this until it ends.
    temp_buffers: kibibytes(between(LEAST_TEMPORARY, settings.work_mem, MOST_TEMPORARY)),
    logical_decoding_work_mem: kibibytes(Math.min(settings.maintenance_work_mem, MOST_DECODING)),
    max_parallel_workers: `${parallel}`,
    max_parallel_workers_per_gather: `${Math.min(2, parallel)}`,
    max_parallel_maintenance_workers: `${Math.min(2, parallel)}`,
    // Compiling a query takes up 8 MiB in each connection that does it, and as much time as many of them save.
    jit: 'off',
    max_connections: `${postgres.maxConnections}`,
    max_wal_size: `${wal}MB`,
    min_wal_size: `${between(32, Math.floor(wal / 4), 1024)}MB`,
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    temp_file_limit: `${Math.floor(volume / 4)}MB`,
    // A slot whose consumer stays away must not fill the volume.
    max_slot_wal_keep_size: `${Math.floor(volume / 4)}MB`,
  };
}

function kibibytes(bytes: number): string {
  return `${Math.floor(bytes / 1024)}kB`;
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
