import { join } from 'node:path';
import { fail } from '../../../checks/errors';
import { type Setting, SettingsTable } from '../../settings-table';
import { amountOf, checkValue } from './values';

/** The settings of PostgreSQL 15 to 18. `scripts/postgres-settings.js` makes the file. */
export const SETTINGS = new SettingsTable(join(__dirname, 'settings.tsv'), 'PostgreSQL');

const LEAVE = 'leave it out';

/** Settings that the store depends on: another value would lose data, lock out parts of the store, or have no effect. */
const OWN: Readonly<Record<string, string>> = {
  archive_cleanup_command: LEAVE,
  archive_command: 'pass a backup with pointInTime',
  archive_library: 'pass a backup with pointInTime',
  archive_mode: 'pass a backup with pointInTime',
  bonjour: LEAVE,
  config_file: LEAVE,
  data_directory: 'pass mountPath to the store',
  default_transaction_read_only: 'grant the role of the app only what it may do',
  exit_on_error: LEAVE,
  external_pid_file: LEAVE,
  fsync: LEAVE,
  full_page_writes: LEAVE,
  hba_file: LEAVE,
  huge_pages: LEAVE,
  ident_file: LEAVE,
  listen_addresses: LEAVE,
  log_destination: LEAVE,
  logging_collector: LEAVE,
  max_connections: 'pass maxConnections',
  password_encryption: LEAVE,
  port: LEAVE,
  primary_conninfo: LEAVE,
  primary_slot_name: LEAVE,
  promote_trigger_file: LEAVE,
  recovery_end_command: LEAVE,
  restore_command: 'pass restoreFrom to the store',
  ssl: 'pass tls to the store',
  ssl_ca_file: 'pass tls to the store',
  ssl_cert_file: 'pass tls to the store',
  ssl_key_file: 'pass tls to the store',
  synchronous_standby_names: LEAVE,
  unix_socket_directories: LEAVE,
  unix_socket_group: LEAVE,
  unix_socket_permissions: LEAVE,
  zero_damaged_pages: LEAVE,
};

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

/**
 * Throws on settings that the version does not have, on values with which the server would not start, on settings that the store
 * makes itself, and on text that a configuration file cannot contain.
 */
export function checkParameters(
  parameters: Readonly<Record<string, string>>,
  major: number,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(parameters)) {
    if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(name)) {
      const lower = name.toLowerCase();
      const fix = SETTINGS.find(canonical(lower), major) ? `use ${lower}` : 'use a name such as work_mem';
      fail(undefined, 'a parameter must be named as PostgreSQL names it', name, fix);
    }
    if (Object.hasOwn(OWN, name) || name.startsWith('recovery_target')) {
      fail(undefined, `parameter ${name} is set by the store`, value, OWN[name] ?? 'pass restoreFrom to the store');
    }
    if (typeof value !== 'string' || value.length > 8192 || /\p{Cc}/u.test(value)) {
      fail(undefined, `parameter ${name} must be one line of text`, value, "write numbers as text too: '64MB'");
    }
    checkSetting(name, value, major);
  }
  return parameters;
}

function checkSetting(name: string, value: string, major: number): void {
  const setting = SETTINGS.find(canonical(name), major);
  if (setting) {
    checkValue({ ...setting, name }, value);
    checkNeeds(setting, value);
    return;
  }
  // Settings of an extension that does not come with the server.
  const [extension = '', own] = name.split('.');
  if (own !== undefined && !SETTINGS.hasPrefix(`${extension}.`, major)) return;
  SETTINGS.unknown('a parameter', name, major);
}

/** Conditions that the server or its backups have, besides the range. */
const NEEDS: readonly (readonly [RegExp, (value: string, amount: number) => boolean, string, string])[] = [
  [
    /^wal_level$/,
    (value) => value.toLowerCase() !== 'minimal',
    'be replica or logical, because backups copy the log',
    LEAVE,
  ],
  [/^max_wal_senders$/, (_, amount) => amount >= 3, 'be 3 or more, because backups use two', LEAVE],
  [/^io_max_concurrency$/, (_, amount) => amount !== 0, 'be -1, or more than 0', LEAVE],
  [
    /^max_stack_depth$/,
    (_, amount) => amount <= 7680 * 1024,
    'leave 512kB of the 8MB that a process may have',
    'use 7680kB or less',
  ],
  [
    /^vacuum_buffer_usage_limit$/,
    (_, amount) => amount === 0 || amount >= 128 * 1024,
    'be 0, or 128kB or more',
    'use 2MB, for example',
  ],
  [
    /^(commit_timestamp|multixact_member|multixact_offset|notify|serializable|subtransaction|transaction)_buffers$/,
    (_, amount) => (amount / 8192) % 16 === 0,
    'be a multiple of 128kB',
    'use 256kB, for example',
  ],
];

function checkNeeds(setting: Setting, value: string): void {
  const { name } = setting;
  for (const [names, holds, what, fix] of NEEDS) {
    if (!names.test(name) || holds(value, amountOf(setting, value) ?? 0)) continue;
    fail(undefined, `parameter ${name} must ${what}`, value, fix);
  }
}

/** The server lists three of its settings with capitals, and takes any. */
function canonical(name: string): string {
  const capitals = { datestyle: 'DateStyle', intervalstyle: 'IntervalStyle', timezone: 'TimeZone' };
  return (capitals as Readonly<Record<string, string>>)[name] ?? name;
}

/** Quotes a value for `postgresql.conf`. */
export function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
