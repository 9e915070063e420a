/** Checks that there is a place for all the pods that are wanted, and for new ones beside them. */
import assert from 'node:assert/strict';
import { Chart, Duration } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { App, WebApp } from '../../../lib';
import type { Cluster } from '../cluster';
import { groupedBy, type Manifest, ofKind } from '../manifests';
import { nodeManifests, ZONES } from '../nodes';
import { apply } from './apply';
import { list, podsOf, ready } from './rollout';
import { keeping, rolloutFloors } from './watch';

const NAMESPACE = 'placement';
const PODS = 10;
const NODES_PER_ZONE = 4;

/** Two apps with as many pods as a zone and three nodes can miss; one of them waits rather than spread unevenly. */
function apps(version: string): Manifest[] {
  const app = new App();
  const chart = new Chart(app, NAMESPACE, { namespace: NAMESPACE });
  const common = {
    image: `ghcr.io/acme/shop:${version}`,
    replicas: PODS,
    minReady: Duration.seconds(1),
    health: '/up',
  };
  new WebApp(chart, 'soft', common);
  new WebApp(chart, 'strict', { ...common, spread: 'strict' });
  return parseAllDocuments(app.synthYaml()).map((document) => document.toJS() as Manifest);
}

/**
 * Places ten pods of an app on twelve nodes in three zones, and then those of its next version, with no pod missing.
 *
 * @throws if one of them finds no place, or is closer to others than it must be
 */
export async function placesEveryPod(cluster: Cluster): Promise<string> {
  const there = (await list(cluster, 'nodes')).map((node) => node['metadata'].name as string);
  const wanted = nodeManifests({ nodesPerZone: NODES_PER_ZONE }) as Manifest[];
  const more = wanted.filter(({ metadata }) => !there.includes(metadata.name));
  await cluster.kubectl(['create', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: more }));
  await cluster.kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'nodes', '--all']);
  await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  try {
    const [before, next] = [apps('1.0.0'), apps('2.0.0')];
    await apply(cluster, before);
    await ready(cluster, before);
    await assertPlaced(cluster, before);
    const said = await keeping(cluster, 'availableReplicas', rolloutFloors(before), async () => {
      await apply(cluster, next);
      await ready(cluster, next);
    });
    await assertPlaced(cluster, next);
    return `${PODS} of ${PODS} on ${wanted.length} nodes in ${ZONES.length} zones, and again after a rollout; ${said}`;
  } finally {
    await cluster.kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    await cluster.kubectl(['delete', 'nodes', ...more.map(({ metadata }) => metadata.name as string)]);
  }
}

async function assertPlaced(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const nodes = await list(cluster, 'nodes');
  const zoneOf = new Map(nodes.map((n) => [n['metadata'].name, n['metadata'].labels['topology.kubernetes.io/zone']]));
  for (const workload of ofKind(manifests, 'Deployment')) {
    const { name } = workload['metadata'];
    const all = (await podsOf(cluster, workload)).filter((pod) => !pod['metadata'].deletionTimestamp);
    assert.equal(all.length, PODS, `${name} has ${all.length} pods`);
    const zones = groupedBy(all, (pod) => zoneOf.get(pod['spec'].nodeName));
    const sizes = [...zones.values()].map((pods) => pods.length).sort();
    assert.deepEqual(sizes, [3, 3, 4], `${name} stands ${sizes.join(', ')} in ${[...zones.keys()].join(', ')}`);
    const used = new Set(all.map((pod) => pod['spec'].nodeName)).size;
    assert.equal(used, PODS, `${name} stands on ${used} nodes`);
  }
}
