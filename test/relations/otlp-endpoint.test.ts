import {
  AddOn,
  Cluster,
  OtlpEndpoint,
  type OtlpHostOptions,
  ScheduledTask,
  SecretKey,
  WebApp,
  Worker,
} from '../../lib';
import { containerOf, find, type Manifest, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const collector = OtlpEndpoint.service('otel-collector', 'observability', { labels: { app: 'collector' } });

function envOf(endpoint: OtlpEndpoint, used = image): Manifest[] {
  const chart = testChart();
  new WebApp(chart, 'web', { image: used, containerName: 'main' }).uses(endpoint);
  return containerOf(find(chart, 'Deployment'), 'main')['env'];
}

const textOf = (env: Manifest[], name: string) => env.find((variable) => variable['name'] === name)?.['value'];
const attributes = (env: Manifest[]): Record<string, string> =>
  Object.fromEntries(
    `${textOf(env, 'OTEL_RESOURCE_ATTRIBUTES')}`.split(',').map((pair) => pair.split('=') as [string, string]),
  );

describe('an endpoint for OpenTelemetry', () => {
  it('is told to who uses it in the variables that SDKs read, traces only', () => {
    const env = envOf(collector);
    expect(env.filter(({ value }) => value !== undefined)).toEqual([
      { name: 'OTEL_SERVICE_NAME', value: 'web' },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: expect.any(String) },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://otel-collector.observability.svc:4318' },
      { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'http/protobuf' },
      { name: 'OTEL_TRACES_EXPORTER', value: 'otlp' },
      { name: 'OTEL_METRICS_EXPORTER', value: 'none' },
      { name: 'OTEL_LOGS_EXPORTER', value: 'none' },
    ]);
  });

  it('hears from which pod something comes, by fields that are known when the pod runs', () => {
    const env = envOf(collector);
    expect(attributes(env)).toEqual({
      'k8s.container.name': 'main',
      'k8s.deployment.name': 'web',
      'k8s.namespace.name': '$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE)',
      'k8s.node.name': '$(OTEL_RESOURCE_ATTRIBUTES_NODE_NAME)',
      'k8s.pod.name': '$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME)',
      'k8s.pod.uid': '$(OTEL_RESOURCE_ATTRIBUTES_POD_UID)',
      'service.instance.id': '$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE).$(OTEL_RESOURCE_ATTRIBUTES_POD_NAME).main',
      'service.namespace': '$(OTEL_RESOURCE_ATTRIBUTES_NAMESPACE)',
      'service.version': '1.4.2',
    });
    const named = env.map(({ name }) => name);
    const referred = [...`${textOf(env, 'OTEL_RESOURCE_ATTRIBUTES')}`.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name);
    for (const name of referred) {
      expect(named.indexOf(name)).toBeGreaterThanOrEqual(0);
      expect(named.indexOf(name)).toBeLessThan(named.indexOf('OTEL_RESOURCE_ATTRIBUTES'));
    }
    expect(env).toContainEqual({
      name: 'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME',
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
    });
  });

  it('hears the digest of an image without a tag', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    expect(attributes(envOf(collector, `ghcr.io/acme/shop@${digest}`))['service.version']).toBe(
      encodeURIComponent(digest),
    );
    expect(attributes(envOf(collector, `ghcr.io/acme/shop:2@${digest}`))['service.version']).toBe('2');
  });

  it('takes other signals, a share of the traces, gRPC, and more to say', () => {
    const env = envOf(
      OtlpEndpoint.service('otel', 'ops', {
        protocol: 'grpc',
        signals: ['metrics', 'logs'],
        sampling: 12.5,
        attributes: { 'deployment.environment.name': 'a,b=$(C)' },
      }),
    );
    expect(textOf(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')).toBe('http://otel.ops.svc:4317');
    expect(textOf(env, 'OTEL_EXPORTER_OTLP_PROTOCOL')).toBe('grpc');
    expect(textOf(env, 'OTEL_TRACES_EXPORTER')).toBe('none');
    expect(textOf(env, 'OTEL_LOGS_EXPORTER')).toBe('otlp');
    expect(textOf(env, 'OTEL_TRACES_SAMPLER')).toBe('parentbased_traceidratio');
    expect(textOf(env, 'OTEL_TRACES_SAMPLER_ARG')).toBe('0.125');
    expect(attributes(env)['deployment.environment.name']).toBe('a%2Cb%3D%24(C)');
  });

  it('opens the network to it and to nothing else', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(collector);
    expect(names(chart, 'NetworkPolicy')).toEqual(['web', 'web-to-otel-collector']);
    expect(find(chart, 'NetworkPolicy', 'web-to-otel-collector')['spec'].egress).toEqual([
      {
        ports: [{ port: 4318, protocol: 'TCP' }],
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
            podSelector: { matchLabels: { app: 'collector' } },
          },
        ],
      },
    ]);
  });

  it('may be on the internet, with headers from a Secret, and by name where the network can', () => {
    const endpoint = OtlpEndpoint.https('api.example.com', { headers: SecretKey.of('otlp', 'headers') });
    const env = envOf(endpoint);
    expect(textOf(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')).toBe('https://api.example.com:443');
    expect(env).toContainEqual({
      name: 'OTEL_EXPORTER_OTLP_HEADERS',
      valueFrom: { secretKeyRef: { key: 'headers', name: 'otlp' } },
    });
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.cilium()] }).attachTo(chart);
    new WebApp(chart, 'web', { image }).uses(endpoint);
    expect(names(chart, 'CiliumNetworkPolicy')).toEqual(['web-to-api.example.com']);
  });

  it('is there for workers and tasks, the same when it is said twice', () => {
    const made = (times: number) => {
      const chart = testChart();
      const worker = new Worker(chart, 'mailer', { image });
      const task = new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily' });
      for (let at = 0; at < times; at += 1) for (const program of [task, worker]) program.uses(collector);
      return synth(chart);
    };
    expect(made(2)).toEqual(made(1));
    expect(made(1).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(JSON.stringify(made(1))).toContain('k8s.cronjob.name=cleanup');
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'its name is none',
      () => OtlpEndpoint.service('a.b', 'c'),
      /the name of a Service must be a DNS label.+, got a.b;/,
    ],
    ['its namespace is none', () => OtlpEndpoint.service('a', 'C'), /the namespace of a Service must be .+, got C;/],
    ['its host is none', () => OtlpEndpoint.https('https://a.b'), /an OTLP endpoint must be a host name, got https:/],
    ['nobody speaks like that', () => OtlpEndpoint.service('a', 'b', { protocol: 'udp' as never }), /protocol must be/],
    [
      'nothing is sent',
      () => OtlpEndpoint.service('a', 'b', { signals: [] }),
      /signals must be .+, got an empty list;/,
    ],
    [
      'something unknown is sent',
      () => OtlpEndpoint.service('a', 'b', { signals: ['profiles' as never] }),
      /signals must be some of traces, metrics, logs, got profiles; use/,
    ],
    ['the share is none', () => OtlpEndpoint.service('a', 'b', { sampling: 101 }), /sampling must be .+, got 101; use/],
    ['an attribute is none', () => OtlpEndpoint.service('a', 'b', { attributes: { 'a=b': '' } }), /an attribute must/],
    ['its port is none', () => OtlpEndpoint.service('a', 'b', { port: 0 }), /a port must be a whole number/],
    [
      'its headers are in the program',
      () => OtlpEndpoint.https('a.b', { headers: 'key=secret' as unknown as OtlpHostOptions['headers'] }),
      /headers must be a key of a Secret, got something else; pass SecretKey/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
