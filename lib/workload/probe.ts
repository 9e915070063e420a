import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { wholeNumber } from '../checks/formats';
import {
  checkKind,
  checkProps,
  DURATION,
  FLAG,
  type Kind,
  type Kinds,
  LIST,
  made,
  NUMBER,
  needed,
  TABLE,
  TEXT,
} from '../checks/kinds';
import { seconds } from '../checks/quantity';
import type { JsonObject } from '../manifest/json';
import { PORT, type Port, type PortLike, portOf } from '../network/port';

/** The period, timeout and failure threshold of a probe. */
export interface ProbeOptions {
  /** The time from one probe to the next. @default - 5 s for readiness and startup, 10 s for liveness */
  readonly period?: Duration;
  /** The time that an answer may take. @default Duration.seconds(3) */
  readonly timeout?: Duration;
  /** The failures in a row that count as failed; for a startup probe, `startup` decides. @default - 3 for readiness, 6 for liveness */
  readonly failureThreshold?: number;
}

/** The settings of a probe on a port. */
export interface PortProbeOptions extends ProbeOptions {
  /** @default - the port of the app */
  readonly port?: PortLike;
}

/** The settings of a probe by HTTP. */
export interface HttpProbeOptions extends PortProbeOptions {
  /** Headers of the request. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** True to use HTTPS, without verifying the certificate. @default false */
  readonly tls?: boolean;
}

/** The three kinds of probe of a container. */
export type ProbeKind = 'readiness' | 'liveness' | 'startup';

const OPTIONS: Kinds<ProbeOptions> = { period: DURATION, timeout: DURATION, failureThreshold: NUMBER };
const PORT_OPTIONS: Kinds<PortProbeOptions> = { ...OPTIONS, port: PORT };
const HTTP_OPTIONS: Kinds<HttpProbeOptions> = { ...PORT_OPTIONS, headers: TABLE, tls: FLAG };

