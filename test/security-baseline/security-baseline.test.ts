import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { Certificate, WebApp, type WebAppProps } from '../../lib/index';
import { ExternalObject, SecurityBaseline, type SecurityBaselineProps } from '../../lib/security-baseline';
import { App } from '../../lib/synth/app';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

function chartOf(app: cdk8s.App = Testing.app(), namespace = 'shop'): Chart {
  return new Chart(app, namespace, { namespace });
}

function synth(props: SecurityBaselineProps = {}, web?: Partial<WebAppProps>) {
  const chart = chartOf();
  if (web) new WebApp(chart, 'web', { image: IMAGE, ...web });
  new SecurityBaseline(chart, 'baseline', props);
  const manifests = Testing.synth(chart);
  return (kind: string) => manifests.find((manifest) => manifest.kind === kind);
}

test('the namespace enforces, warns of and audits the restricted standard of the version of the cluster', () => {
  const { metadata } = synth()('Namespace');
  expect(metadata).not.toHaveProperty('namespace');
  expect(metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.33',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/warn-version': 'v1.33',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/audit-version': 'v1.33',
  });
});

test('a laxer standard is still warned of and audited as restricted', () => {
  expect(synth({ podSecurity: 'baseline' })('Namespace').metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'baseline',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/audit': 'restricted',
  });
});

test('the standard is that of the minor version, however the version of the cluster is written', () => {
  const app = Testing.app();
  Cluster.generic({ version: 'v1.29.4' }).attachTo(app);
  const chart = chartOf(app);
  const { namespace } = new SecurityBaseline(chart, 'baseline');
  const labels = namespace.toJson().metadata.labels;
  expect(labels['pod-security.kubernetes.io/enforce-version']).toBe('v1.29');
});

test('every pod is closed both ways except for the DNS of the cluster', () => {
  const { spec } = synth()('NetworkPolicy');
  expect(spec.podSelector).toEqual({});
  expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(spec).not.toHaveProperty('ingress');
  expect(spec.egress).toHaveLength(1);
  expect(spec.egress[0].ports).toEqual([
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ]);
  expect(spec.egress[0].to).toContainEqual({ ipBlock: { cidr: '169.254.20.10/32' } });
});

test('containers that say nothing get defaults, and nothing is too small or too large', () => {
  const amounts = { 'ephemeral-storage': '1Gi', memory: '256Mi' };
  expect(synth()('LimitRange').spec.limits).toEqual([
    { type: 'Container', default: amounts, defaultRequest: { cpu: '100m', ...amounts } },
  ]);
});

describe.each([
  ['ours', () => new App()],
  ["cdk8s' own", () => new cdk8s.App()],
])('in an App that is %s', (_name, create) => {
  test('the namespace is applied before everything else of its chart, also what was made before it', () => {
    const app = create();
    const chart = chartOf(app);
    const web = new WebApp(chart, 'web', { image: IMAGE });
    new SecurityBaseline(chart, 'baseline');
    web.uses(new WebApp(chart, 'api', { image: IMAGE }));
    const kinds = [...app.synthYaml().matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind);
    expect(kinds[0]).toBe('Namespace');
    expect(kinds.filter((kind) => kind === 'Namespace')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'Deployment')).toHaveLength(2);
  });
});

test('a web app with everything breaks no rule', () => {
  const chart = chartOf();
  const web = new WebApp(chart, 'web', {
    image: IMAGE,
    host: 'shop.example.com',
    tls: Certificate.fromSecret('shop-tls'),
    health: '/ready',
    scaling: { max: 10 },
    env: { LOG_LEVEL: 'info' },
    writable: ['/var/cache'],
  });
  web.uses(new WebApp(chart, 'api', { image: IMAGE, replicas: 1, expose: 'loadBalancer' }));
  new SecurityBaseline(chart, 'baseline');
  expect(() => Testing.synth(chart)).not.toThrow();
});

test('two charts with a namespace each are verified together', () => {
  const app = Testing.app();
  const [shop, billing] = [chartOf(app, 'shop'), chartOf(app, 'billing')];
  new SecurityBaseline(shop, 'baseline', { external: [ExternalObject.configMap('colours')] });
  new SecurityBaseline(billing, 'baseline');
  const web = new WebApp(shop, 'web', { image: IMAGE });
  web.uses(new WebApp(billing, 'pay', { image: IMAGE }));
  expect(() => Testing.synth(billing)).not.toThrow();
  new ApiObject(billing, 'secret', { apiVersion: 'v1', kind: 'Secret', stringData: { a: 'b' } });
  expect(() => Testing.synth(shop)).toThrow('[billing/secret] a Secret must not stand in a manifest');
});

test('fails when its chart has no namespace', () => {
  const chart = new Chart(Testing.app(), 'shop');
  expect(() => new SecurityBaseline(chart, 'baseline')).toThrow(
    "[shop/baseline] a SecurityBaseline needs a namespace, got nothing; pass { namespace: 'shop' } to its chart",
  );
});

test('fails when a namespace has a baseline already', () => {
  const chart = chartOf();
  new SecurityBaseline(chart, 'baseline');
  expect(() => new SecurityBaseline(chart, 'again')).toThrow(
    '[shop/again] the name of a Namespace must be unique in its namespace, got shop; shop/baseline has it',
  );
});

test('fails when podSecurity is no standard', () => {
  expect(() => synth({ podSecurity: 'strict' as 'restricted' })).toThrow(
    "[shop/baseline] podSecurity must be one of restricted, baseline, privileged, got strict; use 'restricted'",
  );
});
