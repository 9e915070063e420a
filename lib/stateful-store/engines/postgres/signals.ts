import { Duration } from 'cdk8s';
import type { Signal } from '../../../relations/signal';

/**
 * Signals of a server, from postgres_exporter.
 * https://github.com/prometheus-community/postgres_exporter
 */
export function signals(): readonly Signal[] {
  return [
    {
      name: 'ServerDown',
      question: 'Does the server answer?',
      unit: 'bool_yes_no',
      expr: (matchers) => `min(pg_up{${matchers}}) or vector(0)`,
      alert: {
        below: 1,
        for: Duration.minutes(2),
        severity: 'critical',
        advice: 'The server does not answer: look at the events and the log of its pod; it may be replaying its log.',
      },
    },
    {
      name: 'ConnectionsUsed',
      question: 'How many of its connections are taken?',
      unit: 'percentunit',
      expr: (matchers) => `sum(pg_stat_activity_count{${matchers}}) / max(pg_settings_max_connections{${matchers}})`,
      alert: {
        above: 0.8,
        for: Duration.minutes(5),
        severity: 'warning',
        advice: 'Soon clients are refused: look for clients that open and do not close, or use a pool.',
      },
    },
    {
      name: 'PasswordsRefused',
      question: 'How often did the passwords of the Secret let nobody in?',
      unit: 'short',
      // The server tries them every half a minute, and counts in the only row of this table.
      expr: (matchers) =>
        `sum(increase(pg_stat_user_tables_n_tup_upd{${matchers},schemaname="mainstay",relname="refusals"}[5m]))`,
      alert: {
        above: 0,
        for: Duration.minutes(10),
        severity: 'warning',
        advice:
          'The password in the Secret is none, or somebody has changed that of a role: the log of the server says which. The next change of the Secret, or start of the pod, sets both.',
      },
    },
    {
      name: 'Transactions',
      question: 'How much is it asked?',
      unit: 'ops',
      expr: (matchers) =>
        `sum(rate(pg_stat_database_xact_commit{${matchers}}[5m]) + rate(pg_stat_database_xact_rollback{${matchers}}[5m]))`,
    },
    {
      name: 'LongestTransaction',
      question: 'How long has the oldest transaction been open?',
      unit: 's',
      expr: (matchers) => `max(pg_stat_activity_max_tx_duration{${matchers},backend_type="client backend"})`,
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
      expr: (matchers) => `sum(increase(pg_stat_database_deadlocks{${matchers}}[15m]))`,
      alert: {
        above: 5,
        for: Duration.minutes(5),
        severity: 'warning',
        advice: 'Transactions take locks in different orders and are ended: the log of the server names them.',
      },
    },
    {
      name: 'CacheHitRatio',
      question: 'How much of what is read is in memory?',
      unit: 'percentunit',
      // The ratio has no value while there are hardly any reads.
      expr: (matchers) =>
        `sum(rate(pg_stat_database_blks_hit{${matchers}}[15m])) / ${reads(matchers)} and ${reads(matchers)} > 100`,
      alert: {
        below: 0.9,
        for: Duration.hours(1),
        severity: 'info',
        advice: 'Much is read from the volume: raise the memory of the store, or look for queries without an index.',
      },
    },
    {
      name: 'SpilledBytes',
      question: 'How much do queries write to temporary files?',
      unit: 'Bps',
      expr: (matchers) => `sum(rate(pg_stat_database_temp_bytes{${matchers}}[5m]))`,
    },
    {
      name: 'DatabaseSize',
      question: 'How large are the databases?',
      unit: 'bytes',
      expr: (matchers) => `sum(pg_database_size_bytes{${matchers}})`,
    },
    {
      name: 'TransactionAge',
      question: 'How far is it from running out of transaction numbers?',
      unit: 'short',
      expr: (matchers) => `max(pg_database_wraparound_age_datfrozenxid_seconds{${matchers}})`,
      alert: {
        above: 1e9,
        for: Duration.hours(1),
        severity: 'critical',
        advice: 'At two billion it takes no more writes: find what keeps autovacuum from freezing old rows.',
      },
    },
    ...SLOTS,
  ];
}

/**
 * Signals of replication slots, such as those of change data capture. A slot keeps the log that its consumer has not read; only
 * `max_slot_wal_keep_size` limits it. Without a limit there is no such series.
 */
const SLOTS: readonly Signal[] = [
  {
    name: 'SlotFallingBehind',
    question: 'How much more of the log may each replication slot keep?',
    unit: 'percentunit',
    expr: (matchers) =>
      `min by (slot_name) (pg_replication_slot_safe_wal_size_bytes{${matchers}} / on (instance) group_left () pg_settings_max_slot_wal_keep_size_bytes{${matchers}})`,
    alert: {
      below: 0.5,
      for: Duration.minutes(5),
      severity: 'warning',
      advice:
        'Its consumer is slow or gone, and the log fills the volume until the slot is given up. Start the consumer, or drop the slot: SELECT pg_drop_replication_slot(…)',
    },
  },
  {
    name: 'SlotLost',
    question: 'How many replication slots were given up?',
    unit: 'short',
    expr: (matchers) => `count(pg_replication_slot_wal_status{${matchers},wal_status="lost"}) or vector(0)`,
    alert: {
      above: 0,
      for: Duration.minutes(1),
      severity: 'warning',
      advice:
        'Its consumer was away for too long, and the log that it needs is gone: drop the slot, and let the consumer copy everything again.',
    },
  },
];

/** Signals of the log archive, for stores that have one. */
export function archiveSignals(): readonly Signal[] {
  return [
    {
      name: 'ArchiveFailing',
      question: 'How often did the log not reach the object store, since it last did?',
      unit: 'short',
      // Past failures do not count: a failed upload is tried again.
      expr: (matchers) =>
        `sum(increase(pg_stat_archiver_failed_count{${matchers}}[10m])) * (sum(increase(pg_stat_archiver_archived_count{${matchers}}[5m])) == bool 0)`,
      alert: {
        above: 0,
        for: Duration.minutes(10),
        severity: 'critical',
        advice:
          'The log piles up on the volume and nothing newer can be restored: the log of container archiver says why.',
      },
    },
    {
      name: 'ArchiveAge',
      question: 'How long ago did a segment of the log reach the object store?',
      unit: 's',
      expr: (matchers) => `max(pg_stat_archiver_last_archive_age{${matchers}})`,
    },
  ];
}

function reads(matchers: string): string {
  return `(sum(rate(pg_stat_database_blks_hit{${matchers}}[15m])) + sum(rate(pg_stat_database_blks_read{${matchers}}[15m])))`;
}
