import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { Backup, Engine, External, SecurityBaseline, StatefulStore, WebApp } from '../lib';
import { backups } from './backups';

/** A team's service that takes payments through a provider on the internet, and keeps carts that must not be lost. */
export class Orders extends Chart {
  readonly api: WebApp;
  readonly carts: StatefulStore;

  constructor(scope: Construct) {
    super(scope, 'orders', { namespace: 'orders' });
    new SecurityBaseline(this, 'baseline');
    this.carts = new StatefulStore(this, 'carts', {
      engine: Engine.valkey(),
      backup: Backup.to(backups, {
        schedule: '30 3 * * *',
        keep: { newest: 7, within: Duration.days(30) },
        drill: { schedule: '0 5 * * 0' },
      }),
      restoreFrom: Backup.latest(backups, { orEmpty: true }),
    });
    this.api = new WebApp(this, 'orders', {
      image: 'ghcr.io/acme/orders:2.3.0',
      health: '/healthz',
      metrics: { port: 9090 },
    });
    this.api.uses(External.https('api.stripe.com'));
    this.api.uses(this.carts);
  }
}
