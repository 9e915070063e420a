import { fail } from '../../../checks/errors';

/** Settings that the store depends on: another value would lose data, lock out parts of the store, or have no effect. */
const OWN = new Set([
  'archive_command',
  'archive_library',
  'archive_mode',
  'config_file',
  'data_directory',
  'external_pid_file',
  'fsync',
  'full_page_writes',
  'hba_file',
  'ident_file',
  'listen_addresses',
  'log_destination',
  'logging_collector',
  'max_connections',
  'password_encryption',
  'port',
  'primary_conninfo',
  'primary_slot_name',
  'restore_command',
  'ssl',
  'ssl_ca_file',
  'ssl_cert_file',
  'ssl_key_file',
  'synchronous_standby_names',
  'unix_socket_directories',
  'unix_socket_permissions',
  'zero_damaged_pages',
]);

/** Settings of CloudNativePG itself: https://cloudnative-pg.io/documentation/current/postgresql_conf/#fixed-parameters */
const OPERATED = new Set([
  'allow_alter_system',
  'allow_system_table_mods',
  'bonjour',
  'cluster_name',
  'data_sync_retry',
  'event_source',
  'hot_standby',
  'jit_provider',
  'log_directory',
  'log_file_mode',
  'log_filename',
  'log_rotation_age',
  'log_rotation_size',
  'log_truncate_on_rotation',
  'restart_after_crash',
  'stats_temp_directory',
]);

/** Throws on settings that an operator makes itself. */
export function checkOperated(parameters: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!OPERATED.has(name) && !/^(recovery_|ssl|syslog_)/.test(name)) continue;
    fail(undefined, `parameter ${name} is set by CloudNativePG`, value, 'leave it out');
  }
}

/** Throws on settings that the store makes itself, and on text that a configuration file cannot contain. */
export function checkParameters(parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(name)) {
      fail(undefined, 'a parameter must be named as PostgreSQL names it', name, 'use a name such as work_mem');
    }
    if (OWN.has(name)) {
      const fix = name === 'max_connections' ? 'pass maxConnections' : 'leave it out';
      fail(undefined, `parameter ${name} is set by the store`, value, fix);
    }
    if (typeof value !== 'string' || value.length > 8192 || /\p{Cc}/u.test(value)) {
      fail(undefined, `parameter ${name} must be one line of text`, value, "write numbers as text too: '64MB'");
    }
  }
  return parameters;
}

/** Quotes a value for `postgresql.conf`. */
export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
