/** Asks cyclonus which connections a set of NetworkPolicies allows. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit } from './cleanup';
import { capture } from './processes';
import { ensureTools } from './tools/build';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A port that a pod or an outside address serves. */
export interface ServedPort {
  readonly port: number;
  /** Name of the container port, which policies may refer to. */
  readonly name?: string;
  /** TCP by default. */
  readonly protocol?: Protocol;
}

/** A pod, or with no `namespace` an address outside the cluster. */
export interface Endpoint {
  /** Name in results. */
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Needed outside the cluster, and where a policy names address blocks; pods get one of `10.244.0.0/16`. */
  readonly ip?: string;
  /** Ports that others may try to reach; none by default. */
  readonly ports?: readonly ServedPort[];
}

/** Decision of the policies about one connection. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly allowed: boolean;
}

/** Input of {@link connections}. */
export interface NetworkModel {
  /** `NetworkPolicy` objects, each with `policyTypes`. */
  readonly policies: readonly object[];
  readonly endpoints: readonly Endpoint[];
  /** Labels of namespaces beside `kubernetes.io/metadata.name`. */
  readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function peer(endpoint: Endpoint, index: number, namespaces: NetworkModel['namespaces']): object {
  const { namespace, labels = {}, ip } = endpoint;
  if (namespace === undefined) {
    if (!ip) throw new Error(`endpoint ${endpoint.name} has neither namespace nor ip; give it one of them`);
    return { IP: ip };
  }
  return {
    IP: ip ?? `10.244.${Math.floor(index / 250)}.${(index % 250) + 1}`,
    Internal: {
      Namespace: namespace,
      NamespaceLabels: { 'kubernetes.io/metadata.name': namespace, ...namespaces?.[namespace] },
      PodLabels: labels,
    },
  };
}

/** Policies without a namespace would apply to none. */
function policyList(policies: readonly object[]): object {
  const items = (policies as readonly { metadata?: { name?: string; namespace?: string } }[]).map((policy) => ({
    ...policy,
    metadata: { ...policy.metadata, namespace: policy.metadata?.namespace ?? 'default' },
  }));
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList', items };
}

async function judge(model: NetworkModel, traffic: readonly object[]): Promise<boolean[]> {
  const { cyclonus = 'cyclonus' } = await ensureTools(['cyclonus']);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-connectivity-'));
  const remove = removeAtExit(directory);
  try {
    const policyFile = path.join(directory, 'policies.json');
    const trafficFile = path.join(directory, 'traffic.json');
    writeFileSync(policyFile, JSON.stringify(policyList(model.policies)));
    writeFileSync(trafficFile, JSON.stringify(traffic));
    const args = ['analyze', '--mode=query-traffic', `--policy-path=${policyFile}`, `--traffic-path=${trafficFile}`];
    const { status, stdout, stderr } = await capture(cyclonus, args);
    const verdicts = [...stdout.matchAll(/IS ALLOWED\?\s*\|\s*(TRUE|FALSE)/gi)].map(([, word]) => word === 'TRUE');
    if (status === 0 && verdicts.length === traffic.length) return verdicts;
    throw new Error(
      `cyclonus ended with exit code ${status}, ${verdicts.length} of ${traffic.length} verdicts:\n${stderr}`,
    );
  } finally {
    remove();
  }
}

/**
 * Judges every connection from each endpoint to each served port of each other endpoint, in the order of `endpoints`.
 *
 * @throws if cyclonus does not accept a policy, such as one without `policyTypes`
 */
export async function connections(model: NetworkModel): Promise<Connection[]> {
  const tried = model.endpoints.flatMap((from, fromIndex) =>
    model.endpoints.flatMap((to, toIndex) =>
      fromIndex === toIndex || (from.namespace === undefined && to.namespace === undefined)
        ? []
        : (to.ports ?? []).map((port) => ({ from, fromIndex, to, toIndex, port })),
    ),
  );
  const traffic = tried.map(({ from, fromIndex, to, toIndex, port }) => ({
    Source: peer(from, fromIndex, model.namespaces),
    Destination: peer(to, toIndex, model.namespaces),
    Protocol: port.protocol ?? 'TCP',
    ResolvedPort: port.port,
    ResolvedPortName: port.name ?? '',
  }));
  const verdicts = await judge(model, traffic);
  return tried.map(({ from, to, port }, index) => ({
    from: from.name,
    to: to.name,
    port: port.port,
    protocol: port.protocol ?? 'TCP',
    allowed: verdicts[index] ?? false,
  }));
}
