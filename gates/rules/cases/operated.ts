/** PostgreSQL servers that CloudNativePG runs: metrics of the exporter in each of them. */
import { type Cases, type Part, type Series, series } from '../case';
import type { Server } from '../synthesize';
import { type Labels, targetsOf } from '../targets';

const HOUR: readonly Part[] = [[1, '1h']];
const NO: readonly Part[] = [[0, '1h']];

export function operated(servers: readonly Server[]): Cases[] {
  const labelsOf = targetsOf(servers, 'kinds/accounts');
  const of = (metric: string, pod: number, labels: Labels = {}): string => {
    const found = { pod: `accounts-${pod}`, container: 'postgres', port: 9187, ip: `10.0.0.${pod}` };
    return series(metric, { ...labelsOf(found), ...labels });
  };
  const each = (metric: string, parts: readonly Part[], pods: readonly number[], labels?: Labels): Series =>
    Object.fromEntries(pods.map((pod) => [of(metric, pod, labels), parts]));
  const up = (pod: number): string => of('cnpg_collector_up', pod, { cluster: 'accounts' });
  const recovering = (pod: number): string => of('cnpg_pg_replication_in_recovery', pod);
  const streaming = (pod: number): string => of('cnpg_pg_replication_streaming_replicas', pod);
  const lag = (pod: number): string => of('cnpg_pg_replication_lag', pod);
  const backends = (pod: number, state: string): string =>
    of('cnpg_backends_total', pod, { application_name: 'shop', datname: 'accounts', state, usename: 'app' });
  const most = each('cnpg_pg_settings_setting', [[100, '1h']], [1, 2, 3], { name: 'max_connections' });
  const open = of('cnpg_backends_max_tx_duration_seconds', 1, { datname: 'accounts', state: 'active', usename: 'app' });
  const deadlocks = of('cnpg_pg_stat_database_deadlocks', 1, { datname: 'accounts' });
  const age = of('cnpg_pg_database_xid_age', 1, { datname: 'accounts' });
  const nodes = (pod: number): string => of('cnpg_collector_nodes_used', pod);
  const servers3: Cases['cases'] = [
    {
      says: 'a server that does not come back within ten minutes is missed',
      alert: 'ServersDown',
      series: {
        [up(1)]: HOUR,
        [up(2)]: HOUR,
        [up(3)]: [
          [1, '5m'],
          ['gone', '55m'],
        ],
      },
      notUntil: '14m',
      fires: '16m',
    },
    {
      says: 'a rolling update, one server after the other, wakes nobody',
      alert: 'ServersDown',
      series: {
        [up(3)]: [
          [1, '5m'],
          ['gone', '3m'],
          [1, '52m'],
        ],
        [up(2)]: [
          [1, '9m'],
          ['gone', '3m'],
          [1, '48m'],
        ],
        [up(1)]: [
          [1, '13m'],
          ['gone', '3m'],
          [1, '44m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'servers of which every one recovers wake somebody, whoever leads in another namespace',
      alert: 'NoPrimary',
      series: {
        [recovering(1)]: [
          [0, '5m'],
          ['gone', '55m'],
        ],
        [recovering(2)]: HOUR,
        [recovering(1).replace('namespace="kinds"', 'namespace="other"')]: NO,
      },
      notUntil: '6m30s',
      fires: '8m',
    },
    {
      says: 'a switchover that takes a minute wakes nobody',
      alert: 'NoPrimary',
      series: {
        [recovering(1)]: [
          [0, '5m'],
          [1, '55m'],
        ],
        [recovering(2)]: [
          [1, '6m'],
          [0, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a primary that no replica follows holds all commits and wakes somebody',
      alert: 'ReplicasStreaming',
      series: {
        [streaming(1)]: [
          [2, '5m'],
          [0, '55m'],
        ],
        [streaming(2)]: NO,
        [streaming(3)]: NO,
      },
      notUntil: '5m30s',
      fires: '7m',
    },
    {
      says: 'one replica of two is enough for commits',
      alert: 'ReplicasStreaming',
      series: {
        [streaming(1)]: [
          [2, '5m'],
          [1, '55m'],
        ],
        [streaming(2)]: NO,
      },
      silent: '1h',
    },
    {
      says: 'a switchover after which replicas follow within a minute wakes nobody',
      alert: 'ReplicasStreaming',
      series: {
        [streaming(1)]: [
          [2, '5m'],
          [0, '55m'],
        ],
        [streaming(2)]: [
          [0, '6m'],
          [2, '54m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a replica that is six minutes behind is told',
      alert: 'ReplicationLag',
      series: { [lag(1)]: NO, [lag(2)]: [[360, '1h']] },
      fires: '6m',
    },
    {
      says: 'a replica that catches up within four minutes wakes nobody',
      alert: 'ReplicationLag',
      series: {
        [lag(1)]: NO,
        [lag(2)]: [
          [0, '5m'],
          [900, '4m'],
          [1, '51m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'servers of which all are on one node are told',
      alert: 'ServersTogether',
      series: {
        [nodes(1)]: [
          [3, '5m'],
          [1, '55m'],
        ],
        [nodes(2)]: NO,
      },
      notUntil: '34m',
      fires: '36m',
    },
    {
      says: 'a server that cannot ask how many nodes there are says nothing',
      alert: 'ServersTogether',
      series: { [nodes(1)]: [[3, '1h']], [nodes(2)]: NO },
      silent: '1h',
    },
  ];
  const databases: Cases['cases'] = [
    {
      says: 'a server of which connections are nearly all taken is told, however free the others are',
      alert: 'ConnectionsUsed',
      series: {
        ...most,
        [backends(1, 'active')]: [[40, '1h']],
        [backends(1, 'idle')]: [[50, '1h']],
        [backends(2, 'idle')]: NO,
      },
      fires: '6m',
    },
    {
      says: 'connections of three servers are not added up',
      alert: 'ConnectionsUsed',
      series: { ...most, ...Object.fromEntries([1, 2, 3].map((pod) => [backends(pod, 'idle'), [[40, '1h']]])) },
      silent: '1h',
    },
    {
      says: 'a transaction that is open for more than an hour is told',
      alert: 'LongestTransaction',
      series: { [open]: [[0, '2h', 60]] },
      every: '1m',
      notUntil: '1h4m',
      fires: '1h7m',
    },
    {
      says: 'a report of fifty minutes, hour after hour, wakes nobody',
      alert: 'LongestTransaction',
      series: {
        [open]: [
          [0, '50m', 60],
          [0, '10m'],
          [0, '50m', 60],
        ],
      },
      every: '1m',
      silent: '110m',
    },
    {
      says: 'clients that lock each other out again and again are told',
      alert: 'Deadlocks',
      series: { [deadlocks]: [[100, '1h', 1]] },
      fires: '25m',
    },
    {
      says: 'statistics that were reset count from nought',
      alert: 'Deadlocks',
      series: {
        [deadlocks]: [
          [100, '20m'],
          [0, '40m'],
        ],
      },
      silent: '1h',
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
  return [{ about: 'kinds/accounts', cases: [...servers3, ...databases] }];
}
