import { Chart, Duration, Size } from 'cdk8s';
import { App, Logs, OtlpEndpoint, type TraceOptions, Traces, WebApp, Worker } from '../../lib';
import type { ObservabilityProps } from '../../lib/observability/props';
import { containerOf, find, type Manifest, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { files, observability } from './support';

const image = 'ghcr.io/acme/app:1.0.0';

interface Made {
  readonly shop: Chart;
  readonly platform: Chart;
}

/** An Observability with traces that watches an app of another namespace. */
function traced(change: (web: WebApp) => void = () => undefined, props: Partial<ObservabilityProps> = {}): Made {
  const app = new App();
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const platform = new Chart(app, 'platform', { namespace: 'observability' });
  const web = new WebApp(shop, 'web', { image, metrics: { port: 9090 } });
  observability(platform, { traces: Traces.jaeger(), ...props }).watch(web);
  change(web);
  app.synthYaml();
  return { shop, platform };
}

const variables = (chart: Chart, name: string): Record<string, string> =>
  Object.fromEntries(
    (containerOf(find(chart, 'Deployment', name), name)['env'] ?? []).map((one: Manifest) => [
      one['name'],
      one['value'],
    ]),
  );

describe('an app that is watched', () => {
  it('has the variables of OpenTelemetry, and the network is open on both ends', () => {
    const { shop, platform } = traced();
    expect(variables(shop, 'web')).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://observability-jaeger.observability.svc:4318',
      OTEL_SERVICE_NAME: 'web',
      OTEL_TRACES_EXPORTER: 'otlp',
    });
    const ends = [
      find(shop, 'NetworkPolicy', 'web-to-observability-observability-jaeger')['spec'].egress,
      find(platform, 'NetworkPolicy', 'observability-jaeger-from-shop-web')['spec'].ingress,
    ];
    for (const [rule] of ends) expect(rule.ports).toEqual([{ port: 4318, protocol: 'TCP' }]);
  });

  it('keeps another destination of its traces, also one that it gets after watch', () => {
    const { shop } = traced((web) => web.uses(OtlpEndpoint.https('otlp.example.com')));
    expect(variables(shop, 'web')['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe('https://otlp.example.com:443');
    expect(names(shop, 'NetworkPolicy')).not.toContain('web-to-observability-observability-jaeger');
  });

  it('sends nothing where it refuses, and a worker sends its own', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const metrics = { port: 9090 };
    const web = new WebApp(chart, 'web', { image, metrics, traces: false });
    observability(chart, { traces: Traces.jaeger() }).watch(web, new Worker(chart, 'mailer', { image, metrics }));
    app.synthYaml();
    expect(variables(chart, 'web')).not.toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(variables(chart, 'mailer')).toHaveProperty('OTEL_EXPORTER_OTLP_ENDPOINT');
  });

  it('sends to the collectors before Jaeger from size medium on, which send to Jaeger', () => {
    const { shop, platform } = traced(() => undefined, { size: 'medium' });
    expect(variables(shop, 'web')['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(
      'http://observability-gateway.observability.svc:4318',
    );
    expect(find(platform, 'StatefulSet', 'observability-gateway')['spec'].replicas).toBe(2);
    expect(files(platform, 'observability-gateway')['gateway.yaml']).toContain(
      'traces_endpoint: http://observability-jaeger:4318/v1/traces',
    );
    expect(names(platform, 'NetworkPolicy')).toContain('observability-jaeger-from-observability-gateway');
    expect(names(platform, 'NetworkPolicy')).not.toContain('observability-jaeger-from-shop-web');
  });
});

describe('Jaeger', () => {
  it('has a volume and a Service for OTLP, Zipkin and queries, and fits the schemas', () => {
    const { platform } = traced();
    expect(synth(platform).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(find(platform, 'Service', 'observability-jaeger')['spec'].ports).toMatchObject([
      { port: 16686 },
      { name: 'otlp', port: 4318 },
      { name: 'grpc-otlp', port: 4317 },
      { name: 'zipkin', port: 9411 },
    ]);
  });

  it('is a data source of Grafana that leads to the logs of a trace, and logs lead to it', () => {
    const { platform } = traced(() => undefined, { logs: Logs.loki() });
    const text = files(platform, 'observability-grafana')['datasources.yaml'] ?? '';
    expect(text).toContain('uid: traces');
    expect(text).toContain('datasourceUid: logs');
    expect(text).toContain('datasourceUid: traces');
    expect(text).toContain('url: http://observability-jaeger:16686');
  });
});

describe('traces', () => {
  it.each<[string, TraceOptions, string]>([
    [
      'there are more spans than the size keeps',
      { perSecond: 51 },
      'an Observability of size small keeps 50 spans a second, got 51; use a larger size, or Sampling.tail({ share: 10 })',
    ],
    ['there are no spans', { perSecond: 0 }, 'perSecond must be positive, got 0;'],
    [
      'they do not fit into the volume',
      { storage: Size.gibibytes(10) },
      'the traces of all hours must fit into 80 % of the volume, got 13Gi in 10Gi; use storage: Size.gibibytes(20)',
    ],
    [
      'the time is not whole hours',
      { retention: Duration.minutes(90) },
      'must be whole hours, at least 1, got 5400 s;',
    ],
  ])('fail when %s', (_, options, message) => {
    expect(() => observability(testChart(), { traces: Traces.jaeger(options) })).toThrow(message);
  });

  it('fail when an option is not of its kind', () => {
    expect(() => Traces.jaeger({ sampling: 10 as never })).toThrow(
      'Traces.jaeger.sampling must be a choice of traces, got 10; use Sampling.tail({ share: 10 })',
    );
  });

  it('are not kept when the props say none', () => {
    const chart = testChart();
    observability(chart, { traces: Traces.none() });
    expect(names(chart, 'StatefulSet')).toEqual(['observability-prometheus']);
  });
});
