import { ApiObject, Chart } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { App, Cluster, ExternalObject, SecurityBaseline, WebApp, Worker } from '../../lib';
import { parseQuantity } from '../../lib/checks/quantity';
import { Manifests } from '../../lib/testing';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

/** A construct with a cluster of its own. */
function place(app: App, id: string, cluster = Cluster.generic()): Construct {
  const scope = new Construct(app, id);
  cluster.attachTo(scope);
  return scope;
}

function isolated(scope: Construct, id: string, namespace = 'acme'): Chart {
  const chart = new Chart(scope, id, { namespace });
  new SecurityBaseline(chart, 'baseline');
  return chart;
}

const podsAdmitted = (chart: Chart): number =>
  parseQuantity(Manifests.of(chart).find('ResourceQuota')['spec'].hard['pods']);

const work = (chart: Chart): Worker =>
  new Worker(chart, 'cruncher', { image: IMAGE, replicas: 150, cpu: Cpu.units(2) });

describe('the quota of a namespace', () => {
  it.each<[string, (app: App) => Chart]>([
    ['beside it', (app) => new Chart(app, 'work', { namespace: 'acme' })],
    ['below a construct', (app) => new Chart(new Construct(app, 'prod'), 'work', { namespace: 'acme' })],
    [
      'nested in charts of other namespaces',
      (app) => new Chart(new Chart(app, 'outer', { namespace: 'other' }), 'work', { namespace: 'acme' }),
    ],
  ])('admits the pods of a chart %s', (_, chart) => {
    const app = new App();
    const base = isolated(app, 'base');
    work(chart(app));
    expect(podsAdmitted(base)).toBeGreaterThanOrEqual(300);
  });

  it('admits pods whose namespace their own metadata names', () => {
    const app = new App();
    const base = isolated(app, 'base');
    new ApiObject(new Chart(app, 'loose'), 'job', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cruncher', namespace: 'acme' },
      spec: { replicas: 400, template: { spec: { containers: [{ name: 'main' }] } } },
    });
    expect(parseQuantity(quotaOf(base))).toBeGreaterThanOrEqual(400);
  });

  it('counts the pods of its own cluster only', () => {
    const app = new App();
    const quiet = isolated(place(app, 'quiet'), 'shop');
    work(isolated(place(app, 'busy'), 'shop'));
    expect(podsAdmitted(quiet)).toBe(100);
  });

  it('counts what was added after an earlier synth', () => {
    const app = new App();
    const base = isolated(app, 'base');
    expect(podsAdmitted(base)).toBe(100);
    work(base);
    expect(podsAdmitted(base)).toBeGreaterThanOrEqual(300);
  });
});

function quotaOf(base: Chart): string {
  const quota = base.node.findAll().find((node) => ApiObject.isApiObject(node) && node.kind === 'ResourceQuota');
  return (quota as ApiObject).toJson().spec.hard.pods;
}

describe('two clusters in one app', () => {
  it('may have the same namespaces, names and hosts', () => {
    const app = new App();
    for (const id of ['ovh', 'hetzner']) {
      new WebApp(isolated(place(app, id), 'shop'), 'web', { image: IMAGE, host: 'shop.example.com' });
    }
    for (const cluster of ['ovh', 'hetzner']) {
      expect(app.synthYaml({ cluster }).match(/^kind: Ingress$/gm)).toHaveLength(1);
    }
  });

  it('verify each its own objects: what one has, the other may lack', () => {
    const app = new App();
    const [ovh, hetzner] = [isolated(place(app, 'ovh'), 'shop'), isolated(place(app, 'hetzner'), 'shop')];
    new ApiObject(ovh, 'plans', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plans' }, data: { a: 'b' } });
    for (const chart of [ovh, hetzner]) {
      new ApiObject(chart, 'quote', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'quote' },
        spec: { containers: [{ name: 'main', image: IMAGE, envFrom: [{ configMapRef: { name: 'plans' } }] }] },
      });
    }
    const error = errorOf(app);
    expect(error).toMatch(/\[hetzner\/shop\/quote\] .*plans/);
    expect(error).not.toMatch(/\[ovh\/shop\/quote\] .*plans/);
  });

  it('know each their own objects from outside', () => {
    const app = new App();
    for (const id of ['ovh', 'hetzner']) {
      const chart = new Chart(place(app, id), 'shop', { namespace: 'acme' });
      new SecurityBaseline(chart, 'baseline', { external: id === 'ovh' ? [ExternalObject.secret('stripe')] : [] });
      new ApiObject(chart, 'pay', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'pay' },
        spec: { containers: [{ name: 'main', image: IMAGE, envFrom: [{ secretRef: { name: 'stripe' } }] }] },
      });
    }
    const error = errorOf(app);
    expect(error).toMatch(/\[hetzner\/shop\/pay\] .*stripe/);
    expect(error).not.toMatch(/\[ovh\/shop\/pay\] .*stripe/);
  });

  it('except each by the waivers of its own baseline, where both have the same namespace', () => {
    const app = new App();
    for (const id of ['ovh', 'hetzner']) {
      const chart = new Chart(place(app, id), 'shop', { namespace: 'acme' });
      const waiver = { rule: 'memory-limit', object: 'Pod/old', reason: 'runs until the move' };
      new SecurityBaseline(chart, 'baseline', { waivers: id === 'ovh' ? [waiver] : [] });
      const spec = { containers: [{ name: 'main', image: IMAGE }] };
      new ApiObject(chart, 'old', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'old' }, spec });
    }
    const about = errorOf(app).match(/\[.*memory-limit/g);
    expect(about).toEqual([expect.stringContaining('[hetzner/shop/old]')]);
  });
});

function errorOf(app: App): string {
  try {
    app.synthYaml();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
