import type { Size } from 'cdk8s';
import type { Cpu } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { AMOUNT, CPU_AMOUNT, type CpuQuantity, type SizeQuantity } from '../checks/amounts';
import { fail } from '../checks/errors';
import { literal, numberFix, textFix } from '../checks/fixes';
import { dnsLabel, imageReference, wholeNumber } from '../checks/formats';
import {
  either,
  type Kind,
  type Kinds,
  LIST,
  NONE,
  NUMBER,
  needed,
  object,
  oneOf,
  RECORD,
  TEXT,
} from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { EnvValue } from '../relations/binding';
import { Environment } from '../relations/environment';
import { PROBE, Probe } from './probe';
import { type ResourcesOfAnother, resources, SMALL } from './resources';
import type { Volumes } from './volumes';

/** A container beside the main one. It has a `/tmp` of its own, the variables of the main one and the same hardening. */
export interface ExtraContainer {
  /** The name, unique in the pod. */
  readonly name: string;
  /** The image with its version. */
  readonly image: string;
  /** Replaces the image's entry point. @default - the image's */
  readonly command?: readonly string[];
  /** Replaces the image's arguments. @default - the image's */
  readonly args?: readonly string[];
  /** Its own variables. One that the main container has too gets this value here. @default - those that it inherits */
  readonly env?: Readonly<Record<string, EnvValue | undefined>>;
  /**
   * The variables of the main container that it gets: those of `env` and of `uses`, with the files that they name. A list leaves out
   * those of `envFrom`, and an empty one is for none. @default - all
   */
  readonly inherits?: readonly string[];
  /**
   * Paths of the main container that it sees too: writable directories, files, directories of secret files, and volumes that
   * `container.mount` adds; `'all'` for all of them.
   * @default - none
   */
  readonly shares?: readonly string[] | 'all';
  /** Requested and limited; `'none'` for neither. @default - that of the app for an init container, Size.mebibytes(64) for a sidecar */
  readonly memory?: Size | SizeQuantity | 'none';
  /** Requested; `'none'` for no request. @default - that of the app for an init container, Cpu.millis(10) for a sidecar */
  readonly cpu?: Cpu | CpuQuantity | 'none';
  /** @default - that of the app for an init container without `cpu`, no limit for others */
  readonly cpuLimit?: Cpu | CpuQuantity;
  /** Requested and limited; `'none'` for neither. @default - that of the app for an init container, Size.mebibytes(64) for a sidecar */
  readonly ephemeralStorage?: Size | SizeQuantity | 'none';
  /** The user id, not 0. @default - that of the app */
  readonly user?: number;
}

/**
 * A container that runs to completion before the app starts, such as a migration. It has the variables of the app, its network and
 * as much memory and CPU as the app.
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

/** The id of a user or group. */
export const ID: Kind = {
  ...NUMBER,
  fix: (value) =>
    /\d/.test(`${typeof value === 'string' ? value : ''}`) ? numberFix(value) : 'use its number, such as 1000',
};
export const IMAGE: Kind = {
  ...TEXT,
  fix: (value) => `use ${imageOf(value) ?? "'ghcr.io/acme/shop:1.4.2', for example"}`,
};

/** `{ repository: 'nginx', tag: '1.29.3' }` → `'nginx:1.29.3'` */
function imageOf(value: unknown): string | undefined {
  const { registry, repository, name = repository, tag } = Object(value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !['string', 'number'].includes(typeof tag)) return undefined;
  return literal(`${typeof registry === 'string' ? `${registry}/` : ''}${name}:${tag}`);
}

const EXTRA: Kinds<ExtraContainer> = {
  name: needed({ ...TEXT, fix: (value) => textFix(value, 'migrate') }),
  image: needed(IMAGE),
  command: LIST,
  args: LIST,
  env: RECORD,
  inherits: LIST,
  shares: either(LIST, oneOf('all')),
  memory: either(AMOUNT, NONE),
  cpu: either(CPU_AMOUNT, NONE),
  cpuLimit: CPU_AMOUNT,
  ephemeralStorage: either(AMOUNT, NONE),
  user: ID,
};
export const INIT_CONTAINER = object(EXTRA);
export const SIDECAR = object<Sidecar>({ ...EXTRA, health: PROBE });

