/** Sends spans as a program with an OpenTelemetry SDK does, by the variables of its container. */
import { randomBytes } from 'node:crypto';
import http from 'node:http';

type Environment = Readonly<Record<string, string>>;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** A trace of two spans. */
export interface SentTrace {
  readonly id: string;
  readonly failed: boolean;
  /** The time at which the server had taken it. */
  readonly taken: number;
}

/** The variables as the specification defines them: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export class SpanSender {
  private readonly url: URL;
  private readonly resource: readonly Attribute[];
  private readonly agent = new http.Agent({ keepAlive: true });

  constructor(
    env: Environment,
    private readonly addressOf: (host: string) => string,
  ) {
    const { OTEL_EXPORTER_OTLP_ENDPOINT: base = '', OTEL_EXPORTER_OTLP_PROTOCOL: protocol } = env;
    if (env['OTEL_TRACES_EXPORTER'] !== 'otlp' || protocol !== 'http/protobuf') {
      throw new Error(`the variables must ask for OTLP by HTTP, got ${env['OTEL_TRACES_EXPORTER']} by ${protocol}`);
    }
    this.url = new URL(`${base.replace(/\/$/, '')}/v1/traces`);
    const pairs = (env['OTEL_RESOURCE_ATTRIBUTES'] ?? '').split(',').filter((pair) => pair !== '');
    const attributes = new Map(pairs.map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
    attributes.set('service.name', env['OTEL_SERVICE_NAME'] ?? attributes.get('service.name') ?? 'unknown_service');
    this.resource = [...attributes].map(([key, stringValue]) => ({ key, value: { stringValue } }));
  }

  /** Sends a trace. Throws when the server does not take it. */
  async send(failed: boolean): Promise<SentTrace> {
    const [traceId, parent, child] = [16, 8, 8].map((bytes) => randomBytes(bytes).toString('hex'));
    const now = BigInt(Date.now()) * 1_000_000n;
    const times = { startTimeUnixNano: `${now}`, endTimeUnixNano: `${now + 5_000_000n}` };
    const status = failed ? { code: 2 } : {};
    const spans = [
      { traceId, spanId: parent, name: 'GET /', kind: 2, ...times, status },
      { traceId, spanId: child, parentSpanId: parent, name: 'SELECT', kind: 3, ...times, status },
    ];
    const scopeSpans = [{ scope: { name: 'gate' }, spans }];
    await this.post(JSON.stringify({ resourceSpans: [{ resource: { attributes: this.resource }, scopeSpans }] }));
    return { id: `${traceId}`, failed, taken: Date.now() };
  }

  /** The same protocol has an encoding as JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
  private post(body: string): Promise<void> {
    const { hostname, port, pathname: path } = this.url;
    const headers = { 'content-type': 'application/json' };
    const options = { method: 'POST', host: this.addressOf(hostname), port, path, headers, agent: this.agent };
    return new Promise((resolve, reject) => {
      const request = http.request(options, (response) => {
        response.resume();
        response.on('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${this.url} must take spans, got ${response.statusCode}`));
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
