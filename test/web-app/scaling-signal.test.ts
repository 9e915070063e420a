import { Chart } from 'cdk8s';
import {
  AdapterRules,
  AddOn,
  App,
  Cluster,
  type ClusterProps,
  Observability,
  Peer,
  ScalingMetric,
  type Signal,
  type StatefulStore,
  Worker,
} from '../../lib';
import { depth, KEDA } from './scaling-support';

describe('scaling by a signal', () => {
  const by = (signal: Signal, cluster: ClusterProps, allows: (app: Worker) => void = () => {}, of?: StatefulStore) => {
    const app = new App({ cluster: Cluster.generic(cluster) });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    if (cluster !== KEDA) new AdapterRules(chart, 'rules');
    const metrics = [ScalingMetric.signal(signal, { average: 1 }, of)];
    const worker = new Worker(chart, 'mailer', { image: 'a:1', metrics: { port: 9090 }, scaling: { max: 9, metrics } });
    allows(worker);
    return () => app.synthYaml();
  };
  const foreign = { peer: Peer.foreignPods({ name: 'prometheus', namespaces: ['monitoring'] }) };
  const ADAPTER: ClusterProps = { installed: [AddOn.prometheusAdapter()] };

  it.each<[string, (app: Worker) => void]>([
    [
      'Observability watches',
      (app) => new Observability(new Chart(app.node.root, 'o', { namespace: 'o' }), 'o').watch(app),
    ],
    ['a Prometheus of others is let in', (app) => app.allowFrom(foreign, { port: 'metrics' })],
  ])('is by what %s', (_, allows) => {
    for (const cluster of [KEDA, ADAPTER]) expect(by(depth, cluster, allows)).not.toThrow();
  });

  it('is by other targets where it uses no matchers', () => {
    expect(by({ ...depth, expr: () => 'sum(rate(nginx_requests[5m]))' }, KEDA)).not.toThrow();
  });

  it('fails when no Prometheus can read the metrics', () => {
    for (const cluster of [KEDA, ADAPTER]) {
      expect(by(depth, cluster)).toThrow(
        /\[shop\/mailer\] scaling by signal QueueDepth needs a Prometheus that reads the metrics of mailer, got no client of TCP\/9090; watch it with Observability, or let yours in: mailer.allowFrom\(/,
      );
    }
  });
});
