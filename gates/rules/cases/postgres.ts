/** One PostgreSQL server with an archive of its log: metrics of postgres_exporter. */
import { type Cases, type Part, series } from '../case';
import type { Server } from '../synthesize';
import { type Labels, targetsOf } from '../targets';

const HOUR: readonly Part[] = [[1, '1h']];
const EXPORTER = { pod: 'invoices-0', container: 'exporter', port: 9187 };
const SERVER = { server: '/run/postgresql:5432' };
const BILLING = { datid: '16384', datname: 'invoices' };

export function postgres(servers: readonly Server[]): Cases[] {
  const labelsOf = targetsOf(servers, 'billing/invoices');
  const of = (metric: string, labels: Labels = {}, ip = '10.0.0.1'): string =>
    series(metric, { ...labelsOf({ ...EXPORTER, ip }), ...labels });
  const connections = (usename: string, state: string, ip?: string): string =>
    of(
      'pg_stat_activity_count',
      { ...SERVER, datname: 'invoices', usename, state, backend_type: 'client backend' },
      ip,
    );
  const most = (ip?: string): string => of('pg_settings_max_connections', SERVER, ip);
  const open = (backend_type: string): string =>
    of('pg_stat_activity_max_tx_duration', {
      ...SERVER,
      datname: 'invoices',
      usename: 'app',
      state: 'active',
      backend_type,
    });
  const deadlocks = (ip?: string): string => of('pg_stat_database_deadlocks', BILLING, ip);
  const [hit, read] = [of('pg_stat_database_blks_hit', BILLING), of('pg_stat_database_blks_read', BILLING)];
  const refusals = of('pg_stat_user_tables_n_tup_upd', {
    datname: 'postgres',
    schemaname: 'mainstay',
    relname: 'refusals',
  });
  const age = of('pg_database_wraparound_age_datfrozenxid_seconds', { datname: 'invoices' });
  const [failed, archived] = [
    of('pg_stat_archiver_failed_count', SERVER),
    of('pg_stat_archiver_archived_count', SERVER),
  ];
  const server: Cases['cases'] = [
    {
      says: 'a server that does not let in with the passwords of its Secret is told',
      alert: 'PasswordsRefused',
      series: {
        [refusals]: [
          [3, '5m'],
          [4, '55m', 2],
        ],
      },
      notUntil: '14m30s',
      fires: '17m',
    },
    {
      says: 'a password that could not be set for a minute wakes nobody',
      alert: 'PasswordsRefused',
      series: {
        [refusals]: [
          [3, '5m'],
          [4, '1m', 2],
          [6, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a server that does not answer for two minutes wakes somebody',
      alert: 'ServerDown',
      series: {
        [of('pg_up')]: [
          [1, '5m'],
          [0, '55m'],
        ],
      },
      notUntil: '6m30s',
      fires: '8m',
    },
    {
      says: 'a pod that is gone wakes somebody, whoever answers in another namespace',
      alert: 'ServerDown',
      series: {
        [of('pg_up')]: [
          [1, '5m'],
          ['gone', '55m'],
        ],
        [of('pg_up').replace('namespace="billing"', 'namespace="other"')]: HOUR,
      },
      fires: '8m',
    },
    {
      says: 'a server that restarts within a minute and a half wakes nobody',
      alert: 'ServerDown',
      series: {
        [of('pg_up')]: [
          [1, '5m'],
          ['gone', '55m'],
        ],
        [of('pg_up', {}, '10.0.1.1')]: [
          ['gone', '6m'],
          [0, '30s'],
          [1, '53m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'connections of all users and states together are nearly all that there may be',
      alert: 'ConnectionsUsed',
      series: {
        [connections('app', 'active')]: [[40, '1h']],
        [connections('report', 'idle')]: [[50, '1h']],
        [most()]: [[100, '1h']],
      },
      notUntil: '4m',
      fires: '6m',
    },
    {
      says: 'a server that restarts is counted twice for a minute, which wakes nobody',
      alert: 'ConnectionsUsed',
      series: {
        [connections('app', 'active')]: [
          [60, '7m'],
          ['gone', '53m'],
        ],
        [most()]: [
          [100, '7m'],
          ['gone', '53m'],
        ],
        [connections('app', 'active', '10.0.1.1')]: [
          ['gone', '6m'],
          [60, '54m'],
        ],
        [most('10.0.1.1')]: [
          ['gone', '6m'],
          [100, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a transaction that is open for more than an hour is told',
      alert: 'LongestTransaction',
      series: { [open('client backend')]: [[0, '2h', 60]] },
      every: '1m',
      notUntil: '1h4m',
      fires: '1h7m',
    },
    {
      says: 'a base backup takes hours and is no client',
      alert: 'LongestTransaction',
      series: { [open('walsender')]: [[0, '4h', 60]], [open('client backend')]: [[5, '4h']] },
      every: '1m',
      silent: '4h',
    },
    {
      says: 'clients that lock each other out again and again are told',
      alert: 'Deadlocks',
      series: { [deadlocks()]: [[100, '1h', 1]] },
      fires: '25m',
    },
    {
      says: 'a few deadlocks are tried again by the clients and wake nobody',
      alert: 'Deadlocks',
      series: {
        [deadlocks()]: [
          [100, '20m'],
          [104, '40m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a server that restarts goes on with the count that it had',
      alert: 'Deadlocks',
      series: {
        [deadlocks()]: [
          [100, '20m'],
          ['gone', '40m'],
        ],
        [deadlocks('10.0.1.1')]: [
          ['gone', '21m'],
          [100, '39m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a server that reads a fifth from its volume for an hour is told',
      alert: 'CacheHitRatio',
      series: { [hit]: [[0, '3h', 48_000]], [read]: [[0, '3h', 12_000]] },
      every: '1m',
      fires: '1h30m',
    },
    {
      says: 'a server that hardly reads anything is not judged',
      alert: 'CacheHitRatio',
      series: { [hit]: [[0, '3h', 6]], [read]: [[0, '3h', 60]] },
      every: '1m',
      silent: '3h',
    },
    {
      says: 'a report that reads everything once takes half an hour and is not told',
      alert: 'CacheHitRatio',
      series: {
        [hit]: [[0, '3h', 48_000]],
        [read]: [
          [0, '1h', 60],
          [3600, '30m', 60_000],
          [1.8e6, '90m', 60],
        ],
      },
      every: '1m',
      silent: '3h',
    },
    {
      says: 'a database that nobody froze for a billion transactions wakes somebody',
      alert: 'TransactionAge',
      series: { [age]: [[1.1e9, '2h']] },
      fires: '61m',
    },
    {
      says: 'a database that autovacuum freezes at two hundred million wakes nobody',
      alert: 'TransactionAge',
      series: {
        [age]: [
          [1.9e8, '1h', 1e6],
          [5e7, '1h', 1e6],
        ],
      },
      silent: '2h',
    },
  ];
  const archive: Cases['cases'] = [
    {
      says: 'a log that does not reach the object store for ten minutes wakes somebody',
      alert: 'ArchiveFailing',
      series: {
        [failed]: [
          [7, '10m'],
          [8, '50m', 1],
        ],
        [archived]: [
          [500, '10m', 0.4],
          [504, '50m'],
        ],
      },
      notUntil: '18m',
      fires: '26m',
    },
    {
      says: 'an object store that was away for two minutes wakes nobody once the log is there',
      alert: 'ArchiveFailing',
      series: {
        [failed]: [
          [7, '10m'],
          [8, '2m', 2],
          [12, '48m'],
        ],
        [archived]: [
          [500, '12m'],
          [503, '48m', 0.4],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a server that restarts goes on with the count that it had',
      alert: 'ArchiveFailing',
      series: {
        [failed]: [
          [7, '20m'],
          ['gone', '40m'],
        ],
        [of('pg_stat_archiver_failed_count', SERVER, '10.0.1.1')]: [
          ['gone', '21m'],
          [7, '39m'],
        ],
      },
      silent: '1h',
    },
  ];
  return [{ about: 'billing/invoices', cases: [...server, ...archive] }];
}
