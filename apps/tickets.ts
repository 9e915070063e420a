import { Chart, Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AddOn,
  Cluster,
  Engine,
  OtlpEndpoint,
  ScalingMetric,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../lib';

const equipped = Cluster.generic({
  deregistration: Duration.seconds(15),
  installed: [AddOn.gateway({ name: 'edge', namespace: 'gateways', http: 'http', https: 'https' }), AddOn.keda()],
});

/** A help desk on a cluster with a Gateway, KEDA and a collector of traces: a canary, a worker by the length of its queue, a nightly task. */
export class Tickets extends Chart {
  constructor(scope: Construct) {
    super(scope, 'tickets', { namespace: 'tickets' });
    equipped.attachTo(this);
    new SecurityBaseline(this, 'baseline');
    const queue = new StatefulStore(this, 'queue', { engine: Engine.valkey() });
    const web = new WebApp(this, 'web', {
      image: 'ghcr.io/acme/tickets:3.0.4',
      host: 'tickets.example.com',
      health: '/healthz',
      canary: { image: 'ghcr.io/acme/tickets:3.1.0', weight: 10 },
    });
    const mailer = new Worker(this, 'mailer', {
      image: 'ghcr.io/acme/tickets-mailer:1.2.0',
      scaling: { min: 0, max: 10, metrics: [ScalingMetric.redisList(queue, { list: 'mails', perPod: 100 })] },
    });
    const reminders = new ScheduledTask(this, 'reminders', {
      image: 'ghcr.io/acme/tickets:3.0.4',
      command: ['/tickets', 'remind'],
      schedule: '30 6 * * 1-5',
      timeZone: 'Europe/Oslo',
      timeout: Duration.minutes(20),
    });
    const traces = OtlpEndpoint.service('otel-collector', 'telemetry', { sampling: 10 });
    for (const program of [web, mailer, reminders]) {
      program.uses(queue);
      program.uses(traces);
    }
  }
}
