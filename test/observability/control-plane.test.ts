import { parse } from 'yaml';
import { Cluster, Observability } from '../../lib';
import type { AnsweringParts } from '../../lib/cluster/answering';
import { find, type Manifest, synth, testChart } from '../support/charts';
import { adminPassword, files } from './support';

/** The jobs, the groups of rules and the manifests of a program in a cluster. */
function programIn(cluster: Cluster): {
  jobs: Map<string, Manifest>;
  groups: string[];
  all: Manifest[];
  egress: Manifest[];
} {
  const chart = testChart('monitoring');
  cluster.attachTo(chart);
  new Observability(chart, 'observability', { adminPassword });
  const all = files(chart, 'observability-prometheus');
  const jobs = parse(all['prometheus.yml'] ?? '').scrape_configs;
  return {
    jobs: new Map(jobs.map((job: Manifest) => [job['job_name'], job])),
    groups: parse(all['cluster.rules.yaml'] ?? '').groups.map(({ name }: Manifest) => name),
    all: synth(chart),
    egress: find(chart, 'NetworkPolicy', 'observability-prometheus')['spec'].egress,
  };
}

const PARTS: readonly (readonly [keyof AnsweringParts, string, string, number])[] = [
  ['etcd', '_etcd', 'cluster/etcd', 2381],
  ['scheduler', '_kube-scheduler', 'cluster/scheduler', 10259],
  ['controllerManager', '_kube-controller-manager', 'cluster/controller-manager', 10257],
  ['kubeProxy', '_kube-proxy', 'cluster/kube-proxy', 10249],
  ['coreDns', '_coredns', 'cluster/core-dns', 9153],
];
const MANAGED = [Cluster.eks, Cluster.eksAuto, Cluster.gke, Cluster.aks, Cluster.openshift, Cluster.k3s];

describe('the parts of the control plane', () => {
  it.each(PARTS)(
    'have a job, a way and rules only where the cluster says that %s answers',
    (part, job, group, port) => {
      const silent = programIn(Cluster.generic());
      expect([...silent.jobs.keys()]).not.toContain(job);
      expect(silent.groups).not.toContain(group);
      expect(JSON.stringify(silent.egress)).not.toContain(`"port":${port},`);
      const said = programIn(Cluster.generic({ answers: { [part]: true } }));
      expect([...said.jobs.keys()]).toContain(job);
      expect(said.groups).toContain(group);
      expect(JSON.stringify(said.egress)).toContain(`"port":${port},`);
    },
  );

  it('are found by the address of their node, also by IPv6, and asked with a token where they want one', () => {
    const { jobs, all } = programIn(Cluster.generic({ answers: { scheduler: true } }));
    const job = jobs.get('_kube-scheduler') ?? {};
    expect(job).toMatchObject({ authorization: { credentials_file: expect.any(String) }, scheme: 'https' });
    const addresses = job['relabel_configs'].filter(({ target_label }: Manifest) => target_label === '__address__');
    const addressOf = (ip: string): string | undefined => {
      const rule = addresses.find(({ regex }: Manifest) => new RegExp(`^(?:${regex})$`).test(ip));
      return ip.replace(new RegExp(`^(?:${rule.regex})$`), rule.replacement);
    };
    expect(addressOf('10.0.0.4')).toBe('10.0.0.4:10259');
    expect(addressOf('fd00::4')).toBe('[fd00::4]:10259');
    const rights = all.filter(({ kind }) => kind === 'ClusterRole').flatMap(({ rules }) => rules);
    expect(rights).toContainEqual({ nonResourceURLs: ['/metrics'], verbs: ['get'] });
  });

  it('are not asked where a preset knows that they are hidden', () => {
    for (const preset of MANAGED) {
      const { jobs } = programIn(preset());
      for (const job of ['_etcd', '_kube-scheduler', '_kube-controller-manager'])
        expect([...jobs.keys()]).not.toContain(job);
    }
  });

  it('fails when a part is said to answer that the kind of cluster hides', () => {
    for (const preset of MANAGED) {
      expect(() => preset({ answers: { etcd: true } })).toThrow(
        /etcd of a cluster of kind \w+ shows no metrics to pods, got answers: \{ etcd: true \}; leave it out/,
      );
    }
  });

  it('fails when a part is not known', () => {
    expect(() => Cluster.generic({ answers: { apiServer: true } as never })).toThrow(/answers/);
  });
});
