/** An engine that the library does not know is served like any other. */
import { Port, SecurityBaseline, StatefulStore, WebApp } from '../../../lib';
import { nats } from '../../../test/support/nats-engine';
import type { Cluster } from '../cluster';
import { judge } from '../judge';
import { credentials, written } from './program';

/** NATS, fenced by a baseline, with an app that uses it. */
export async function servesOwnEngine(cluster: Cluster): Promise<void> {
  const { manifests } = written('own-engine', { version: `1.${cluster.minor}` }, (chart) => {
    new SecurityBaseline(chart, 'baseline');
    const events = new StatefulStore(chart, 'events', { engine: nats, credentials });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2', port: Port.tcp(8080) }).uses(events);
  });
  await judge(cluster, [{ name: 'own-engine', file: 'own-engine.k8s.yaml', manifests }]);
}
