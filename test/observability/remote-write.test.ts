import type { Chart } from 'cdk8s';
import { parse } from 'yaml';
import { Alerts, External, Observability, Receiver, RemoteWrite, SecretKey } from '../../lib';
import type { ObservabilityProps } from '../../lib/observability/props';
import { containerOf, find, type Manifest, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES } from './support';

const key = SecretKey.of('remote', 'token');
const URL = 'https://metrics.example.com/api/v1/push';

function program(props: Partial<ObservabilityProps>): Chart {
  const chart = testChart('shop');
  new Observability(chart, 'observability', { adminPassword, sources: NO_SOURCES, ...props });
  return chart;
}
const configOf = (chart: Chart): Manifest => parse(files(chart, 'observability-prometheus')['prometheus.yml'] ?? '');

describe('remote write', () => {
  it('reads credentials and headers from files of Secrets, and opens the network to the host', () => {
    const tenant = SecretKey.of('remote', 'tenant');
    const chart = program({ remoteWrite: RemoteWrite.to(URL, { token: key, headers: { 'X-Scope-OrgID': tenant } }) });
    expect(configOf(chart)['remote_write']).toEqual([
      {
        authorization: { credentials_file: '/run/secrets/remote-write-authorization/token' },
        http_headers: { 'X-Scope-OrgID': { files: ['/run/secrets/remote-write-x-scope-orgid/tenant'] } },
        name: 'remote',
        send_exemplars: true,
        url: URL,
      },
    ]);
    const mounts = containerOf(find(chart, 'StatefulSet', 'observability-prometheus'), 'prometheus')['volumeMounts'];
    const paths = mounts.map(({ mountPath }: Manifest) => mountPath);
    expect(paths).toContain('/run/secrets/remote-write-x-scope-orgid');
    const { spec, metadata } = find(chart, 'NetworkPolicy', 'observability-prometheus-to-metrics.example.com');
    expect(spec.egress[0].ports).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(metadata.annotations['mainstay/widened']).toContain('metrics.example.com');
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('takes a user with a password, and another way', () => {
    const user = { name: 'shop', password: key };
    const to = External.cidr('10.0.0.9/32', 9009);
    const chart = program({ remoteWrite: RemoteWrite.to('http://metrics.example.com:9009/push', { user, to }) });
    const [{ basic_auth }] = configOf(chart)['remote_write'];
    expect(basic_auth).toEqual({
      password_file: '/run/secrets/remote-write-authorization/token',
      username: 'shop',
    });
    expect(JSON.stringify(synth(chart).filter(({ kind }) => kind === 'NetworkPolicy'))).toContain('10.0.0.9/32');
  });

  it('has alerts when it falls behind and when samples are refused, and none without it', () => {
    const rules = (chart: Chart): string => files(chart, 'observability-prometheus')['prometheus.rules.yaml'] ?? '';
    const written = rules(program({ remoteWrite: RemoteWrite.to(URL) }));
    expect(written).toContain('RemoteWriteBehind');
    expect(written).toContain('RemoteWriteRefused');
    expect(rules(program({}))).not.toContain('RemoteWrite');
  });

  it.each([
    [
      'the URL is none',
      () => RemoteWrite.to('metrics.example.com'),
      'the URL of RemoteWrite.to must be that of HTTP, got metrics.example.com; use a form',
    ],
    [
      'the URL has a password',
      () => RemoteWrite.to('https://me:secret@a.example.com/'),
      'must not hold a key, which its manifest would show, got text',
    ],
    [
      'it leads into the cluster, and nothing says to which pods',
      () => RemoteWrite.to('http://mimir/push'),
      'needs a way to a Service of the cluster',
    ],
    [
      'a header is plain text',
      () => RemoteWrite.to(URL, { headers: { 'X-Key': 'secret' as never } }),
      /headers.+SecretKey\.of/,
    ],
    [
      'Prometheus sets a header itself',
      () => RemoteWrite.to(URL, { headers: { Authorization: key } }),
      'got Authorization; use token or user',
    ],
    [
      'there are two credentials',
      () => RemoteWrite.to(URL, { token: key, user: { name: 'a', password: key } }),
      'RemoteWrite.to needs one credential',
    ],
  ])('fails when %s', (_, call, message) => {
    expect(call).toThrow(message);
    expect(call).not.toThrow(/got secret|me:secret/);
  });
});

describe('two servers of Prometheus', () => {
  const alerts = Alerts.to(Receiver.pagerduty(key));

  it('are alike, in their alerts too, apart from each other, with a budget and one of them for each client', () => {
    const chart = program({ replicas: 2, alerts });
    const set = find(chart, 'StatefulSet', 'observability-prometheus');
    expect(set['spec'].replicas).toBe(2);
    expect(podOf(set)['topologySpreadConstraints']).not.toEqual([]);
    expect(names(chart, 'PodDisruptionBudget')).toContain('observability-prometheus');
    expect(find(chart, 'Service', 'observability-prometheus')['spec'].sessionAffinity).toBe('ClientIP');
    expect(configOf(chart)['global']).not.toHaveProperty('external_labels');
  });

  it('tell their samples apart where they write to one place, and not their alerts', () => {
    const chart = program({ replicas: 2, alerts, remoteWrite: RemoteWrite.to(URL) });
    expect(configOf(chart)['global'].external_labels).toEqual({ prometheus_replica: '${POD_NAME}' });
    expect(configOf(chart)['alerting'].alert_relabel_configs).toEqual([
      { action: 'labeldrop', regex: 'prometheus_replica' },
    ]);
    const { env } = containerOf(find(chart, 'StatefulSet', 'observability-prometheus'), 'prometheus');
    expect(env).toContainEqual({
      name: 'POD_NAME',
      valueFrom: { fieldRef: expect.objectContaining({ fieldPath: 'metadata.name' }) },
    });
  });

  it('come with size large, and one with the others', () => {
    const count = (props: Partial<ObservabilityProps>): number =>
      find(program(props), 'StatefulSet', 'observability-prometheus')['spec'].replicas;
    expect([
      count({}),
      count({ size: 'medium' }),
      count({ size: 'large' }),
      count({ size: 'large', replicas: 1 }),
    ]).toEqual([1, 1, 2, 1]);
    expect(find(program({}), 'Service', 'observability-prometheus')['spec']).not.toHaveProperty('sessionAffinity');
  });

  it('fails when there shall be three', () => {
    expect(() => program({ replicas: 3 })).toThrow(/\[shop\/observability\] replicas .*got 3/);
  });
});
