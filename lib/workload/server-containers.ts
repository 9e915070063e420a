import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import { resources } from './resources';
import type { SidecarDescription } from './server-description';
import type { ServerMount, ServerPlan } from './server-plan';
import { observed } from './server-probes';

const SIDECAR_SCRATCH = Size.mebibytes(64);

/** The fields of the server's container that cdk8s-plus does not render. */
export function serverFields(plan: ServerPlan, mounts: readonly JsonObject[]): JsonObject {
  const { description, container, pods, usual } = plan;
  return {
    name: container,
    env: environment(plan, description.server.env),
    ...observed(description.server),
    resources: resources(pods.scope, plan.resources, usual),
    volumeMounts: [...plan.mounts.map(mounted), ...mounts],
  };
}

/** The containers beside the server: those that outlive it where the cluster has native sidecars, and the others. */
export function sidecars(
  plan: ServerPlan,
  outliving: readonly JsonObject[],
): { readonly native: JsonObject[]; readonly plain: JsonObject[] } {
  const all = plan.description.sidecars ?? [];
  const fields = (outlives: boolean): JsonObject[] =>
    all.filter((sidecar) => (sidecar.outlives ?? false) === outlives).map((s) => sidecarFields(plan, s));
  const after = [...fields(true), ...outliving];
  if (!Cluster.of(plan.pods.scope).has('nativeSidecars')) return { native: [], plain: [...after, ...fields(false)] };
  return { native: after.map((container) => ({ ...container, restartPolicy: 'Always' })), plain: fields(false) };
}

function sidecarFields(plan: ServerPlan, sidecar: SidecarDescription): JsonObject {
  const { name, image, command, args, ports = {}, memory, cpu, data = false, passwords = true } = sidecar;
  const seen = { server: false, data, passwords };
  const amounts = { memory: Size.mebibytes(memory), cpu: Cpu.millis(cpu), ephemeralStorage: SIDECAR_SCRATCH };
  const open = Object.entries(ports).map(([port, containerPort]) => ({
    name: port,
    containerPort,
    protocol: 'TCP',
  }));
  return {
    name,
    image,
    command: command && [...command],
    args: args && [...args],
    env: environment(plan, sidecar.env),
    ports: open.length > 0 ? open : undefined,
    ...observed(sidecar),
    resources: resources(plan.pods.scope, {}, amounts),
    volumeMounts: plan.mounts.filter(({ seenBy }) => seenBy === undefined || seen[seenBy]).map(mounted),
  };
}

function environment({ env }: ServerPlan, own: Readonly<Record<string, string>> = {}): JsonObject[] | undefined {
  const all = [...env, ...literals(own)];
  return all.length > 0 ? all : undefined;
}

/** Variables as a container takes them. */
export function literals(values: Readonly<Record<string, string>>): JsonObject[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** A mount as a container takes it. */
export function mounted({ name, path, file, readOnly }: ServerMount): JsonObject {
  return { name, mountPath: path, subPath: file, readOnly };
}
