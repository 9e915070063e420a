import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backup, Engine, ObjectStore, SecretKey, SecurityBaseline, StatefulStore, WebApp } from '../lib';

/** Another team's service: one that invoices, on PostgreSQL, of which any second of the last two weeks can be had back. */
export class Billing extends Chart {
  readonly api: WebApp;
  readonly invoices: StatefulStore;

  constructor(scope: Construct) {
    super(scope, 'billing', { namespace: 'billing' });
    new SecurityBaseline(this, 'baseline');
    const bucket = ObjectStore.s3({
      bucket: 'acme-backups',
      region: 'eu-west-1',
      credentials: {
        accessKeyId: SecretKey.of('backups', 'access-key'),
        secretAccessKey: SecretKey.of('backups', 'secret-key'),
      },
    });
    this.invoices = new StatefulStore(this, 'invoices', {
      engine: Engine.postgres({ parameters: { random_page_cost: '1.1' } }),
      memory: Size.gibibytes(1),
      storage: Size.gibibytes(20),
      backup: Backup.to(bucket, {
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
