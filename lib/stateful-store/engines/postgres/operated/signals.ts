import { Duration } from 'cdk8s';
import type { Signal } from '../../../../relations/signal';

/**
 * Signals of servers that CloudNativePG runs, from the exporter in each of them.
 * https://cloudnative-pg.io/documentation/current/monitoring/
 */
export function operatedSignals(instances: number): readonly Signal[] {
  return [
    {
      name: 'ServersDown',
      question: 'How many of its servers answer?',
      unit: 'short',
      expr: (matchers) => `sum(cnpg_collector_up{${matchers}}) or vector(0)`,
      alert: {
        below: instances,
        for: Duration.minutes(10),
        severity: 'warning',
        advice: 'A server is missing: kubectl cnpg status says which, and whether another one more may be lost.',
      },
    },
    {
      name: 'NoPrimary',
      question: 'Is there one primary?',
      unit: 'short',
      expr: (matchers) => `count(cnpg_pg_replication_in_recovery{${matchers}} == 0) or vector(0)`,
      alert: {
        below: 1,
        for: Duration.minutes(2),
        severity: 'critical',
        advice: 'Nobody takes writes: kubectl cnpg status says what the operator waits for.',
      },
    },
    {
      name: 'ReplicasStreaming',
      question: 'How many replicas follow the primary?',
      unit: 'short',
      expr: (matchers) => `max(cnpg_pg_replication_streaming_replicas{${matchers}}) or vector(0)`,
      alert: {
        // Commits wait for half of the servers.
        below: Math.floor(instances / 2),
        for: Duration.minutes(1),
        severity: 'critical',
        advice: 'Fewer replicas follow than a commit waits for: writes stand still until one is back.',
      },
    },
    {
      name: 'ReplicationLag',
      question: 'How far behind is the slowest replica?',
      unit: 's',
      expr: (matchers) => `max(cnpg_pg_replication_lag{${matchers}})`,
      alert: {
        above: 300,
        for: Duration.minutes(5),
        severity: 'warning',
        advice: 'A replica cannot keep up: look at its volume and at long queries on it.',
      },
    },
    {
      name: 'ConnectionsUsed',
      question: 'How many connections of the fullest server are taken?',
      unit: 'percentunit',
      expr: (matchers) =>
        `max(sum by (pod) (cnpg_backends_total{${matchers}}) / on (pod) max by (pod) (cnpg_pg_settings_setting{${matchers},name="max_connections"}))`,
      alert: {
        above: 0.8,
        for: Duration.minutes(5),
        severity: 'warning',
        advice: 'Soon clients are refused: look for clients that open and do not close, or set pooler.',
      },
    },
    {
      name: 'LongestTransaction',
      question: 'How long has the oldest transaction been open?',
      unit: 's',
      expr: (matchers) => `max(cnpg_backends_max_tx_duration_seconds{${matchers}})`,
      alert: {
        above: 3600,
        for: Duration.minutes(5),
        severity: 'warning',
        advice:
          'While it is open nothing that was deleted since can be cleaned up: end it, or the client that forgot it.',
      },
    },
    {
      name: 'Deadlocks',
      question: 'Do clients lock each other out?',
      unit: 'short',
      expr: (matchers) => `sum(increase(cnpg_pg_stat_database_deadlocks{${matchers}}[15m]))`,
      alert: {
        above: 5,
        for: Duration.minutes(5),
        severity: 'warning',
        advice: 'Transactions take locks in different orders and are ended: the log of the server names them.',
      },
    },
    {
      name: 'DatabaseSize',
      question: 'How large are the databases?',
      unit: 'bytes',
      expr: (matchers) => `max(sum by (pod) (cnpg_pg_database_size_bytes{${matchers}}))`,
    },
    {
      name: 'TransactionAge',
      question: 'How far is it from running out of transaction numbers?',
      unit: 'short',
      expr: (matchers) => `max(cnpg_pg_database_xid_age{${matchers}})`,
      alert: {
        above: 1e9,
        for: Duration.hours(1),
        severity: 'critical',
        advice: 'At two billion it takes no more writes: find what keeps autovacuum from freezing old rows.',
      },
    },
    {
      name: 'ServersTogether',
      question: 'On how many nodes are the servers?',
      unit: 'short',
      expr: (matchers) => `min(cnpg_collector_nodes_used{${matchers}} > 0)`,
      alert: {
        below: 2,
        for: Duration.minutes(30),
        severity: 'warning',
        advice: 'All servers are on one node and are lost with it: add nodes, or look why they were not spread.',
      },
    },
  ];
}
