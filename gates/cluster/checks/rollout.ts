/** Results of the controllers and the scheduler for the manifests. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster';
import { type Manifest, nameOf, ofKind, replicasOf } from '../manifests';

const TIMEOUT_MS = 120_000;

/** Repeats `ask` until it has no complaint. @throws with the last complaint after two minutes */
export async function eventually(what: string, ask: () => Promise<string | undefined>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const complaint = await ask();
    if (complaint === undefined) return;
    if (Date.now() > deadline) throw new Error(`${what}: ${complaint}`);
    await sleep(500);
  }
}

/** @returns all objects of a resource in a namespace. */
export async function list({ kubectl }: Cluster, resource: string, namespace?: string): Promise<Manifest[]> {
  const where = namespace === undefined ? ['-A'] : ['-n', namespace];
  return JSON.parse(await kubectl(['get', resource, ...where, '-o', 'json'])).items;
}

/** @throws if a Deployment, StatefulSet or Job does not get ready; the message has the events that say why */
export async function ready(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const workload of ofKind(manifests, 'Deployment', 'StatefulSet', 'DaemonSet', 'Job')) {
    const { name, namespace } = workload['metadata'];
    const kind = workload['kind'].toLowerCase();
    const wait =
      kind === 'job'
        ? ['wait', '--for=condition=Complete', '--timeout=90s', `job/${name}`, '-n', namespace]
        : ['rollout', 'status', '--timeout=90s', `${kind}/${name}`, '-n', namespace];
    const { status, stdout, stderr } = await cluster.tryKubectl(wait);
    if (status !== 0) assert.fail(`${nameOf(workload)}: ${stdout}${stderr}\n${await warnings(cluster, namespace)}`);
  }
}

async function warnings(cluster: Cluster, namespace: string): Promise<string> {
  const events = await list(cluster, 'events', namespace);
  return events
    .filter((event) => event['type'] === 'Warning')
    .map((event) => `${event['involvedObject'].kind}/${event['involvedObject'].name}: ${event['message']}`)
    .join('\n');
}

/** @throws if quota, LimitRange or Pod Security kept a pod from being made */
export async function admitted(cluster: Cluster, namespaces: readonly string[]): Promise<void> {
  for (const namespace of namespaces) {
    const refused = (await list(cluster, 'events', namespace)).filter((event) => event['reason'] === 'FailedCreate');
    assert.deepEqual(
      refused.map((event) => event['message']),
      [],
    );
  }
}

/** @throws if a Service with a selector has no ready endpoint */
export async function endpoints(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const service of ofKind(manifests, 'Service').filter((s) => s['spec'].selector)) {
    const { name, namespace } = service['metadata'];
    await eventually(nameOf(service), async () => {
      const slices = await list(cluster, 'endpointslices', namespace);
      const own = slices.filter((slice) => slice['metadata'].labels['kubernetes.io/service-name'] === name);
      const ready = own.flatMap((slice) => slice['endpoints'] ?? []).filter((e: Manifest) => e['conditions'].ready);
      return ready.length > 0 ? undefined : 'no ready endpoint';
    });
  }
}

/** @throws if the pods of a replicated workload are spread over fewer zones than they could be */
export async function spread(cluster: Cluster, manifests: readonly Manifest[], zones: number): Promise<void> {
  const nodes = await list(cluster, 'nodes');
  const zoneOf = new Map(nodes.map((n) => [n['metadata'].name, n['metadata'].labels['topology.kubernetes.io/zone']]));
  for (const workload of ofKind(manifests, 'Deployment', 'StatefulSet')) {
    const wanted = replicasOf(workload, manifests);
    await eventually(nameOf(workload), async () => {
      const pods = await podsOf(cluster, workload);
      return pods.length >= wanted ? undefined : `${pods.length} pods of ${wanted}`;
    });
    const used = new Set((await podsOf(cluster, workload)).map((pod) => zoneOf.get(pod['spec'].nodeName)));
    const most = Math.min(zones, wanted);
    assert.ok(used.size >= most, `${nameOf(workload)} stands in ${used.size} zones of ${most}`);
  }
}

/** @returns the pods that a workload's selector finds. */
export async function podsOf({ kubectl }: Cluster, workload: Manifest): Promise<Manifest[]> {
  const selector = Object.entries(workload['spec'].selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const { namespace } = workload['metadata'];
  return JSON.parse(await kubectl(['get', 'pods', '-n', namespace, '-l', selector.join(','), '-o', 'json'])).items;
}

/** @throws if an autoscaler does not find what it scales */
export async function scaleTargets(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const hpa of ofKind(manifests, 'HorizontalPodAutoscaler')) {
    const { name, namespace } = hpa['metadata'];
    await eventually(nameOf(hpa), async () => {
      const there = (await list(cluster, 'hpa', namespace)).find((other) => other['metadata'].name === name);
      const able = there?.['status'].conditions?.find((c: Manifest) => c['type'] === 'AbleToScale');
      return able?.status === 'True' ? undefined : (able?.message ?? 'no condition AbleToScale yet');
    });
  }
}
