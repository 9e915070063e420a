/** The program whose manifests a control plane of the gate gets: an app, two runs, and an Observability that tells four webhooks. */
import { Chart, Duration } from 'cdk8s';
import {
  Alerts,
  App,
  External,
  Logs,
  Observability,
  Port,
  Receiver,
  ScheduledTask,
  SecretKey,
  Task,
  Traces,
  WebApp,
} from '../../../lib';
import { type Manifest, Manifests } from '../../../lib/testing';
import { PLATFORM, SHOP } from './names';

/** Another port than those of the servers of the Observability: all pods of the gate share one network. */
export const APP_METRICS = 9464;

/** The hosts of the receivers, by the name of the receiver, and the port that they share. */
export const HOSTS = {
  default: 'people.example.com',
  critical: 'on-call.example.com',
  info: 'notes.example.com',
  'dead-man': 'dead-man.example.com',
} as const;
export const HOOK_PORT = 8765;

export type ReceiverName = keyof typeof HOSTS;

/** The Secret with the address of those who are on call. */
export const ON_CALL: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'on-call', namespace: PLATFORM },
  stringData: { url: `http://${HOSTS.critical}:${HOOK_PORT}/` },
};

function webhook(name: ReceiverName): Receiver {
  return Receiver.webhook(`http://${HOSTS[name]}:${HOOK_PORT}/`);
}

/** Returns the manifests of both charts. Logs and traces have checks of their own. */
export function program(): readonly Manifest[] {
  const app = new App();
  const shop = new Chart(app, 'shop', { namespace: SHOP });
  const web = new WebApp(shop, 'web', {
    image: 'ghcr.io/acme/shop:1.4.2',
    health: '/healthz',
    replicas: 3,
    metrics: { port: APP_METRICS },
    slo: { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } },
  });
  const api = new WebApp(shop, 'api', {
    image: 'ghcr.io/acme/api:1.4.2',
    health: '/healthz',
    metrics: { port: APP_METRICS, convention: 'opentelemetry' },
    slo: { availability: 99.9 },
  });
  const migrate = new Task(shop, 'migrate', { image: 'ghcr.io/acme/shop:1.4.2' });
  const report = new ScheduledTask(shop, 'report', { image: 'ghcr.io/acme/report:3.0.4', schedule: '30 6 * * *' });
  const platform = new Chart(app, 'platform', { namespace: PLATFORM });
  new Observability(platform, 'observability', {
    adminPassword: SecretKey.of('grafana', 'password'),
    alerts: Alerts.to(webhook('default'), {
      critical: Receiver.webhook(SecretKey.of('on-call', 'url'), {
        to: External.host(HOSTS.critical, Port.tcp(HOOK_PORT)),
      }),
      info: webhook('info'),
      deadMan: Receiver.deadMan(`http://${HOSTS['dead-man']}:${HOOK_PORT}/`),
    }),
    logs: Logs.none(),
    traces: Traces.none(),
  }).watch(web, api, migrate, report);
  return [shop, platform].flatMap((chart) => Manifests.of(chart).all);
}
