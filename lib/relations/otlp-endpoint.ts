import { fail } from '../checks/errors';
import { dnsLabel, oneHostName } from '../checks/formats';
import { checkProps, type Kinds, LIST, made, NUMBER, oneOf, secret, TABLE } from '../checks/kinds';
import { Peer } from '../network/peer';
import { Port } from '../network/port';
import { EVERYWHERE, NOT_PUBLIC } from '../network/public-addresses';
import type { AddressParts, Binding, BindingClient, BindingRequest, EnvValue, IBindable } from './binding';
import { checkRequest } from './binding-kinds';
import { PodField } from './env-value';
import { SecretKey } from './secret-key';

/** A kind of telemetry. */
export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** The telemetry that a workload sends, and its protocol. */
export interface OtlpOptions {
  /** The protocol of the endpoint. @default 'http' */
  readonly protocol?: 'http' | 'grpc';
  /** The port of the endpoint. @default - 4318 for `http` and 4317 for `grpc` in the cluster, 443 outside */
  readonly port?: number;
  /** The signals to send; the exporters of the others are switched off. @default ['traces'] */
  readonly signals?: readonly OtlpSignal[];
  /** The percentage of new traces to record; traces that another program began are recorded if it records them. @default 100 */
  readonly sampling?: number;
  /** More attributes of the resource, such as `{ 'deployment.environment.name': 'prod' }`. @default - none */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An endpoint in the cluster. */
export interface OtlpServiceOptions extends OtlpOptions {
  /** The labels of its pods. @default - every pod of its namespace */
  readonly labels?: Readonly<Record<string, string>>;
}

/** An endpoint outside the cluster. */
export interface OtlpHostOptions extends OtlpOptions {
  /** Headers with credentials, as `key=value,key2=value2`. @default - none */
  readonly headers?: SecretKey;
}

/** The parts of an endpoint. */
export interface OtlpParts extends AddressParts {
  /** A reference to the headers with credentials; absent without `headers`. */
  readonly headers: string;
}

const OPTIONS: Kinds<OtlpOptions> = {
  protocol: oneOf('http', 'grpc'),
  port: NUMBER,
  signals: LIST,
  sampling: NUMBER,
  attributes: TABLE,
};
const SERVICE: Kinds<OtlpServiceOptions> = { ...OPTIONS, labels: TABLE };
const HEADERS = secret(
  made(SecretKey, 'a key of a Secret', "pass SecretKey.of('otlp', 'headers') and create that Secret"),
);
const HOST: Kinds<OtlpHostOptions> = { ...OPTIONS, headers: HEADERS };

const ALL: readonly OtlpSignal[] = ['traces', 'metrics', 'logs'];
const PORTS = { http: 4318, grpc: 4317 };
const ATTRIBUTE = /^[A-Za-z][\w.-]*$/;

interface Plan extends OtlpOptions {
  readonly url: string;
  readonly headers?: SecretKey;
}

/**
 * The destination of OpenTelemetry data: a collector, or a backend that takes it. A workload that uses it gets the variables from
 * which the SDKs of OpenTelemetry configure themselves: the endpoint, the exporters, the name of the service, and attributes of
 * the pod.
 *
 * @example web.uses(OtlpEndpoint.service('otel-collector', 'observability'))
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export class OtlpEndpoint implements IBindable<OtlpParts> {
  /** A Service of the cluster whose pods listen on its port. Throws when a name or an option is not valid. */
  static service(name: string, namespace: string, options: OtlpServiceOptions = {}): OtlpEndpoint {
    checkProps(undefined, options, SERVICE, 'OtlpEndpoint.service');
    dnsLabel(undefined, 'the name of a Service', name);
    dnsLabel(undefined, 'the namespace of a Service', namespace);
    const port = Port.tcp(options.port ?? PORTS[protocolOf(options)], 'otlp');
    const peer = Peer.foreignPods({ name, namespaces: [namespace], labels: options.labels });
    return new OtlpEndpoint(peer, port, { ...options, url: `http://${name}.${namespace}.svc:${port.number}` });
  }

