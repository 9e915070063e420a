import { Chart, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import { Alerts, Cluster, Engine, Observability, SecretKey, SecurityBaseline, StatefulStore, WebApp } from '../lib';

const region = Cluster.generic({ zones: ['zone-a', 'zone-b', 'zone-c'], nodeMemory: Size.gibibytes(28) });

/** A ledger in a region with three zones: a store whose volumes have grown, behind a proxy for a plain client, and a database that another team runs. */
export class Ledger extends Chart {
  constructor(scope: Construct) {
    super(scope, 'ledger', { namespace: 'ledger' });
    region.attachTo(this);
    const baseline = new SecurityBaseline(this, 'baseline', { imageScanning: { schedule: '20 4 * * *' } });
    const journal = new StatefulStore(this, 'journal', {
      engine: Engine.valkey(),
      memory: Size.gibibytes(1),
      storage: Size.gibibytes(12),
      grownFrom: Size.gibibytes(4),
      zoneLoss: 'survive',
      endpoint: 'primary',
    });
    const accounts = StatefulStore.existing({
      service: 'accounts-rw',
      namespace: 'databases',
      pods: { 'app.kubernetes.io/name': 'accounts' },
      port: 5432,
      user: 'ledger',
      password: SecretKey.of('accounts', 'password'),
      url: 'postgresql://$(USER):$(PASSWORD)@$(HOST):$(PORT)/accounts',
    });
    const api = new WebApp(this, 'api', { image: 'ghcr.io/acme/ledger:2.7.1', health: '/healthz' });
    api.uses(journal);
    api.uses(accounts, { as: 'ACCOUNTS' });
    new Observability(this, 'observability', { alerts: Alerts.nobody('an example without people on call') }).watch(
      journal,
      baseline,
    );
  }
}
