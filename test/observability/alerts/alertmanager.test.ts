import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, type App as PlainApp } from 'cdk8s';
import { parse } from 'yaml';
import { AddOn, Alerts, App, Cluster, External, Observability, Peer, Receiver, SecretKey } from '../../../lib';
import type { ObservabilityProps } from '../../../lib/observability/props';
import { containerOf, find, type Manifest, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { adminPassword, files, observability, watchedFiles, webApp } from '../support';

const slack = Receiver.slack(SecretKey.of('slack', 'url'), { channel: '#ops' });
const deadMan = Receiver.deadMan(SecretKey.of('dead-man', 'url'), { to: External.https('hc.example.com') });
const alerts = Alerts.to(slack, { deadMan });

const NAME = 'observability-alertmanager';
const policy = (chart: Chart, name: string): Manifest => find(chart, 'NetworkPolicy', name)['spec'];

function chartWith(props: Partial<ObservabilityProps>): Chart {
  const chart = testChart();
  observability(chart, props);
  return chart;
}

describe('an Alertmanager', () => {
  it.each(['small', 'large'] as const)('fits the schemas in size %s', (size) => {
    expect(synth(chartWith({ alerts, size })).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('gets every alert of Prometheus, and reads credentials from files only', () => {
    const chart = chartWith({ alerts });
    expect(parse(files(chart, 'observability-prometheus')['prometheus.yml'] ?? '').alerting).toEqual({
      alertmanagers: [{ static_configs: [{ targets: [`${NAME}-0.${NAME}:9093`] }] }],
    });
    expect(parse(files(chart, NAME)['alertmanager.yml'] ?? '').receivers).toContainEqual({
      name: 'default',
      slack_configs: [expect.objectContaining({ api_url_file: '/run/secrets/default-url/url' })],
    });
    const set = find(chart, 'StatefulSet', NAME);
    expect(containerOf(set, 'alertmanager')['volumeMounts']).toContainEqual(
      expect.objectContaining({ mountPath: '/run/secrets/default-url', readOnly: true }),
    );
    expect(podOf(set)['volumes']).toContainEqual({
      name: 'secret-default-url',
      secret: { defaultMode: 0o440, items: [{ key: 'url', path: 'url' }], secretName: 'slack' },
    });
    expect(containerOf(set, 'alertmanager')['args']).toContain('--cluster.listen-address=');
  });

  it('reaches its receivers, and is reached by Prometheus only', () => {
    const chart = chartWith({ alerts });
    const about = names(chart, 'NetworkPolicy').filter((name) => name.startsWith(NAME));
    expect(about).toEqual([
      NAME,
      `${NAME}-from-observability-prometheus`,
      `${NAME}-to-hc.example.com`,
      `${NAME}-to-hooks.slack.com`,
    ]);
    expect(policy(chart, `${NAME}-to-hooks.slack.com`)['egress']).toMatchObject([{ ports: [{ port: 443 }] }]);
  });

  it('opens hosts by name with Cilium', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.cilium()] }).attachTo(chart);
    observability(chart, { alerts: Alerts.to(Receiver.webhook('https://alerts.example.com/hook')) });
    const opened = synth(chart).find(({ kind }) => kind === 'CiliumNetworkPolicy');
    expect(opened?.['spec'].egress.at(-1)).toMatchObject({ toFQDNs: [{ matchName: 'alerts.example.com' }] });
  });

  it('opens both ends to an app of the program, and one end to other pods', () => {
    const chart = testChart();
    const relay = webApp(chart, 'relay');
    const pods = { peer: Peer.foreignPods({ name: 'pager', namespaces: ['pager'] }), port: 8080 };
    observability(chart, {
      alerts: Alerts.to(Receiver.webhook('http://relay/hook', { to: relay }), {
        critical: Receiver.webhook('http://pager.pager/hook', { to: pods }),
      }),
    });
    expect(names(chart, 'NetworkPolicy')).toEqual(
      expect.arrayContaining([`relay-from-${NAME}`, `${NAME}-to-relay`, `${NAME}-to-pager`]),
    );
    expect(policy(chart, `${NAME}-to-pager`)['egress']).toMatchObject([{ ports: [{ port: 8080 }] }]);
  });

  it('is three servers in size large, which Prometheus and each of them know by name', () => {
    const chart = chartWith({ alerts, size: 'large' });
    const set = find(chart, 'StatefulSet', NAME);
    const all = [0, 1, 2].map((pod) => `${NAME}-${pod}.${NAME}`);
    expect(set['spec'].replicas).toBe(3);
    expect(containerOf(set, 'alertmanager')['args']).toEqual(
      expect.arrayContaining(['--cluster.listen-address=:9094', ...all.map((host) => `--cluster.peer=${host}:9094`)]),
    );
    const { alerting } = parse(files(chart, 'observability-prometheus')['prometheus.yml'] ?? '');
    expect(alerting.alertmanagers[0].static_configs[0].targets).toEqual(all.map((host) => `${host}:9093`));
    expect(find(chart, 'Service', NAME)['spec']).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
    expect(policy(chart, `${NAME}-from-${NAME}`)['ingress'][0].ports).toEqual([
      { port: 9094, protocol: 'TCP' },
      { port: 9094, protocol: 'UDP' },
    ]);
    expect(watchedFiles(chart, 'observability-prometheus')[`shop.${NAME}.rules.yaml`]).toContain('AlertmanagersApart');
  });

  it('is watched itself', () => {
    const rules = watchedFiles(chartWith({ alerts }), 'observability-prometheus')[`shop.${NAME}.rules.yaml`];
    expect(rules).toContain('NotificationsFailing');
    expect(rules).not.toContain('AlertmanagersApart');
  });

  it.each<[string, Partial<ObservabilityProps>]>([
    ['without alerts', {}],
    ['when nobody is to get them', { alerts: Alerts.nobody('a cluster for trying things out') }],
  ])('is not there %s', (_, props) => {
    const chart = chartWith(props);
    expect(names(chart, 'StatefulSet')).toEqual(['observability-prometheus']);
    expect(files(chart, 'observability-prometheus')['prometheus.yml']).not.toContain('alerting:');
  });

  it('fails when alerts are a receiver', () => {
    expect(() => chartWith({ alerts: slack as never })).toThrow(
      '[shop/observability] alerts must be an Alerts, got a Receiver; use Alerts.to(Receiver.slack(',
    );
  });
});

describe('synth', () => {
  /** The lines that synth writes to the standard error. */
  function saidBy(props: ObservabilityProps, app: PlainApp): string {
    const said: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(`${text}`) > 0);
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    new Observability(chart, 'observability', { adminPassword, ...props });
    app.synth();
    write.mockRestore();
    return said.join('');
  }

  it.each<[string, ObservabilityProps, RegExp]>([
    [
      'says in one line that nobody gets the alerts',
      {},
      /^\[shop\/observability\] alerts are shown .* nobody; pass alerts: [^\n]*\n$/,
    ],
    ['says nothing when somebody gets them', { alerts }, /^$/],
    ['says nothing when nobody is to get them', { alerts: Alerts.nobody('a cluster for trying things out') }, /^$/],
  ])('%s', (_, props, expected) => {
    const outdir = mkdtempSync(join(tmpdir(), 'mainstay-'));
    expect(saidBy(props, new App({ outdir }))).toMatch(expected);
    rmSync(outdir, { recursive: true });
  });
});
