import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { dnsLabel, imageReference, wholeNumber } from '../checks/formats';
import { CPU, either, type Kinds, LIST, NONE, NUMBER, needed, object, PROPS, SIZE, TEXT } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { EnvValue } from '../relations/binding';
import { Environment } from '../relations/environment';
import { PROBE, Probe } from './probe';
import { resources, SMALL } from './resources';
import type { Volumes } from './volumes';

/** A container beside the main one. It has a `/tmp` of its own and the same hardening. */
export interface ExtraContainer {
  /** The name, unique in the pod. */
  readonly name: string;
  /** The image with its version. */
  readonly image: string;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[];
  /** Replaces the image's arguments. @default - the image's */
  readonly args?: readonly string[];
  /** @default - none */
  readonly env?: Readonly<Record<string, EnvValue>>;
  /** Paths of the main container that it sees too: writable directories, files, directories of secret files. @default - none */
  readonly shares?: readonly string[];
  /** Requested and limited; `'none'` for neither. @default Size.mebibytes(64) */
  readonly memory?: Size | 'none';
  /** Requested; `'none'` for no request. @default Cpu.millis(10) */
  readonly cpu?: Cpu | 'none';
  /** @default - no limit */
  readonly cpuLimit?: Cpu;
  /** Requested and limited; `'none'` for neither. @default Size.mebibytes(64) */
  readonly ephemeralStorage?: Size | 'none';
  /** The user id, not 0. @default - that of the app */
  readonly user?: number;
}

/**
 * A container that runs to completion before the app starts.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
export type InitContainer = ExtraContainer;

/**
 * A container that starts before the app and ends after it. Needs Kubernetes 1.29.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export interface Sidecar extends ExtraContainer {
  /** The probe that must succeed before the app starts, and for the pod to get requests. @default - none */
  readonly health?: Probe;
}

const EXTRA: Kinds<ExtraContainer> = {
  name: needed(TEXT),
  image: needed(TEXT),
  command: LIST,
  args: LIST,
  env: PROPS,
  shares: LIST,
  memory: either(SIZE, NONE),
  cpu: either(CPU, NONE),
  cpuLimit: CPU,
  ephemeralStorage: either(SIZE, NONE),
  user: NUMBER,
};
export const INIT_CONTAINER = object(EXTRA);
export const SIDECAR = object<Sidecar>({ ...EXTRA, health: PROBE });

/** Renders init containers and sidecars; sidecars come first, so that init containers can use them. */
export function extraContainers(
  scope: Construct,
  main: string,
  init: readonly InitContainer[],
  sidecars: readonly Sidecar[],
  volumes: Volumes,
): readonly JsonObject[] {
  if (sidecars.length > 0 && !Cluster.of(scope).has('nativeSidecars')) {
    const fix = 'target 1.29 or newer, or run it as a workload of its own';
    fail(scope, 'sidecars need Kubernetes 1.29', Cluster.of(scope).version, fix);
  }
  const names = [main, ...sidecars.map(({ name }) => name), ...init.map(({ name }) => name)];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    fail(scope, 'a container must have a name of its own in the pod', twice, 'rename one of the two');
  const mounts = new Map([...sidecars, ...init].map((extra) => [extra.name, mountsOf(extra, volumes)]));
  return [
    ...sidecars.map((extra) => ({ ...container(scope, extra, mounts.get(extra.name)), ...living(scope, extra) })),
    ...init.map((extra) => container(scope, extra, mounts.get(extra.name))),
  ];
}

function living(scope: Construct, { health = Probe.none() }: Sidecar): JsonObject {
  return {
    restartPolicy: 'Always',
    startupProbe: health.render(scope, 'startup', undefined, 120),
    readinessProbe: health.render(scope, 'readiness', undefined, 120),
  };
}

function mountsOf({ name, shares = [] }: ExtraContainer, volumes: Volumes): readonly JsonObject[] {
  const shared = shares.map((path) => volumes.shared(`container ${name}`, path));
  if (shares.includes('/tmp')) return shared;
  return [{ name: volumes.scratch(`tmp-${name}`.slice(0, 63)), mountPath: '/tmp' }, ...shared];
}

function container(scope: Construct, extra: ExtraContainer, volumeMounts: readonly JsonObject[] = []): JsonObject {
  const { name, image, command, args, env = {}, user } = extra;
  const environment = new Environment(scope);
  for (const [key, value] of Object.entries(env)) environment.set(key, value, `env of container ${name}`);
  return {
    name: dnsLabel(scope, 'the name of a container', name),
    image: imageReference(scope, image),
    command: command && [...command],
    args: args && [...args],
    env: environment.render(),
    resources: resources(scope, extra, SMALL),
    securityContext: user === undefined ? undefined : { runAsUser: wholeNumber(scope, 'user', user, 1, 2 ** 31 - 1) },
    volumeMounts,
  };
}