const PATH = /^\/[^\s#]*$/;
const HEADER = /^[-A-Za-z0-9]+$/;
const DEFAULTS = {
  readiness: { period: 5, failureThreshold: 3 },
  liveness: { period: 10, failureThreshold: 6 },
  startup: { period: 5, failureThreshold: 0 },
};

type Asks = (scope: Construct | undefined, port: Port | undefined) => JsonObject;

/**
 * A probe by which Kubernetes learns the health of a container.
 *
 * @example health: { readiness: Probe.http('/ready'), liveness: Probe.tcp() }
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export class Probe {
  /** A request for a path; any status from 200 to 399 is a success. Throws when the path does not begin with `/`. */
  static http(path: string, options: HttpProbeOptions = {}): Probe {
    checkKind(undefined, 'the path of Probe.http', path, needed(TEXT));
    checkProps(undefined, options, HTTP_OPTIONS, 'Probe.http');
    const scheme = options.tls ? 'HTTPS' : 'HTTP';
    return new Probe(options, (scope, main) => ({
      httpGet: {
        path: healthPath(scope, path),
        port: reference(scope, own(scope, options), main),
        scheme,
        httpHeaders: headersOf(scope, options.headers ?? {}),
      },
    }));
  }

  /** A connection to a port; an open port is a success. */
  static tcp(options: PortProbeOptions = {}): Probe {
    checkProps(undefined, options, PORT_OPTIONS, 'Probe.tcp');
    return new Probe(
      options,
      (scope, main) => ({ tcpSocket: { port: reference(scope, own(scope, options), main) } }),
      true,
    );
  }

  /** A call of the standard health service of gRPC: https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
  static grpc(options: PortProbeOptions & { readonly service?: string } = {}): Probe {
    checkProps(undefined, options, { ...PORT_OPTIONS, service: TEXT }, 'Probe.grpc');
    const { service } = options;
    return new Probe(options, (scope, main) => ({
      grpc: { port: tcp(scope, own(scope, options) ?? main).number, service },
    }));
  }

  /** A command in the container; exit code 0 is a success. */
  static exec(command: readonly string[], options: ProbeOptions = {}): Probe {
    checkKind(undefined, 'the command of Probe.exec', command, needed(LIST));
    checkProps(undefined, options, OPTIONS, 'Probe.exec');
    return new Probe(options, (scope) => {
      if (command.length === 0) fail(scope, 'a check needs a command', command, "use ['/app', 'ready'], for example");
      return { exec: { command: [...command] } };
    });
  }

  /** No probe. */
  static none(): Probe {
    return new Probe({}, undefined);
  }

  private constructor(
    private readonly options: ProbeOptions,
    private readonly asks: Asks | undefined,
    private readonly isConnection = false,
  ) {}

  /** True unless it is `Probe.none()`. @internal */
  get asksSomething(): boolean {
    return this.asks !== undefined;
  }

  /** True if the probe needs more than a connection. @internal */
  get asksMore(): boolean {
    return this.asks !== undefined && !this.isConnection;
  }

  /** Returns the probe; a start may take `window` seconds. Throws when there is no port to probe. @internal */
  render(
    scope: Construct | undefined,
    kind: ProbeKind,
    port: Port | undefined,
    window: number,
  ): JsonObject | undefined {
    if (!this.asks) return undefined;
    const { period, failureThreshold, timeout = Duration.seconds(3) } = this.options;
    const periodSeconds = wholeNumber(
      scope,
      `the period of ${kind} in seconds`,
      period ? seconds(period) : DEFAULTS[kind].period,
      1,
      86400,
    );
    const starting = Math.max(Math.ceil(window / periodSeconds), 1);
    const threshold = kind === 'startup' ? starting : (failureThreshold ?? DEFAULTS[kind].failureThreshold);
    return {
      ...this.asks(scope, port),
      failureThreshold: wholeNumber(scope, `the failureThreshold of ${kind}`, threshold, 1, 86400),
      periodSeconds,
      timeoutSeconds: wholeNumber(scope, `the timeout of ${kind} in seconds`, seconds(timeout), 1, 3600),
    };
  }
}

export const PROBE: Kind = made(Probe, 'a Probe', (value) => {
  const path = typeof value === 'string' && PATH.test(value) ? value : undefined;
  return path === undefined
    ? "use Probe.http('/healthz'), for example"
    : `use Probe.http('${path}', { port: 8080 }), with its port`;
});

function healthPath(scope: Construct | undefined, path: string): string {
  if (!PATH.test(path)) {
    const near = PATH.test(`/${path}`) && !path.includes(':') ? `/${path}` : 'a form such as /healthz';
    fail(scope, 'a health path must begin with a slash', path, `use ${near}`);
  }
  return path;
}

function headersOf(
  scope: Construct | undefined,
  headers: Readonly<Record<string, string>>,
): readonly JsonObject[] | undefined {
  const wrong = Object.keys(headers).find((name) => !HEADER.test(name));
  if (wrong !== undefined) {
    fail(scope, 'a header must be named with letters, digits and dashes', wrong, 'use a name such as X-Probe');
  }
  const list = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return list.length > 0 ? list : undefined;
}

/** The main port is given by its name, which stays right when its number changes. */
function reference(scope: Construct | undefined, own: Port | undefined, main: Port | undefined): string | number {
  return own ? tcp(scope, own).number : tcp(scope, main).name;
}

function own(scope: Construct | undefined, { port }: PortProbeOptions): Port | undefined {
  return port === undefined ? undefined : portOf(scope, 'the port of a probe', port);
}

function tcp(scope: Construct | undefined, port: Port | undefined): Port {
  if (port?.protocol !== 'TCP') {
    const fix = 'name the port, as in Probe.tcp({ port: 8081 }), or use Probe.exec or Probe.none()';
    fail(scope, 'a check needs a TCP port', port && `${port}`, fix);
  }
  return port;
}