  /** A host on the internet that speaks HTTPS. Throws when `host` is not a host name, or an option is not valid. */
  static https(host: string, options: OtlpHostOptions = {}): OtlpEndpoint {
    checkProps(undefined, options, HOST, 'OtlpEndpoint.https');
    oneHostName(undefined, 'an OTLP endpoint', host, () => 'name the host that takes the data');
    const port = Port.tcp(options.port ?? 443, 'https');
    const peer = Peer.addresses(host, EVERYWHERE, { except: NOT_PUBLIC }).named(host);
    return new OtlpEndpoint(peer, port, { ...options, url: `https://${host}:${port.number}` });
  }

  private constructor(
    readonly peer: Peer,
    private readonly port: Port,
    private readonly plan: Plan,
  ) {
    check(plan);
  }

  /** The variables of OpenTelemetry, whose names are fixed. */
  bind(request: BindingRequest): Binding<OtlpParts> {
    const { client } = checkRequest(undefined, request);
    const { url, headers, signals = ['traces'] } = this.plan;
    const exporters = ALL.map((signal) => [
      `OTEL_${signal.toUpperCase()}_EXPORTER`,
      signals.includes(signal) ? 'otlp' : 'none',
    ]);
    const { hostname: host } = new URL(url);
    return {
      port: this.port,
      parts: { host, port: `${this.port.number}`, url, ...(headers && { headers }) },
      env: {
        ...(client && identity(client, this.plan.attributes ?? {})),
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocolOf(this.plan) === 'grpc' ? 'grpc' : 'http/protobuf',
        ...(headers && { OTEL_EXPORTER_OTLP_HEADERS: headers }),
        ...Object.fromEntries(exporters),
        ...sampler(this.plan),
      },
    };
  }
}

/** https://opentelemetry.io/docs/specs/semconv/non-normative/k8s-attributes/ */
function identity(
  { name, kind, container, image }: BindingClient,
  more: Readonly<Record<string, string>>,
): Record<string, EnvValue> {
  const [namespace, pod] = ['$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE)', '$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME)'];
  const attributes = {
    'service.namespace': namespace,
    'service.version': encodeURIComponent(versionOf(image)),
    'service.instance.id': `${namespace}.${pod}.${container}`,
    'k8s.namespace.name': namespace,
    [`k8s.${kind.toLowerCase()}.name`]: name,
    'k8s.container.name': container,
    'k8s.pod.name': pod,
    'k8s.pod.uid': '$(OTEL_RESOURCE_ATTRIBUTES_POD_UID)',
    'k8s.node.name': '$(OTEL_RESOURCE_ATTRIBUTES_NODE_NAME)',
    ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, encodeURIComponent(value)])),
  };
  return {
    OTEL_SERVICE_NAME: name,
    OTEL_RESOURCE_ATTRIBUTES_NAMESPACE: PodField.namespace(),
    OTEL_RESOURCE_ATTRIBUTES_NODE_NAME: PodField.node(),
    OTEL_RESOURCE_ATTRIBUTES_POD_NAME: PodField.name(),
    OTEL_RESOURCE_ATTRIBUTES_POD_UID: PodField.uid(),
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  };
}

/** Returns the tag of an image; its digest when it has none. */
function versionOf(image: string): string {
  const [named = '', digest = ''] = image.split('@');
  return /:([^/:]+)$/.exec(named)?.[1] ?? digest;
}

function sampler({ sampling }: OtlpOptions): Record<string, string> {
  if (sampling === undefined) return {};
  return { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: `${sampling / 100}` };
}

function protocolOf({ protocol = 'http' }: OtlpOptions): 'http' | 'grpc' {
  return protocol;
}

function check({ signals = ['traces'], sampling = 100, attributes = {} }: Plan): void {
  const strange = signals.find((signal) => !ALL.includes(signal));
  if (signals.length === 0 || strange !== undefined) {
    fail(undefined, 'signals must be some of traces, metrics, logs', strange ?? signals, "use ['traces'], for example");
  }
  if (!(sampling >= 0 && sampling <= 100)) {
    fail(undefined, 'sampling must be a percentage from 0 to 100', sampling, 'use 10 for one trace in ten');
  }
  const wrong = Object.keys(attributes).find((key) => !ATTRIBUTE.test(key));
  if (wrong !== undefined) {
    fail(
      undefined,
      'an attribute must be named with letters, digits, dots, dashes and underscores',
      wrong,
      'rename it',
    );
  }
}
