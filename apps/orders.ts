import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { External, Port, SecurityBaseline, WebApp } from '../lib';

/** A team's service that takes payments through a provider on the internet. */
export class Orders extends Chart {
  readonly api: WebApp;

  constructor(scope: Construct) {
    super(scope, 'orders', { namespace: 'orders' });
    new SecurityBaseline(this, 'baseline');
    this.api = new WebApp(this, 'orders', {
      image: 'ghcr.io/acme/orders:2.3.0',
      health: '/healthz',
      metrics: { port: Port.tcp(9090, 'metrics') },
    });
    this.api.uses(External.https('api.stripe.com'));
  }
}
