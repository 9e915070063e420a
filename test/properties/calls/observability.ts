import { Duration, Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Alerts, Certificate, Logs, Observability, Peer, RemoteWrite, Traces } from '../../../lib';
import { testChart } from '../../support/charts';
import { type Call, chart, chartOf, key, PORTS, signal } from './support';

/** Calls of Observability. */
export const OBSERVABILITY: Readonly<Record<string, Call>> = {
  'Observability.constructor': {
    args: () => [
      chart(),
      'o',
      {
        adminPassword: key(),
        encryptionKey: key(),
        name: 'o',
        retention: Duration.days(3),
        storage: Size.gibibytes(9),
        storageClass: 'fast',
        scrapeInterval: Duration.seconds(15),
        memory: Size.gibibytes(1),
        cpu: Cpu.millis(300),
        size: 'medium',
        remoteWrite: RemoteWrite.to('https://metrics.example.com/push'),
        replicas: 2,
        sources: { nodeExporter: false, kubeStateMetrics: true },
        alerts: Alerts.nobody('another team looks at them'),
        logs: Logs.victoria(),
        traces: Traces.jaeger(),
        host: 'o.example.com',
        tls: Certificate.fromController(),
      },
    ],
    use: chartOf,
  },
  'Observability.watch': {
    free: ['0'],
    on: () => new Observability(testChart(), 'o'),
    args: () => [
      {
        peer: Peer.pods(testChart(), { name: 'a', labels: { app: 'a' } }),
        metrics: { port: 9090, morePorts: [9091], path: '/m', mayBeAbsent: true },
        signals: [signal()],
        urls: ['https://a.example.com/'],
      },
    ],
    also: { '0.metrics.port': PORTS, '0.metrics.morePorts.0': PORTS, 0: ['list', 'WebApp'] },
  },
  'ObservabilityServer.allowFrom': {
    free: ['0'],
    on: () => new Observability(testChart(), 'o').prometheus,
    args: () => [{ peer: Peer.pods(testChart(), { name: 'a', labels: { app: 'a' } }) }],
    also: { 0: ['WebApp'] },
  },
};
