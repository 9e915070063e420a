import { ApiObject, Chart, JsonPatch, Size, Testing } from 'cdk8s';
import {
  ConfigMap,
  Deployment,
  EnvValue,
  PersistentVolumeAccessMode,
  PersistentVolumeClaim,
  Secret,
  Volume,
} from 'cdk8s-plus-27';
import { WebApp, type WebAppProps } from '../../lib/index';
import { ExternalObject, SecurityBaseline, type SecurityBaselineProps, Waiver } from '../../lib/security-baseline';
import { errorsOf } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const REASON = 'writes beside its binary until 3.0';
const TODAY = new Date('2026-06-01T12:00:00Z');

/** A shop whose web app writes to its root file system, a mistake that the baseline finds. */
function shop(props: SecurityBaselineProps = {}): Chart {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  writingApp(chart);
  new SecurityBaseline(chart, 'baseline', { now: TODAY, ...props });
  return chart;
}

function writingApp(chart: Chart): WebApp {
  const web = new WebApp(chart, 'web', { image: IMAGE });
  const path = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
  ApiObject.of(web.deployment).addJsonPatch(JsonPatch.replace(path, false));
  return web;
}

const waiver = (more: object = {}) =>
  Waiver.of({ rule: 'read-only-root', construct: 'shop/web', reason: REASON, ...more });

const READ_ONLY_ROOT =
  '[shop/web/Deployment] container web must have a read-only root file system, got false; ' +
  'set securityContext.readOnlyRootFilesystem to true and mount an emptyDir where it writes (read-only-root)';

test('a patch that breaks a rule is found in the finished manifest', () => {
  expect(errorsOf(shop())).toEqual([READ_ONLY_ROOT]);
});

test('all that is wrong is said at once, also of what is made by hand', () => {
  const chart = shop();
  new Deployment(chart, 'raw', {
    containers: [{ image: 'nginx', envVariables: { COLOUR: EnvValue.fromConfigMap(elsewhere(chart), 'colour') } }],
  });
  expect(errorsOf(chart).map((error) => /^(\S+) .*\((.*)\)$/.exec(error)?.slice(1))).toEqual([
    ['[shop/web/Deployment]', 'read-only-root'],
    ['[shop/raw]', 'seccomp'],
    ['[shop/raw]', 'drop-capabilities'],
    ['[shop/raw]', 'image-version'],
    ['[shop/raw]', 'missing-config-map'],
  ]);
});

const elsewhere = (chart: Chart) => ConfigMap.fromConfigMapName(chart, 'Colours', 'colours');

test('what the baseline is told exists outside is taken for existing in its namespace', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const password = Secret.fromSecretName(chart, 'Stripe', 'stripe').envValue('key');
  const web = new WebApp(chart, 'web', { image: IMAGE });
  web.container.env.addVariable('STRIPE', password);
  const baseline = new Chart(chart.node.root, 'none', { namespace: 'none' });
  new SecurityBaseline(baseline, 'baseline', { external: [ExternalObject.secret('stripe', 'shop')] });
  new SecurityBaseline(chart, 'baseline');
  expect(errorsOf(chart)).toEqual([]);
});

test('fails when a Secret is missing, and says how to declare it by its name', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const password = Secret.fromSecretName(chart, 'Stripe', 'stripe').envValue('key');
  new WebApp(chart, 'web', { image: IMAGE }).container.env.addVariable('STRIPE', password);
  new SecurityBaseline(chart, 'baseline');
  expect(errorsOf(chart)).toEqual([
    expect.stringContaining("or pass external: [ExternalObject.secret('stripe')] to the SecurityBaseline"),
  ]);
});

test('an object of another namespace is judged by the chart it stands in', () => {
  const chart = shop({ waivers: [waiver()] });
  const metadata = { namespace: 'shpo' };
  new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata });
  expect(errorsOf(chart)).toEqual([
    '[shop/settings] the namespace must be one that the app creates, got shpo; ' +
      'use shop, create it, or list it as external in the SecurityBaseline (missing-namespace)',
  ]);
});

test('the items of a List are judged like other objects, each by the baseline of its namespace', () => {
  const app = Testing.app();
  const waived = Waiver.of({ rule: 'host-network', object: 'Pod/agent', reason: REASON });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  new SecurityBaseline(shop, 'baseline');
  new SecurityBaseline(new Chart(app, 'pay', { namespace: 'pay' }), 'baseline', { waivers: [waived] });
  const items = ['shop', 'pay'].map((namespace) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'agent', namespace },
    spec: { hostNetwork: true, containers: [{ name: 'agent', image: IMAGE }] },
  }));
  new ApiObject(shop, 'foreign', { apiVersion: 'v1', kind: 'List', ...{ items } });
  const errors = errorsOf(shop).filter((error) => error.endsWith('(host-network)'));
  expect(errors).toEqual([
    '[shop/foreign] the pod must not share the network of its node, got true; remove hostNetwork (host-network)',
  ]);
});

test('an app whose two pods write to one volume for one node fails when it is rolled', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  new SecurityBaseline(chart, 'baseline');
  const claim = new PersistentVolumeClaim(chart, 'uploads', {
    accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE],
    storage: Size.gibibytes(1),
  });
  const upload = (id: string, props: Partial<WebAppProps>) => {
    const web = new WebApp(chart, id, { image: IMAGE, ...props });
    web.container.mount('/uploads', Volume.fromPersistentVolumeClaim(chart, `${id}-volume`, claim));
  };
  upload('web', { replicas: 1 });
  expect(errorsOf(chart)).toEqual([
    '[shop/web/Deployment] a claim for one node must be in one pod at a time, also amid a rollout, ' +
      `got claim ${claim.name} (ReadWriteOnce) in 2 pods; run one replica with strategy Recreate and no autoscaler, ` +
      'or ask for ReadWriteMany if the storage has it (shared-claim)',
  ]);
});