/** The main container, as the others of its pod see it. */
export interface MainContainer {
  readonly name: string;
  readonly volumes: Volumes;
  readonly environment: Environment;
  /** The resources of an init container that sets none. */
  readonly initResources: ResourcesOfAnother;
}

/** Renders a container beside the main one. `added` are the mounts that the program gave the main one by cdk8s-plus. */
type Render = (added: readonly JsonObject[]) => JsonObject;

/**
 * Checks init containers and sidecars, and returns a function that renders them when the main container has all of its variables and
 * mounts. Sidecars come first, so that init containers can use them.
 */
export function extraContainers(
  scope: Construct,
  main: MainContainer,
  init: readonly InitContainer[],
  sidecars: readonly Sidecar[],
): (added: readonly JsonObject[]) => readonly JsonObject[] {
  if (sidecars.length > 0 && !Cluster.of(scope).has('nativeSidecars')) {
    const fix = 'target 1.29 or newer, or run it as a workload of its own';
    fail(scope, 'sidecars need Kubernetes 1.29', Cluster.of(scope).version, fix);
  }
  const names = [main.name, ...sidecars.map(({ name }) => name), ...init.map(({ name }) => name)];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    fail(scope, 'a container must have a name of its own in the pod', twice, 'rename one of the two');
  const beside = sidecars.map((extra) => {
    const render = container(scope, extra, main, SMALL);
    const life = living(scope, extra);
    return (added: readonly JsonObject[]) => ({ ...render(added), ...life });
  });
  const before = init.map((extra) => container(scope, extra, main, main.initResources));
  return (added) => [...beside, ...before].map((render) => render(added));
}

function living(scope: Construct, { health = Probe.none() }: Sidecar): JsonObject {
  return {
    restartPolicy: 'Always',
    startupProbe: health.render(scope, 'startup', undefined, 120),
    readinessProbe: health.render(scope, 'readiness', undefined, 120),
  };
}

function container(scope: Construct, extra: ExtraContainer, main: MainContainer, usual: ResourcesOfAnother): Render {
  const { name, image, command, args, user } = extra;
  const fields: JsonObject = {
    name: dnsLabel(scope, 'the name of a container', name),
    image: imageReference(scope, image),
    command: command && [...command],
    args: args && [...args],
    resources: resources(scope, extra, usual),
    securityContext: user === undefined ? undefined : { runAsUser: wholeNumber(scope, 'user', user, 1, 2 ** 31 - 1) },
  };
  environmentOf(scope, extra);
  const mounts = mountsOf(extra, main.volumes);
  return (added) => {
    const environment = environmentOf(scope, extra);
    environment.inherit(main.environment, extra.inherits, `container ${name}`);
    return { ...fields, ...environment.render(), volumeMounts: mounts(environment, added) };
  };
}

function environmentOf(scope: Construct, { name, env = {} }: ExtraContainer): Environment {
  const environment = new Environment(scope);
  environment.setOwn(env, `env of container ${name}`);
  return environment;
}

/** Secrets that `uses` mounts, and volumes that the program mounts by cdk8s-plus, come later than the container. */
function mountsOf(
  { name, shares = [] }: ExtraContainer,
  volumes: Volumes,
): (environment: Environment, added: readonly JsonObject[]) => readonly JsonObject[] {
  const own =
    shares === 'all' || shares.includes('/tmp')
      ? []
      : [{ name: volumes.scratch(`tmp-${name}`.slice(0, 63)), mountPath: '/tmp' }];
  return ({ texts }, added) => {
    const known = shares === 'all' ? volumes.pathsWith(added) : shares;
    return [...own, ...volumes.shared(`container ${name}`, known, added), ...volumes.secretsOf(texts, known)];
  };
}
