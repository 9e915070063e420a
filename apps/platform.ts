import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Alerts, External, type IObservable, Observability, Receiver, SecretKey, SecurityBaseline } from '../lib';

const slack = Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' });
const onCall = Receiver.pagerduty(SecretKey.of('pagerduty', 'routing-key'));
const deadMan = Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to: External.https('dead-man.example.com') });

/** One Observability in a namespace of its own that watches the workloads of other namespaces. */
export class Platform extends Chart {
  constructor(scope: Construct, workloads: readonly IObservable[]) {
    super(scope, 'platform', { namespace: 'observability' });
    new SecurityBaseline(this, 'baseline');
    const alerts = Alerts.to(slack, { critical: onCall, deadMan });
    new Observability(this, 'observability', { alerts }).watch(...workloads);
  }
}
