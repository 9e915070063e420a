/** Replication slots of one PostgreSQL server: metrics of postgres_exporter. */
import { type Cases, series } from '../case';
import type { Server } from '../synthesize';
import { type Labels, targetsOf } from '../targets';

const EXPORTER = { pod: 'invoices-0', container: 'exporter', port: 9187 };
const SERVER = { server: '/run/postgresql:5432' };

export function postgresSlots(servers: readonly Server[]): Cases[] {
  const labelsOf = targetsOf(servers, 'billing/invoices');
  const of = (metric: string, labels: Labels): string =>
    series(metric, { ...labelsOf({ ...EXPORTER, ip: '10.0.0.1' }), ...labels });
  const SLOT = { slot_name: 'cdc', slot_type: 'logical' };
  const keep = of('pg_settings_max_slot_wal_keep_size_bytes', SERVER);
  const safe = of('pg_replication_slot_safe_wal_size_bytes', SLOT);
  const slot = (wal_status: string): string => of('pg_replication_slot_wal_status', { ...SLOT, wal_status });
  const cases: Cases['cases'] = [
    {
      says: 'a slot whose consumer is away for hours is told before it is given up',
      alert: 'SlotFallingBehind',
      series: { [keep]: [[1e10, '3h']], [safe]: [[1e10, '3h', -1e8]] },
      every: '1m',
      notUntil: '50m',
      fires: '1h',
    },
    {
      says: 'a consumer that stands still for a quarter of an hour and catches up is not told',
      alert: 'SlotFallingBehind',
      series: {
        [keep]: [[1e10, '1h']],
        [safe]: [
          [1e10, '10m'],
          [6e9, '15m'],
          [1e10, '35m'],
        ],
      },
      silent: '1h',
    },
    {
      says: 'a slot that was given up is told',
      alert: 'SlotLost',
      series: {
        [slot('extended')]: [
          [1, '5m'],
          ['gone', '55m'],
        ],
        [slot('lost')]: [
          ['gone', '5m'],
          [1, '55m'],
        ],
      },
      fires: '8m',
    },
    {
      says: 'a slot that keeps more than a checkpoint does, but not too much, wakes nobody',
      alert: 'SlotLost',
      series: { [slot('extended')]: [[1, '1h']] },
      unseen: true,
      silent: '1h',
    },
  ];
  return [{ about: 'billing/invoices', cases }];
}
