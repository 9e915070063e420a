import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Cluster } from '../../cluster/cluster';
import type { JsonObject } from '../../manifest/json';
import { resources } from '../../workload/resources';
import { type ContainerDescription, PATHS, type SidecarDescription } from '../../workload/server-description';
import type { StoreContext } from '../context';
import { dataVolume } from '../volumes/storage';
import { serverMounts } from './account';
import { observed, withAsked } from './probe';

export const DEFAULTS = { memory: Size.mebibytes(256), cpu: Cpu.millis(100), ephemeralStorage: Size.mebibytes(256) };
const SIDECAR_SCRATCH = Size.mebibytes(64);

/** What every container of a store is told. The number of pods stands here so that they roll when it changes. */
export function storeEnv({ facts }: StoreContext, { env = {} }: Pick<ContainerDescription, 'env'>): JsonObject[] {
  const field = (name: string, fieldPath: string): JsonObject => ({
    name,
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
  });
  const literals = { REPLICAS: `${facts.replicas}`, ...env };
  return [
    field('POD_NAME', 'metadata.name'),
    field('POD_NAMESPACE', 'metadata.namespace'),
    ...Object.entries(literals).map(([name, value]) => ({ name, value })),
  ];
}

/** What the containers of a store see beside the volume. */
export function storeMounts({ facts }: StoreContext): JsonObject[] {
  return [
    { name: 'config', mountPath: PATHS.config, readOnly: true },
    { name: 'run', mountPath: PATHS.run },
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'password', mountPath: PATHS.secrets, readOnly: true },
    ...(facts.tls ? [{ name: 'certificate', mountPath: PATHS.certificate, readOnly: true }] : []),
  ];
}

export function dataMount({ scope, props, facts }: StoreContext): JsonObject {
  return { name: dataVolume(scope, props), mountPath: facts.dataDirectory };
}

/** What the server's container has beyond what cdk8s-plus renders. */
export function serverFields(context: StoreContext, name: string, mounts: readonly JsonObject[]): JsonObject {
  const { description, props, scope } = context;
  return {
    name,
    env: storeEnv(context, description.server),
    ...observed(description.server),
    resources: resources(scope, props, DEFAULTS),
    volumeMounts: [...storeMounts(context), dataMount(context), ...serverMounts(description), ...mounts],
  };
}

/** The containers beside the server: those that outlive it where the cluster has native sidecars, and the others. */
export function sidecars(
  context: StoreContext,
  outliving: readonly JsonObject[],
): { readonly native: JsonObject[]; readonly plain: JsonObject[] } {
  const all = context.description.sidecars ?? [];
  const fields = (outlives: boolean): JsonObject[] =>
    all.filter((sidecar) => (sidecar.outlives ?? false) === outlives).map((s) => sidecarFields(context, s));
  const after = [...fields(true), ...outliving];
  if (!Cluster.of(context.scope).has('nativeSidecars')) return { native: [], plain: [...after, ...fields(false)] };
  return { native: after.map((container) => ({ ...container, restartPolicy: 'Always' })), plain: fields(false) };
}

function sidecarFields(context: StoreContext, sidecar: SidecarDescription): JsonObject {
  const { name, image, command, ports = {}, memory, cpu, data, passwords = true } = sidecar;
  const seen = storeMounts(context).filter((mount) => passwords || mount['name'] !== 'password');
  const amounts = { memory: Size.mebibytes(memory), cpu: Cpu.millis(cpu), ephemeralStorage: SIDECAR_SCRATCH };
  const open = withAsked(ports, sidecar).map(([port, containerPort]) => ({
    name: port,
    containerPort,
    protocol: 'TCP',
  }));
  return {
    name,
    image,
    command: [...command],
    env: storeEnv(context, sidecar),
    ports: open.length > 0 ? open : undefined,
    ...observed(sidecar),
    resources: resources(context.scope, {}, amounts),
    volumeMounts: [...seen, ...(data ? [dataMount(context)] : [])],
  };
}
