import {
  AdapterRules,
  AddOn,
  Cluster,
  type ClusterProps,
  Peer,
  type Signal,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

/** A cluster with KEDA and a Prometheus. */
export const KEDA: ClusterProps = {
  installed: [AddOn.keda(), AddOn.prometheus({ url: 'http://prometheus.monitoring:9090' })],
};
/** A signal of a queue. */
export const depth: Signal = {
  name: 'QueueDepth',
  question: 'Is work piling up?',
  unit: 'short',
  expr: (at) => `max(depth{${at}})`,
};

/** A chart with an app that scales. */
export function web(scaling: WebAppProps['scaling'], cluster: ClusterProps = {}, props: Partial<WebAppProps> = {}) {
  const chart = testChart();
  const target = Cluster.generic(cluster);
  target.attachTo(chart);
  if (target.addOn('prometheusAdapter')) new AdapterRules(chart, 'rules');
  const app = new WebApp(chart, 'web', { image: 'a:1', scaling, ...props });
  if (props.metrics) app.allowFrom({ peer: Peer.foreignPods({ name: 'prometheus' }) });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}
