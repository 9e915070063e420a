import { Chart, Size } from 'cdk8s';
import { Alerts, App, Logs, type MultilineLog, WebApp } from '../../lib';
import { Observability } from '../../lib/observability/observability';
import type { ObservabilityProps } from '../../lib/observability/props';
import { takeNotices } from '../../lib/registry/notices';
import { containerOf, find, type Manifest, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES, observability, UNSTORED, WITH_KUBELET } from './support';

/** The chart of the servers that read their node. */
const nodesOf = (made: Observability): Chart => made.node.findChild('nodes') as Chart;

function collected(logs: Logs, props: Partial<ObservabilityProps> = {}) {
  const chart = testChart();
  const made = observability(chart, { logs, sources: WITH_KUBELET, ...props });
  return { chart, nodes: nodesOf(made) };
}

const dataOf = (pod: Manifest, name: string): Manifest => pod['volumes'].find((one: Manifest) => one['name'] === name);

describe.each([
  ['Loki', Logs.loki(), 'loki', 3100, '/otlp/v1/logs'],
  ['VictoriaLogs', Logs.victoria(), 'victoria', 9428, '/insert/opentelemetry/v1/logs'],
])('logs in %s', (_, logs, server, port, path) => {
  const { chart, nodes } = collected(logs);

  it('are kept by one pod with a volume, and the objects fit the schemas', () => {
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(synth(nodes).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    const set = find(chart, 'StatefulSet', `observability-${server}`);
    expect(set['spec']).toMatchObject({ replicas: 1 });
    expect(set['spec'].volumeClaimTemplates[0].spec.resources.requests.storage).toBe('20Gi');
  });

  it('are sent there from a namespace of its own, by both ends of the network', () => {
    const text = files(nodes, 'observability-agent')['agent.yaml'] ?? '';
    expect(text).toContain(`logs_endpoint: http://observability-${server}.shop.svc.cluster.local:${port}${path}`);
    expect(names(nodes, 'NetworkPolicy')).toContain(`observability-agent-to-shop-observability-${server}`);
    expect(names(chart, 'NetworkPolicy')).toContain(`observability-${server}-from-shop-nodes-observability-agent`);
    const [rule] = find(chart, 'NetworkPolicy', `observability-${server}-from-shop-nodes-observability-agent`)['spec']
      .ingress;
    expect(rule.ports).toEqual([{ port, protocol: 'TCP' }]);
  });
});

describe('the agent', () => {
  const { nodes } = collected(Logs.loki());
  const set = find(nodes, 'DaemonSet', 'observability-agent');

  it('has a namespace in which such pods may run, and which warns of every other thing', () => {
    expect(find(nodes, 'Namespace', 'shop-nodes')['metadata'].labels).toEqual({
      'app.kubernetes.io/component': 'observability',
      'app.kubernetes.io/managed-by': 'mainstay',
      'app.kubernetes.io/name': 'shop-nodes',
      'app.kubernetes.io/part-of': 'shop',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/enforce': 'privileged',
      'pod-security.kubernetes.io/warn': 'restricted',
    });
  });

  it('is root without capabilities, writes to one directory of the node, and reads the logs only', () => {
    const { volumeMounts, securityContext } = containerOf(set, 'agent');
    expect(securityContext).toMatchObject({
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
    });
    expect(podOf(set)['securityContext']).toMatchObject({ runAsUser: 0, runAsNonRoot: false });
    const mounts = volumeMounts.filter((mount: Manifest) => dataOf(podOf(set), `${mount['name']}`)['hostPath']);
    expect(mounts).toEqual([
      { mountPath: '/var/log/pods', name: 'logs', readOnly: true },
      { mountPath: '/var/lib/otelcol', name: 'state' },
    ]);
  });

  it('runs on every node, whatever the node is for', () => {
    expect(podOf(set)['tolerations']).toEqual([{ operator: 'Exists' }]);
  });

  it('may read pods, and nothing else', () => {
    expect(find(nodes, 'ClusterRole', 'shop-nodes-observability-agent')['rules']).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('starts again when its configuration changes, which it reads once', () => {
    const annotation = (logs: Logs) =>
      find(collected(logs).nodes, 'DaemonSet')['spec'].template.metadata.annotations['mainstay/config'];
    expect(annotation(Logs.loki())).not.toBe(annotation(Logs.loki({ exclude: ['kube-system'] })));
  });
});

describe('Grafana', () => {
  const sources = (logs: Logs): string =>
    files(collected(logs).chart, 'observability-grafana')['datasources.yaml'] ?? '';

  it('has a data source of Loki with a uid that stays, and asks it', () => {
    expect(sources(Logs.loki())).toContain('uid: logs');
    expect(names(collected(Logs.loki()).chart, 'NetworkPolicy')).toContain(
      'observability-grafana-to-observability-loki',
    );
  });

  it('has none of VictoriaLogs, which its image does not know', () => {
    expect(sources(Logs.victoria())).not.toContain('uid: logs');
  });
});

describe('an Observability without a word about logs and traces', () => {
  const app = new App();
  const chart = testChart('shop', app);
  const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/app:1.0.0', metrics: { port: 9090 } });
  const made = new Observability(chart, 'observability', { adminPassword });
  made.watch(web);
  const text = app.synthYaml();

  it('keeps logs in Loki and traces in Jaeger, and what it watches sends there', () => {
    expect(names(chart, 'StatefulSet')).toEqual([
      'observability-jaeger',
      'observability-loki',
      'observability-prometheus',
    ]);
    expect(names(nodesOf(made), 'DaemonSet')).toEqual(['observability-agent']);
    expect(find(chart, 'NetworkPolicy', 'observability-jaeger-from-web')).toBeDefined();
  });

  it('asks for less than 1 CPU and 2 GiB on three nodes', () => {
    const runners = [...synth(chart), ...synth(nodesOf(made))].filter(
      ({ metadata, spec }) => metadata.name.startsWith('observability-') && spec?.template,
    );
    const pods = ({ kind, spec }: Manifest): number => (kind === 'DaemonSet' ? 3 : (spec.replicas ?? 1));
    const sum = (of: (container: Manifest) => number): number =>
      runners
        .filter(({ kind }) => kind !== 'Job')
        .reduce(
          (all, one) =>
            all +
            pods(one) *
              podOf(one)
                ['containers'].map(of)
                .reduce((a: number, b: number) => a + b),
          0,
        );
    expect(sum(({ resources }) => Number(/^(\d+)m$/.exec(resources.requests.cpu)?.[1]))).toBeLessThanOrEqual(1000);
    expect(sum(({ resources }) => Number(/^(\d+)Mi$/.exec(resources.requests.memory)?.[1]))).toBeLessThanOrEqual(2048);
  });

  it('is one file, in which each Namespace stands before what is in it', () => {
    const first = (needle: string): number => text.indexOf(needle);
    expect(first('\n  name: shop-nodes\n')).toBeGreaterThan(0);
    expect(first('\n  name: shop-nodes\n')).toBeLessThan(first('namespace: shop-nodes'));
  });
});

describe('an Observability without logs', () => {
  it('has no agent and no namespace for it', () => {
    const chart = testChart();
    expect(observability(chart, { logs: Logs.none() }).node.tryFindChild('nodes')).toBeUndefined();
    expect(names(chart, 'StatefulSet')).toEqual(['observability-prometheus']);
  });
});

describe('logs', () => {
  it('fail when the chart has no namespace, because the agent is in another one', () => {
    const chart = new Chart(new App(), 'shop');
    expect(
      () => new Observability(chart, 'observability', { adminPassword, logs: Logs.loki(), sources: NO_SOURCES }),
    ).toThrow(
      '[shop/observability] servers that read files of their node need a namespace beside that of the others, got nothing; ' +
        'give the chart a namespace, or leave logs out with Logs.none()',
    );
  });

  it('fail when a second Observability of the namespace keeps them, too', () => {
    const chart = testChart();
    const props = { ...UNSTORED, adminPassword, logs: Logs.loki(), sources: NO_SOURCES };
    new Observability(chart, 'first', props);
    expect(() => new Observability(chart, 'second', props)).toThrow(
      '[shop/second] one Observability of a namespace keeps the logs of all containers, got a second one in shop; ' +
        'pass logs: Logs.none() to one of them',
    );
  });

  it('are told to be read twice when a second Observability of the cluster keeps them, and once only', () => {
    const app = new App();
    const props = { ...UNSTORED, adminPassword, sources: NO_SOURCES, alerts: Alerts.nobody('a test of the notices') };
    for (const [id, logs] of [
      ['a', Logs.none()],
      ['b', Logs.loki()],
      ['c', Logs.loki()],
      ['d', Logs.loki()],
    ] as const) {
      new Observability(testChart(id, app), 'observability', { ...props, logs });
    }
    expect(takeNotices(app)).toEqual([
      '[c/observability] the logs of all containers are read twice, for b/observability too; ' +
        'pass logs: Logs.none() to all but one Observability of the cluster',
    ]);
  });

  it('fail when a day has more bytes than the size takes, with the path of the construct', () => {
    const logs = Logs.loki({ perDay: Size.gibibytes(5) });
    expect(() => observability(testChart(), { logs })).toThrow(
      "[shop/observability] an Observability of size small takes 2Gi of logs a day, got 5Gi; use size: 'medium'",
    );
  });

  it('fail when an option is not of its kind', () => {
    expect(() => Logs.loki({ perDay: 5 as never })).toThrow('Logs.loki.perDay must be a Size, got 5;');
    expect(() => Logs.victoria({ multiline: [{ namespace: 'shop' } as MultilineLog] })).toThrow(
      'Logs.victoria.multiline.container must be text, got nothing',
    );
    // @ts-expect-error: a text is not a store
    expect(() => observability(testChart(), { logs: 'loki' })).toThrow(
      'logs must be a store of logs, got loki; use Logs.loki()',
    );
  });
});