test('an error that is mended is gone at the next synth', () => {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  const web = writingApp(chart);
  new SecurityBaseline(chart, 'baseline', { now: TODAY });
  expect(errorsOf(chart)).toEqual([READ_ONLY_ROOT]);
  expect(errorsOf(chart)).toEqual([READ_ONLY_ROOT]);
  const path = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
  ApiObject.of(web.deployment).addJsonPatch(JsonPatch.replace(path, true));
  expect(errorsOf(chart)).toEqual([]);
});

describe('a waiver', () => {
  test.each([
    ['the construct', waiver()],
    ['a construct around it', waiver({ construct: 'shop' })],
    ['the object', waiver({ construct: undefined, object: 'Deployment/web' })],
    ['the object until the day is over', waiver({ expires: '2026-06-01' })],
  ])('for %s excepts it', (_name, it) => {
    expect(errorsOf(shop({ waivers: [it] }))).toEqual([]);
  });

  test.each([
    ['another construct', waiver({ construct: 'shop/api' }), 'read-only-root for shop/api'],
    ['another object', waiver({ construct: undefined, object: 'Deployment/api' }), 'read-only-root for Deployment/api'],
    ['another rule', waiver({ rule: 'seccomp' }), 'seccomp for shop/web'],
  ])('fails when it is for %s and so excepts nothing', (_name, it, got) => {
    const chart = shop({ waivers: [it] });
    new WebApp(chart, 'api', { image: IMAGE });
    expect(errorsOf(chart).sort()).toEqual([
      `[shop/baseline] a waiver must except something, got ${got}; remove it, or correct its target (waiver)`,
      READ_ONLY_ROOT,
    ]);
  });

  test('for the construct itself excepts it', () => {
    const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
    const web = writingApp(chart);
    new SecurityBaseline(chart, 'baseline', { now: TODAY, waivers: [waiver({ construct: web })] });
    expect(errorsOf(chart)).toEqual([]);
  });

  test('may be a plain object', () => {
    const plain = { rule: 'read-only-root', construct: 'shop/web', reason: REASON };
    expect(errorsOf(shop({ waivers: [plain] }))).toEqual([]);
    expect(() => shop({ waivers: [{ ...plain, reason: '' }] })).toThrow(
      '[shop/baseline] a waiver must have a reason, got an empty string; say in a few words',
    );
  });

  test.each([
    ['web', 'shop/web'],
    ['Web', 'shop/web'],
    ['shop/we', 'shop/web'],
    ['production/web', 'shop/web'],
  ])('fails once, with the nearest path, when its construct is %s', (construct, nearest) => {
    expect(errorsOf(shop({ waivers: [waiver({ construct })] }))).toEqual([
      `[shop/baseline] the construct of a waiver must be in the app, got ${construct}; use ${nearest}, or pass the construct itself (waiver)`,
    ]);
  });

  test('fails when its construct is nowhere, and nothing is near', () => {
    expect(errorsOf(shop({ waivers: [waiver({ construct: 'elsewhere' })] })).sort()).toEqual([
      '[shop/baseline] the construct of a waiver must be in the app, got elsewhere; pass the construct itself (waiver)',
      READ_ONLY_ROOT,
    ]);
  });

  test('fails when its construct is neither a construct nor a path', () => {
    expect(() => waiver({ construct: { kind: 'Deployment' } })).toThrow(
      'the construct of a waiver must be a construct or its path, got {"kind":"Deployment"}; pass the construct',
    );
  });

  test('fails when it has expired', () => {
    expect(errorsOf(shop({ waivers: [waiver({ expires: '2026-05-31' })] }))).toEqual([
      READ_ONLY_ROOT,
      '[shop/baseline] a waiver must not have expired, got read-only-root for shop/web until 2026-05-31; ' +
        'mend what it excepts, or decide anew (waiver)',
    ]);
  });

  test('expires by the date of today unless told otherwise', () => {
    const waivers = [waiver({ expires: '2000-01-01' })];
    expect(errorsOf(shop({ waivers, now: undefined }))).toHaveLength(2);
  });

  test.each([
    [
      'its rule is none',
      { rule: 'read-only' },
      'a waiver must name a rule, got read-only; did you mean read-only-root',
    ],
    ['it has no reason', { reason: '' }, 'a waiver must have a reason, got an empty string; say in a few words why'],
    ['its reason is two words', { reason: 'it must' }, 'a waiver must have a reason, got it must'],
    ['it has no target', { construct: undefined }, 'a waiver must have one of construct and object, got neither'],
    ['it has two targets', { object: 'Deployment/web' }, 'a waiver must have one of construct and object, got both'],
    [
      'its object has no kind',
      { construct: undefined, object: 'web' },
      'must be a kind and a name, got web; use a form',
    ],
    ['its day is none', { expires: '2026-02-30' }, 'a waiver must expire on a day, got 2026-02-30; use a form'],
    ['its day is in another form', { expires: '31.1.2027' }, 'a waiver must expire on a day, got 31.1.2027'],
  ])('fails when %s', (_name, more, message) => {
    expect(() => waiver(more)).toThrow(message);
  });
});
