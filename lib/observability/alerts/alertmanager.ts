import { Duration, Size } from 'cdk8s';
import { imageFor } from '../../cluster/images';
import { Port } from '../../network/port';
import type { Signal } from '../../relations/signal';
import type { ObservabilityProps } from '../props';
import {
  configFile,
  httpProbes,
  type ObservabilityServerDescription,
  type OptionalServerModel,
  type ServerFacts,
  secretPath,
} from '../server-model';
import { amountsOf } from '../sizes';
import { alertmanagerYaml, receiverSecrets } from './config';
import { routesOf } from './routes';

/** The user `nobody` of the image. */
const USER = 65534;
const PORT = 9093;
/** The servers tell each other what is silenced and what was sent: at first by TCP, then by UDP. */
const GOSSIP = 9094;
const CONFIG = '/etc/alertmanager';
const DATA = '/alertmanager';
const STARTUP = 2 * 60;

/**
 * The Alertmanager servers, which group alerts and send them. Their volumes keep silences, and what was sent.
 *
 * @see https://prometheus.io/docs/alerting/latest/alertmanager/
 */
export const alertmanager: OptionalServerModel<'StatefulSet'> = {
  id: 'Alertmanager',
  kind: 'StatefulSet',
  wanted: ({ alerts }) => alerts?.destinations !== undefined,
  describe,
};

/** Returns the addresses of the servers, each of which must get every alert. A Service would choose one of them. */
export function alertmanagerAddresses({ props, url }: Pick<ServerFacts, 'props' | 'url'>): readonly string[] {
  const { hostname } = new URL(url('alertmanager'));
  return podNames(hostname, replicasOf(props)).map((name) => `${name}.${hostname}:${PORT}`);
}

function describe({ scope, name, props }: ServerFacts): ObservabilityServerDescription {
  const { destinations } = props.alerts ?? {};
  const replicas = replicasOf(props);
  const peers = replicas > 1 ? podNames(name, replicas).map((pod) => `--cluster.peer=${pod}.${name}:${GOSSIP}`) : [];
  const routes = destinations ? routesOf(destinations) : [];
  return {
    image: imageFor(scope, 'alertmanager'),
    user: USER,
    port: PORT,
    servicePort: PORT,
    replicas,
    headless: true,
    ...(replicas > 1 && { peerPorts: { gossip: GOSSIP }, among: [Port.tcp(GOSSIP), Port.udp(GOSSIP)] }),
    server: {
      args: [
        `--config.file=${CONFIG}/alertmanager.yml`,
        `--storage.path=${DATA}`,
        `--web.listen-address=:${PORT}`,
        `--cluster.listen-address=${replicas > 1 ? `:${GOSSIP}` : ''}`,
        ...peers,
        // Pods of some clusters have public addresses.
        ...(replicas > 1 ? ['--cluster.allow-insecure-public-advertise-address-discovery'] : []),
      ],
      ...httpProbes('/-/ready', STARTUP),
    },
    secretFiles: destinations ? receiverSecrets(destinations) : {},
    reaches: [...new Set(routes.flatMap(({ receiver }) => receiver?.model.to ?? []))],
    lateFiles: configFile(CONFIG, 'alertmanager.yml', () =>
      destinations ? alertmanagerYaml(destinations, secretPath) : '',
    ),
    data: { path: DATA, size: Size.gibibytes(1) },
    usual: amountsOf('alertmanager', props),
    gracePeriod: 30,
    metrics: { port: Port.tcp(PORT, 'http') },
    signals: signals(replicas),
  };
}

function replicasOf({ size }: ObservabilityProps): number {
  return size === 'large' ? 3 : 1;
}

function podNames(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at}`);
}

function signals(replicas: number): readonly Signal[] {
  const failed = (at: string): string => `rate(alertmanager_notifications_failed_total{${at}}[5m])`;
  const all = (at: string): string => `rate(alertmanager_notifications_total{${at}}[5m])`;
  const members: Signal = {
    name: 'AlertmanagersApart',
    question: 'How many Alertmanagers does each of them know?',
    unit: 'short',
    expr: (at) => `min by (pod) (alertmanager_cluster_members{${at}})`,
    alert: {
      below: replicas,
      for: Duration.minutes(15),
      severity: 'warning',
      advice:
        'Servers that do not know each other send every notification several times: look at the network on port 9094.',
    },
  };
  return [
    {
      name: 'NotificationsFailing',
      question: 'What share of notifications does not arrive?',
      unit: 'percentunit',
      expr: (at) => `max by (integration) (${failed(at)} / (${all(at)} > 0))`,
      alert: {
        above: 0.01,
        for: Duration.minutes(10),
        severity: 'critical',
        advice:
          'Nobody may hear of the next alert: the log of Alertmanager says why the receiver refuses, often a credential.',
      },
    },
    {
      name: 'AlertmanagerReloadFailed',
      question: 'Does Alertmanager run the configuration it was given?',
      unit: 'short',
      expr: (at) => `min by (pod) (alertmanager_config_last_reload_successful{${at}})`,
      alert: {
        below: 1,
        for: Duration.minutes(10),
        severity: 'critical',
        advice: 'Alertmanager refused its newest configuration: its log says which line.',
      },
    },
    ...(replicas > 1 ? [members] : []),
  ];
}
