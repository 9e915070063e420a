import * as cdk8s from 'cdk8s';
import { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { App, Cluster, describeFinding, SecurityBaseline, verify } from '../../lib';
import { ADMITTED } from '../../lib/security-baseline/admission/kinds';
import { CLUSTER_SCOPED } from '../../lib/security-baseline/kubernetes-kinds';
import { RULES } from '../../lib/security-baseline/rules';
import { isForAdmission } from '../../lib/security-baseline/rules/rule';
import {
  bindings,
  broken,
  deployment,
  HOST_NETWORK,
  judged,
  namespaced,
  plain,
  podOf,
  policies,
  RESTRICTED,
} from './admission-support';
import { type Fields, goodApp } from './good-app';
import { judge } from './judge';
import { STANDARDS } from './mistakes-standards';

describe('admission', () => {
  it('makes nothing by default', () => {
    const app = new App();
    new SecurityBaseline(new Chart(app, 'shop', { namespace: 'shop' }), 'baseline');
    expect(policies(app)).toEqual([]);
  });

  it('is one set of policies for all namespaces of an app, with a binding for each; warnings are apart', () => {
    const app = new App();
    namespaced(app, 'shop');
    namespaced(app, 'pay', { admission: 'warn' });
    namespaced(app, 'lab', { admission: 'audit' });
    const [pods] = policies(app);
    expect(policies(app).map(({ metadata }) => metadata.name.replace(/[0-9a-f]{8}$/, ''))).toEqual([
      'mainstay-pods-',
      'mainstay-objects-',
      'mainstay-pods-warnings-',
      'mainstay-objects-warnings-',
    ]);
    expect(
      bindings(app)
        .filter(({ spec }) => spec.policyName === pods.metadata.name)
        .map(({ metadata, spec }) => [metadata.name, spec.validationActions, spec.matchResources]),
    ).toEqual(
      [
        ['shop', ['Deny', 'Audit']],
        ['pay', ['Warn', 'Audit']],
        ['lab', ['Audit']],
      ].map(([name, actions]) => [
        `mainstay-pods-${name}`,
        actions,
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } },
      ]),
    );
  });

  it('gives two apps with the same rules the same policies', () => {
    const other = new App();
    namespaced(other, 'billing', { podSecurity: 'baseline' });
    expect(policies(other)).toEqual(plain());
  });

  it('has a file of its own', () => {
    const app = new App();
    namespaced(app, 'shop');
    expect(app.synthYaml()).toContain('ValidatingAdmissionPolicy');
    expect(app.charts.map(({ node }) => node.path).sort()).toEqual(['admission', 'shop']);
  });

  it('is in the folder of its cluster', () => {
    const app = new App();
    const chart = new Chart(app, 'ledger', { namespace: 'ledger' });
    Cluster.generic().attachTo(chart);
    new SecurityBaseline(chart, 'baseline', { admission: 'deny' });
    expect(parseAllDocuments(app.synthYaml({ cluster: 'ledger' })).length).toBeGreaterThan(4);
  });

  it("works in an App that is cdk8s' own", () => {
    const app = new cdk8s.App();
    namespaced(app, 'shop');
    expect(app.synthYaml()).toContain('kind: ValidatingAdmissionPolicyBinding');
  });

  it('judges namespaced objects only, since a binding does not keep out the cluster-scoped objects of others', () => {
    for (const { spec } of plain()) {
      for (const rule of spec.matchConstraints.resourceRules) {
        expect(rule.scope).toBe('Namespaced');
        expect(rule.resources).not.toContain('clusterroles');
        expect(rule.resources.filter((one: string) => one.includes('/'))).toEqual([]);
      }
    }
  });

  it('never judges by what may stand in a repository', () => {
    const names = plain().flatMap(({ spec }) => spec.variables.map(({ name }: Fields) => name));
    expect(names).toContain('found_privileged');
    for (const rule of ['plain_secret', 'plain_secret_env', 'scaled_replicas'])
      expect(names).not.toContain(`found_${rule}`);
  });

  it('knows the resource of every kind that a rule for the cluster names', () => {
    const kinds = RULES.filter(isForAdmission).flatMap(({ kinds: some = [], subject }) =>
      subject === 'object' ? some : [],
    );
    expect(kinds.filter((kind) => !CLUSTER_SCOPED.has(kind) && !(kind in ADMITTED))).toEqual([]);
  });

  it('fits into the annotation of kubectl apply', () => {
    for (const policy of plain()) expect(JSON.stringify(policy).length).toBeLessThan(262_144);
  });
});

