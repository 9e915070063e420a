import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { type IObservable, Observability, SecurityBaseline } from '../lib';

/** One Observability in a namespace of its own that watches the workloads of other namespaces. */
export class Platform extends Chart {
  constructor(scope: Construct, workloads: readonly IObservable[]) {
    super(scope, 'platform', { namespace: 'observability' });
    new SecurityBaseline(this, 'baseline');
    new Observability(this, 'observability').watch(...workloads);
  }
}
