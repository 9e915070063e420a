import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { listFix, literal } from '../checks/fixes';
import { wholeNumber } from '../checks/formats';
import { either, type Kind, object, TEXT } from '../checks/kinds';
import { seconds } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import type { Port } from '../network/port';
import { PROBE, Probe } from './probe';

/** The probes of a container, one by one. Text is a path for a probe by HTTP. */
export interface Health {
  /** Decides if the pod gets requests. @default - a connection to the port of the app */
  readonly readiness?: string | Probe;
  /**
   * Restarts the container when it fails. It must not depend on anything but the container: an app that restarts with its
   * dependencies makes their outage worse. @default - a connection to the port of the app, if readiness needs more than that
   */
  readonly liveness?: string | Probe;
  /** Decides if the container has started; the other probes wait until then. @default - the readiness probe */
  readonly startup?: string | Probe;
}

/** `{ httpGet: { path: '/ready' } }` → `use '/ready'` */
export function probeFix(value: unknown): string {
  if (value === false || value === 'none') return 'use Probe.none()';
  const { httpGet = value, exec, tcpSocket } = Object(value ?? {}) as Readonly<Record<string, unknown>>;
  const { command } = Object(exec ?? {}) as Readonly<Record<string, unknown>>;
  if (exec !== undefined) return `use Probe.exec(${listFix(command).replace(/^use (a form such as )?/, '')})`;
  if (tcpSocket !== undefined) return 'use Probe.tcp()';
  const { path } = Object(httpGet ?? {}) as Readonly<Record<string, unknown>>;
  return typeof path === 'string' ? `use ${literal(path)}` : "use '/healthz', for example";
}

const FIELDS = ['path', 'httpGet', 'exec', 'tcpSocket', 'grpc'];
/** The probe of a manifest, or of another library. */
const isForeign = (value: unknown): boolean =>
  FIELDS.some((field) => typeof value === 'object' && value !== null && field in value);
const ASKED: Kind = { ...either(TEXT, PROBE), what: 'a path or a Probe', fix: probeFix };
const PROBES = object<Health>({ readiness: ASKED, liveness: ASKED, startup: ASKED });
export const HEALTH: Kind = { ...PROBES, is: (value) => PROBES.is(value) && !isForeign(value), fix: probeFix };

export interface HealthProps {
  readonly health?: string | Probe | Health;
  readonly startup?: Duration;
}

/** https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/ */
export function probes(scope: Construct | undefined, props: HealthProps, port: Port | undefined): JsonObject {
  const window = startupWindow(scope, props);
  const asked = healthOf(props.health);
  const connects = port?.protocol === 'TCP' ? Probe.tcp() : Probe.none();
  const readiness = checkOf(asked.readiness) ?? connects;
  const liveness = checkOf(asked.liveness) ?? (readiness.asksMore ? connects : Probe.none());
  const startup = checkOf(asked.startup) ?? (readiness.asksSomething ? readiness : liveness);
  return {
    startupProbe: startup.render(scope, 'startup', port, window),
    readinessProbe: readiness.render(scope, 'readiness', port, window),
    livenessProbe: liveness.render(scope, 'liveness', port, window),
  };
}

/** The seconds that a start may take. */
export function startupWindow(scope: Construct | undefined, { startup = Duration.minutes(2) }: HealthProps): number {
  return wholeNumber(scope, 'startup in seconds', seconds(startup), 1, 86400);
}

/** The probes that the user gave; a single one is for readiness. */
export function healthOf(health: HealthProps['health']): Health {
  return typeof health === 'string' || health instanceof Probe ? { readiness: health } : (health ?? {});
}

function checkOf(check: string | Probe | undefined): Probe | undefined {
  return typeof check === 'string' ? Probe.http(check) : check;
}
