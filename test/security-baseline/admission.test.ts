import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { App, Cluster, describeFinding, SecurityBaseline, type SecurityBaselineProps, verify, WebApp } from '../../lib';
import { ADMITTED } from '../../lib/security-baseline/admission/kinds';
import { CLUSTER_SCOPED } from '../../lib/security-baseline/kubernetes-kinds';
import { RULES } from '../../lib/security-baseline/rules';
import { isForAdmission } from '../../lib/security-baseline/rules/rule';
import { type Fields, goodApp } from './good-app';
import { judge } from './judge';
import { STANDARDS } from './mistakes-standards';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/enforce-version': 'v1.36',
};

function namespaced(app: cdk8s.App, namespace: string, props: SecurityBaselineProps = {}): Chart {
  const chart = new Chart(app, namespace, { namespace });
  new SecurityBaseline(chart, 'baseline', { admission: 'deny', ...props });
  return chart;
}

const documents = (app: App): Fields[] => parseAllDocuments(app.synthYaml()).map((one) => one.toJS());
const ofKind = (app: App, kind: string): Fields[] => documents(app).filter((one) => one.kind === kind);
const policies = (app: App): Fields[] => ofKind(app, 'ValidatingAdmissionPolicy');
const bindings = (app: App): Fields[] => ofKind(app, 'ValidatingAdmissionPolicyBinding');

let made: Fields[] | undefined;
/** The policies of a namespace without waivers. */
const plain = (): Fields[] => {
  if (made) return made;
  const app = new App();
  namespaced(app, 'shop');
  made = policies(app);
  return made;
};
const judged = (all: readonly Fields[], object: Fields, oldObject?: Fields): string[] =>
  all
    .filter(({ spec }) => spec.matchConstraints.resourceRules.some(matches(object)))
    .flatMap((policy) => judge(policy, { object, oldObject, labels: RESTRICTED }));

const matches =
  ({ apiVersion, kind }: Fields) =>
  ({ apiGroups, resources }: Fields): boolean => {
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    return apiGroups.includes(group) && resources.some((one: string) => one.startsWith(kind.toLowerCase()));
  };

const deployment = (): Fields => goodApp()['deployment'];
const broken = (): Fields => {
  const object = deployment();
  object.spec.template.spec.hostNetwork = true;
  return object;
};
const HOST_NETWORK = 'the pod must not share the network of its node, got true; remove hostNetwork (host-network)';

/** What the cluster makes of a Deployment: its ReplicaSet and pod. */
function podOf(object: Fields, labels: object = {}): Fields {
  const { metadata, spec } = object.spec.template;
  const name = `${object.metadata.name}-5d4f8c-x7k2p`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name, namespace: 'shop', labels: { ...metadata.labels, ...labels } },
    spec,
  };
}

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

describe('a waiver at admission', () => {
  const REASON = 'writes beside its binary until 3.0';
  const writing = (app: App): Chart => {
    const chart = namespaced(app, 'shop', {
      waivers: [{ rule: 'read-only-root', construct: 'shop/web', reason: REASON }],
    });
    const web = new WebApp(chart, 'web', { image: IMAGE });
    const path = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
    ApiObject.of(web.deployment).addJsonPatch(JsonPatch.replace(path, false));
    return chart;
  };

  it('spares the workload, and the pods that its controller makes', () => {
    const app = new App();
    writing(app);
    const all = policies(app);
    const [web] = ofKind(app, 'Deployment');
    expect(judged(all, web)).toEqual([]);
    expect(judged(all, podOf(web, { 'pod-template-hash': '5d4f8c' }))).toEqual([]);
  });

  it('spares no other workload, no other rule and no other namespace', () => {
    const app = new App();
    writing(app);
    const all = policies(app);
    const [web] = ofKind(app, 'Deployment');
    const other = podOf(web);
    other.metadata.labels['app.kubernetes.io/name'] = 'api';
    expect(judged(all, other)).toHaveLength(1);
    expect(judged(all, { ...podOf(web), metadata: { ...podOf(web).metadata, namespace: 'pay' } })).toHaveLength(1);
    const worse = podOf(web);
    worse.spec.hostNetwork = true;
    expect(judged(all, worse)).toEqual([HOST_NETWORK]);
  });

  it('makes a policy of its own', () => {
    const app = new App();
    writing(app);
    expect(policies(app)[0].metadata.name).not.toBe(plain()[0].metadata.name);
  });

  it('fails when its pods have no labels by which the cluster could tell them', () => {
    const app = new App();
    const chart = namespaced(app, 'shop', {
      waivers: [{ rule: 'read-only-root', object: 'CronJob/legacy', reason: REASON }],
    });
    const { spec } = Object.values(goodApp()).find(({ kind }) => kind === 'CronJob');
    delete spec.jobTemplate.spec.template.metadata;
    spec.jobTemplate.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false;
    new ApiObject(chart, 'legacy', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'legacy' },
      spec,
    } as never);
    expect(() => app.synthYaml()).toThrow(
      '[shop/legacy] a waiver must have an effect in the cluster, too, got read-only-root for CronJob/legacy, whose pods have no ' +
        'labels; give its pod template a label, by which the admission policy tells them',
    );
  });
});

describe('a cluster without admission policies', () => {
  const on = (admission: 'audit' | 'warn' | 'deny', version: string): App => {
    const app = new App({ cluster: Cluster.generic({ version }) });
    namespaced(app, 'shop', { admission });
    return app;
  };

  it.each(['audit', 'warn'] as const)('has a note in the Namespace instead of %s', (stage) => {
    const app = on(stage, '1.29');
    expect(policies(app)).toEqual([]);
    expect(ofKind(app, 'Namespace')[0].metadata.annotations).toEqual({
      'mainstay/admission': `admission: '${stage}' needs Kubernetes 1.30, and this is 1.29; the rules are checked at synth only`,
    });
  });

  it('fails when it is to deny', () => {
    expect(() => on('deny', '1.29').synthYaml()).toThrow(
      "[shop/baseline] admission: 'deny' needs Kubernetes 1.30, got 1.29; use 'audit', which leaves a note in the Namespace, or set the " +
        'version that the cluster has',
    );
  });

  it('fails when the stage is none', () => {
    expect(() => on('block' as never, '1.33').synthYaml()).toThrow(
      "[shop/baseline] admission must be one of audit, warn, deny, got block; use 'audit', for example",
    );
  });
});
