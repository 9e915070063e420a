import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Port, SecurityBaseline, WebApp } from '../lib';

/** Another team's service: one that invoices. */
export class Billing extends Chart {
  readonly api: WebApp;

  constructor(scope: Construct) {
    super(scope, 'billing', { namespace: 'billing' });
    new SecurityBaseline(this, 'baseline');
    this.api = new WebApp(this, 'billing', {
      image: 'ghcr.io/acme/billing:5.0.1',
      health: '/healthz',
      metrics: { port: Port.tcp(9090, 'metrics') },
    });
  }
}
