import { ApiObject, Chart, JsonPatch, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { Logs, Observability } from '../../lib/index';
import { ExternalObject, SecurityBaseline, type SecurityBaselineProps, verify } from '../../lib/security-baseline';
import { errorsOf } from '../support/charts';
import { goodApp } from './good-app';

function protectedShop(props: SecurityBaselineProps = {}): Chart {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', props);
  return chart;
}

/** A chart in a namespace without a baseline, with a ConfigMap, and a Deployment that breaks many rules. */
function stranger(root: Construct, namespace: string | undefined = 'legacy'): Chart {
  const chart = new Chart(root, 'legacy', { namespace });
  new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', data: { colour: 'blue' } });
  new Deployment(chart, 'raw', { containers: [{ image: 'nginx' }] });
  return chart;
}

const MISSING =
  '[legacy/raw] a workload of an app with a SecurityBaseline must be in a namespace that has one, got legacy; create a ' +
  "SecurityBaseline in a chart of legacy, or pass external: [ExternalObject.namespace('legacy')] to one if others protect " +
  'it (missing-baseline)';

describe('a workload fails when its namespace has no baseline and another of the app has', () => {
  test('with one error, and its other objects and rules are not judged', () => {
    const shop = protectedShop();
    stranger(shop.node.root);
    expect(errorsOf(shop)).toEqual([MISSING]);
  });

  test('and its chart has no namespace', () => {
    const shop = protectedShop();
    new Deployment(new Chart(shop.node.root, 'legacy'), 'raw', { containers: [{ image: 'nginx' }] });
    expect(errorsOf(shop)).toEqual([
      MISSING.replace('got legacy', 'got nothing').replace(
        /create.* it \(/,
        "pass { namespace: 'shop' } to its chart (",
      ),
    ]);
  });

  test('and it is on another cluster', () => {
    const shop = protectedShop();
    const region = new Construct(shop.node.root, 'eu');
    Cluster.generic({ name: 'eu' }).attachTo(region);
    stranger(region, 'shop');
    expect(errorsOf(shop)).toEqual([expect.stringMatching(/^\[eu\/legacy\/raw\] .*\(missing-baseline\)$/)]);
  });

  test.each([
    ['argoproj.io/v1alpha1', 'Rollout', { spec: { template: { spec: { containers: [] } } } }],
    ['keda.sh/v1alpha1', 'ScaledJob', { spec: { jobTargetRef: { template: { spec: { containers: [] } } } } }],
    ['v1', 'PodTemplate', { template: { spec: { containers: [] } } }],
    ['postgresql.cnpg.io/v1', 'Cluster', { spec: { instances: 3 } }],
  ])('and it is a %s %s', (apiVersion, kind, fields) => {
    const shop = protectedShop();
    const chart = new Chart(shop.node.root, 'legacy', { namespace: 'legacy' });
    new ApiObject(chart, 'raw', { apiVersion, kind, ...fields });
    expect(errorsOf(shop)).toEqual([MISSING]);
  });

  test('and it is an item of a List in a chart that has a baseline', () => {
    const shop = protectedShop();
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'raw', namespace: 'legacy' },
      spec: { containers: [] },
    };
    new ApiObject(shop, 'list', { apiVersion: 'v1', kind: 'List', items: [pod] } as never);
    expect(errorsOf(shop).filter((error) => error.includes('missing-baseline'))).toEqual([
      MISSING.replace('legacy/raw', 'shop/list'),
    ]);
  });
});

test('others may protect a namespace, and a waiver may say why none does', () => {
  const declared = protectedShop({ external: [ExternalObject.namespace('legacy')] });
  stranger(declared.node.root);
  expect(errorsOf(declared)).toEqual([]);

  const reason = 'moves to the shop in 3.0';
  const waived = protectedShop({ waivers: [{ rule: 'missing-baseline', construct: 'legacy/raw', reason }] });
  stranger(waived.node.root);
  expect(errorsOf(waived)).toEqual([]);
});

test('the agents on the nodes, which no baseline admits, have a namespace that their construct closes', () => {
  const shop = protectedShop();
  new Observability(shop, 'observability', { logs: Logs.loki() });
  expect(errorsOf(shop)).toEqual([]);
});

test('an app without a baseline has no such rule', () => {
  const chart = stranger(Testing.app());
  expect(errorsOf(chart)).toEqual([]);
});

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** The errors of a baseline whose Namespace has another label. */
function patched(patch: JsonPatch, props: SecurityBaselineProps = {}): string[] {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline', props).namespace.addJsonPatch(patch);
  return errorsOf(chart);
}

const PATH = `/metadata/labels/${ENFORCE.replace('/', '~1')}`;
const LEVEL = 'a namespace must enforce the Pod Security level by which its pods are judged';

describe('the Namespace of a baseline fails when its label', () => {
  test.each<[string, JsonPatch, SecurityBaselineProps, string]>([
    ['is weaker than the baseline', JsonPatch.replace(PATH, 'privileged'), {}, 'got privileged; set its label'],
    ['is stricter than it', JsonPatch.replace(PATH, 'restricted'), { podSecurity: 'baseline' }, 'got restricted; set'],
    ['is gone', JsonPatch.remove(PATH), {}, 'got nothing; set its label'],
  ])('%s', (_name, patch, props, got) => {
    expect(patched(patch, props)).toEqual([expect.stringContaining(`${LEVEL}, ${got}`)]);
  });

  test('is misspelled', () => {
    const [error, ...others] = patched(JsonPatch.replace(PATH, 'Restricted'));
    expect(error).toContain(`got ${ENFORCE}: Restricted; use restricted (pod-security-label)`);
    expect(others).toEqual([]);
  });
});

test('pods are judged by the version to which the Namespace of a baseline is pinned', () => {
  const pinned = JsonPatch.replace(`${PATH}-version`, 'v1.30');
  expect(patched(pinned)).toEqual([]);
});

test('verify compares the label of a Namespace with the level that is said, and lets one without a label pass', () => {
  const labelled = (level?: string) => {
    const app = goodApp();
    app['namespace'].metadata.labels = level === undefined ? {} : { [ENFORCE]: level };
    return verify(Object.values(app), { podSecurity: 'baseline' }).map(({ rule, got }) => [rule, got]);
  };
  expect(labelled()).toEqual([]);
  expect(labelled('baseline')).toEqual([]);
  expect(labelled('privileged')).toEqual([['namespace-level', 'privileged']]);
});
