import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Engine, Observability, SecurityBaseline, StatefulStore, WebApp } from '../lib';

/** A web shop that keeps its sessions in a store: the first example in README. */
export class Shop extends Chart {
  constructor(scope: Construct) {
    super(scope, 'shop', { namespace: 'shop' });
    new SecurityBaseline(this, 'baseline');
    const sessions = new StatefulStore(this, 'sessions', { engine: Engine.valkey(), memory: Size.mebibytes(512) });
    const web = new WebApp(this, 'web', {
      image: 'ghcr.io/acme/shop:1.4.2',
      host: 'shop.example.com',
      health: '/healthz',
      scaling: { max: 12 },
    });
    web.uses(sessions);
    new Observability(this, 'observability').watch(web, sessions);
  }
}