describe('a Role that enters pods at admission', () => {
  const role = (name: string, rules: object[], metadata: object = {}): Fields => ({
    ...goodApp()['role'],
    metadata: { name, namespace: 'shop', ...metadata },
    rules,
  });
  const ATTACH = { apiGroups: [''], resources: ['pods/attach', 'pods/portforward'], verbs: ['create'] };
  const labels = { 'app.kubernetes.io/component': 'security-baseline', 'app.kubernetes.io/managed-by': 'mainstay' };

  it('passes as one that access makes, and no stranger gets more by its labels or its name', () => {
    expect(judged(plain(), role('access-debug', [ATTACH]))).toEqual([]);
    const refused = 'a role must not let its holder enter running pods, got an object';
    const exec = { ...ATTACH, resources: ['pods/exec'] };
    for (const one of [
      role('web', [ATTACH], { labels }),
      role('access-debug', [exec]),
      role('access-view', [ATTACH]),
    ]) {
      expect(judged(plain(), one)).toEqual([expect.stringContaining(refused)]);
    }
  });

  it('may be bound to groups of people only', () => {
    const binding = { ...goodApp()['binding'], roleRef: { kind: 'Role', name: 'access-debug' } };
    expect(judged(plain(), binding)).toEqual([expect.stringContaining('(binding-people)')]);
    expect(judged(plain(), { ...binding, subjects: [{ kind: 'Group', name: 'developers' }] })).toEqual([]);
  });
});

describe('an object at admission', () => {
  it('passes when it is a good one', () => {
    const all = plain();
    for (const object of Object.values(goodApp())) expect(judged(all, object)).toEqual([]);
  });

  const rendered = new Set(RULES.filter(isForAdmission).map(({ id }) => id));
  const mistakes = STANDARDS.filter(({ rule, name }) => rendered.has(rule) && !name.includes('for debugging'));
  test.each(mistakes.map(({ name, change }) => [name, change] as const))(
    'is refused with the sentence of synth when %s',
    (_, change) => {
      const app = goodApp();
      change(app);
      const all = plain();
      // A policy does not show objects.
      const findings = verify(Object.values(app)).map((finding) =>
        describeFinding(finding)
          .replace(/^\[.*?\] /, '')
          .replace(/got \{.*?\}/, 'got an object'),
      );
      expect(Object.values(app).flatMap((object) => judged(all, object))).toEqual(findings);
    },
  );

  it('is judged as a Pod, too, whoever made it', () => {
    expect(judged(plain(), podOf(broken()))).toEqual([HOST_NETWORK]);
  });

  it('passes when an update leaves its pods alone, so that it can be suspended, scaled and labelled', () => {
    const changed = broken();
    changed.spec.replicas = 7;
    changed.metadata.labels = { team: 'web' };
    expect(judged(plain(), changed, broken())).toEqual([]);
    const pod = podOf(broken());
    expect(judged(plain(), { ...pod, metadata: { ...pod.metadata, finalizers: [] } }, pod)).toEqual([]);
  });

  it('is refused when an update breaks a rule', () => {
    expect(judged(plain(), broken(), deployment())).toEqual([HOST_NETWORK]);
  });

  it('passes when it is being deleted', () => {
    const pod = podOf(broken());
    const leaving = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-11-27T00:00:00Z' } };
    expect(judged(plain(), leaving, { ...pod, spec: {} })).toEqual([]);
  });

  it('may have a container for debugging that breaks rules', () => {
    const pod = podOf(deployment());
    expect(judged(plain(), { ...pod, spec: { ...pod.spec, ephemeralContainers: [{ name: 'debug' }] } })).toEqual([]);
  });

  it('is judged by the level of its namespace', () => {
    const object = deployment();
    object.spec.template.spec.securityContext = {};
    const [pods] = plain();
    const at = (level: string): number =>
      judge(pods, { object, labels: { ...RESTRICTED, 'pod-security.kubernetes.io/enforce': level } }).length;
    expect([at('restricted'), at('baseline'), at('privileged')]).toEqual([2, 0, 0]);
  });
});
