import { Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { AddOn, App, Cluster, Observability, ScheduledTask, SecurityBaseline } from '../../lib';
import { SERIES } from '../../lib/observability/sources/series';
import { containerOf, errorsOf, find, type Manifest, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { adminPassword, files, NO_SOURCES, UNSTORED, watchedFiles, webApp } from './support';

/** A program that watches apps of two namespaces. */
function program(): Chart {
  const chart = testChart('monitoring');
  const root = chart.node.root as never;
  const observer = new Observability(chart, 'observability', { adminPassword });
  observer.watch(webApp(testChart('shop', root)), webApp(testChart('pay', root)));
  return chart;
}

const jobsOf = (chart: Chart): Map<string, Manifest> =>
  new Map(
    parse(files(chart, 'observability-prometheus')['prometheus.yml'] ?? '').scrape_configs.map((job: Manifest) => [
      job['job_name'],
      job,
    ]),
  );
const rulesOf = (chart: Chart, kind: string, name: string, namespace?: string): Manifest[] =>
  synth(chart).find(
    ({ kind: k, metadata }) => k === kind && metadata.name === name && metadata.namespace === namespace,
  )?.['rules'];
const allRules = (chart: Chart): Manifest[] =>
  synth(chart).flatMap(({ kind, rules }) => (/^(Cluster)?Role$/.test(kind) ? rules : []));

describe('the sources of metrics', () => {
  it('fit the schemas, and the rules of the security baseline with no exception', () => {
    const chart = testChart('shop');
    new Observability(chart, 'observability').watch(webApp(chart));
    new SecurityBaseline(chart, 'baseline', {});
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(errorsOf(chart)).toEqual([]);
  });

  it('have rights to read only, none of them on Secrets, ConfigMaps or the way into pods', () => {
    const rules = allRules(program());
    expect(rules.flatMap(({ verbs }) => verbs).filter((verb) => !['get', 'list', 'watch'].includes(verb))).toEqual([]);
    const resources = rules.flatMap((rule) => rule['resources'] ?? []);
    expect(resources).toContain('nodes/metrics');
    for (const forbidden of ['nodes/proxy', 'secrets', 'configmaps', 'pods/exec', '*']) {
      expect(resources).not.toContain(forbidden);
    }
  });

  it('read objects of the watched namespaces and of their own, each by a Role of its namespace', () => {
    const chart = program();
    const kinds = (rules: Manifest[]): string[] => rules.flatMap(({ resources }) => resources).sort();
    const state = ['monitoring', 'pay', 'shop'].map((namespace) => {
      const name = namespace === 'monitoring' ? '' : 'monitoring-';
      return kinds(rulesOf(chart, 'Role', `${name}observability-kube-state-metrics`, namespace));
    });
    expect(new Set(state.map(String)).size).toBe(1);
    expect(state[0]).toContain('pods');
    expect(kinds(rulesOf(chart, 'ClusterRole', 'monitoring-observability-kube-state-metrics'))).toEqual([
      'namespaces',
      'nodes',
      'persistentvolumes',
    ]);
    const run = find(chart, 'Deployment', 'observability-kube-state-metrics');
    expect(containerOf(run, 'kube-state-metrics')['args']).toContain(
      '--namespaces=monitoring,monitoring-nodes,pay,shop',
    );
    expect(containerOf(run, 'cluster')['args']).toContain('--resources=namespaces,nodes,persistentvolumes');
  });

  it('give kube-state-metrics rights where a thing without metrics is watched, and Prometheus none', () => {
    const chart = testChart('monitoring');
    const tasks = testChart('tasks', chart.node.root as never);
    const task = new ScheduledTask(tasks, 'report', { image: 'example.com/report:1.0.0', schedule: '0 6 * * *' });
    new Observability(chart, 'observability', { adminPassword }).watch(task);
    expect(rulesOf(chart, 'Role', 'monitoring-observability-kube-state-metrics', 'tasks')).toBeDefined();
    expect(rulesOf(chart, 'Role', 'monitoring-observability-prometheus', 'tasks')).toBeUndefined();
  });

  it('see nodes without a directory, the network or the processes of the node', () => {
    const pod = podOf(find(program(), 'DaemonSet', 'observability-node-exporter'));
    expect(pod['volumes'].filter(({ hostPath }: Manifest) => hostPath)).toEqual([]);
    expect(pod).not.toHaveProperty('hostNetwork');
    expect(pod).not.toHaveProperty('hostPID');
    expect(pod['automountServiceAccountToken']).toBe(false);
  });

  it('keep the labels of the objects that kube-state-metrics is about, through its replacement', () => {
    const chart = program();
    const all = watchedFiles(chart, 'observability-prometheus');
    const [job] = parse(all['monitoring.observability-kube-state-metrics.scrape.yaml'] ?? '').scrape_configs;
    expect(job).toMatchObject({ honor_labels: true, label_limit: 64, sample_limit: 40000 });
    const labels = job.relabel_configs.flatMap((rule: Manifest) => rule['target_label'] ?? []);
    expect(labels).toEqual(['namespace', 'instance', 'container', 'job']);
  });

  it('give every pod the node that it is on, so that its alerts are kept back while that node is down', () => {
    const all = watchedFiles(program(), 'observability-prometheus');
    const files = Object.entries(all).filter(([name]) => name.endsWith('.scrape.yaml') && !name.includes('kube-state'));
    expect(files.length).toBeGreaterThan(1);
    for (const [, text] of files) {
      expect(parse(text).scrape_configs[0].relabel_configs).toContainEqual({
        source_labels: ['__meta_kubernetes_pod_node_name'],
        target_label: 'node',
      });
    }
  });

  it('keep of the kubelets what is about the watched namespaces, and of every job what it offers', () => {
    const jobs = jobsOf(program());
    const [names, namespaces] = jobs.get('_kubelet')?.['metric_relabel_configs'] ?? [];
    const keeps = (rule: Manifest, ...values: string[]): boolean =>
      new RegExp(`^(?:${rule['regex']})$`).test(values.join(';'));
    expect(keeps(names, 'kubelet_volume_stats_available_bytes')).toBe(true);
    expect(keeps(names, 'kubelet_http_requests_total')).toBe(false);
    expect(['shop', 'pay', ''].every((one) => keeps(namespaces, one))).toBe(true);
    expect(keeps(namespaces, 'kube-system')).toBe(false);
    const [, containers] = jobs.get('_cadvisor')?.['metric_relabel_configs'] ?? [];
    expect(keeps(containers, 'container_memory_rss', 'shop', '/kubepods/x')).toBe(true);
    expect(keeps(containers, 'container_memory_rss', '', '/')).toBe(true);
    expect(keeps(containers, 'machine_cpu_cores', '', '')).toBe(true);
    expect(keeps(containers, 'container_memory_rss', '', '/system.slice')).toBe(false);
    expect(keeps(containers, 'container_memory_rss', 'kube-system', '/kubepods/x')).toBe(false);
    for (const [name, job] of jobs) {
      if (name === '_self') continue;
      expect(job).toMatchObject({ label_limit: 64, keep_dropped_targets: 20, sample_limit: 50000 });
    }
  });

  it('are reached by Prometheus, and kubelets and the API server by port', () => {
    const chart = program();
    const egress = find(chart, 'NetworkPolicy', 'observability-prometheus')['spec'].egress;
    expect(egress).toContainEqual({ ports: [{ port: 10250, protocol: 'TCP' }] });
    for (const name of ['kube-state-metrics', 'node-exporter']) {
      expect(names(chart, 'NetworkPolicy')).toContain(`observability-prometheus-to-observability-${name}`);
      expect(names(chart, 'NetworkPolicy')).toContain(`observability-${name}-from-observability-prometheus`);
    }
  });

  it('are reached in the network of the nodes by the ranges of the nodes, where the Cluster has them', () => {
    const policyOf = (cluster: Cluster, kind: string, name: string): Manifest => {
      const chart = new Chart(new App({ cluster }), 'monitoring', { namespace: 'monitoring' });
      new Observability(chart, 'observability', { adminPassword });
      return find(chart, kind, name);
    };
    const known = policyOf(
      Cluster.generic({ nodeRanges: ['10.1.0.0/16'], apiServer: ['10.96.0.1/32'], answers: { etcd: true } }),
      'NetworkPolicy',
      'observability-prometheus',
    );
    for (const port of [10250, 2381]) {
      expect(known['spec'].egress).toContainEqual({
        ports: [{ port, protocol: 'TCP' }],
        to: [{ ipBlock: { cidr: '10.1.0.0/16' } }],
      });
    }
    expect(known['metadata'].annotations).toBeUndefined();
    const { metadata } = policyOf(Cluster.generic(), 'NetworkPolicy', 'observability-prometheus');
    expect(metadata.annotations['mainstay/widened']).toContain(
      'meant for the nodes; their addresses are not in the Cluster (nodeRanges), so it opens every address on port 10250',
    );
    const cilium = Cluster.generic({ installed: [AddOn.cilium()] });
    expect(policyOf(cilium, 'CiliumNetworkPolicy', 'observability-prometheus-to-nodes')['spec'].egress).toEqual([
      { toEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '10250', protocol: 'TCP' }] }] },
    ]);
  });

  it('can each be left out, with their servers, jobs and rights', () => {
    const chart = testChart('monitoring');
    new Observability(chart, 'observability', { adminPassword, sources: NO_SOURCES, ...UNSTORED }).watch(webApp(chart));
    expect([...names(chart, 'DaemonSet'), ...names(chart, 'ClusterRole')]).toEqual([]);
    expect(names(chart, 'Deployment')).toEqual(['observability-grafana', 'web']);
    expect([...jobsOf(chart).keys()]).toEqual(['_self']);
    const { egress } = find(chart, 'NetworkPolicy', 'observability-prometheus')['spec'];
    expect(JSON.stringify(egress)).not.toContain('10250');
  });

  it('fail when the namespace of the servers is not known', () => {
    const chart = new Chart(Testing.app(), 'lost');
    expect(() => new Observability(chart, 'observability', { adminPassword })).toThrow(
      '[lost/observability/Prometheus] rights in the whole cluster need the namespace of the server, got nothing; give its chart a namespace',
    );
  });

  it('fail when one of them is not known', () => {
    expect(
      () => new Observability(testChart(), 'observability', { adminPassword, sources: { nodes: false } as never }),
    ).toThrow(/sources/);
  });

  it('name series that begin with the prefix of their program', () => {
    expect(SERIES.kubeStateMetrics.filter((name) => !name.startsWith('kube_'))).toEqual([]);
    expect(SERIES.cadvisor.filter((name) => !/^(container|machine)_/.test(name))).toEqual([]);
  });
});
