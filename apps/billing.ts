import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backup, Engine, SecurityBaseline, StatefulStore, WebApp } from '../lib';
import { backups } from './backups';

/** Another team's service: one that invoices, on PostgreSQL, restorable to any second of the last two weeks. */
export class Billing extends Chart {
  readonly api: WebApp;
  readonly invoices: StatefulStore;

  constructor(scope: Construct) {
    super(scope, 'billing', { namespace: 'billing' });
    new SecurityBaseline(this, 'baseline');
    this.invoices = new StatefulStore(this, 'invoices', {
      engine: Engine.postgres({ parameters: { random_page_cost: '1.1' } }),
      memory: Size.gibibytes(1),
      storage: Size.gibibytes(20),
      backup: Backup.to(backups, {
        schedule: '15 2 * * *',
        keep: 14,
        scratch: Size.gibibytes(10),
        drill: { schedule: '0 5 * * 0' },
      }),
    });
    this.api = new WebApp(this, 'billing', {
      image: 'ghcr.io/acme/billing:5.0.1',
      health: '/healthz',
      metrics: { port: 9090 },
    });
    this.api.uses(this.invoices, { as: 'DATABASE' });
  }
}
