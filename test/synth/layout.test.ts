import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { parseAllDocuments } from 'yaml';
import { Cluster } from '../../lib/cluster/cluster';
import { App } from '../../lib/synth/app';
import { filesIn } from '../support/random-tree';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'layout-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

const TYPES = Object.values(YamlOutputType).filter((type): type is YamlOutputType => typeof type === 'number');
const { FILE_PER_CHART, FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE, FILE_PER_APP } = YamlOutputType;

interface Spec {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly value?: string;
}

function object(scope: Construct, id: string, spec: Spec = {}): ApiObject {
  const { apiVersion = 'v1', kind = 'ConfigMap', name = id, namespace, value = id } = spec;
  return new ApiObject(scope, id, { apiVersion, kind, metadata: { name, namespace }, data: { value } });
}

const appOf = (yamlOutputType: YamlOutputType): App => new App({ outdir, yamlOutputType });

function files(app: App): string[] {
  app.synth();
  return Object.keys(filesIn(outdir))
    .filter((path) => !path.endsWith('/'))
    .sort();
}

const objects = (): number =>
  Object.values(filesIn(outdir))
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
    .filter((manifest) => manifest !== null).length;

describe('two objects of one kind and name', () => {
  it('have a file each where they are in two namespaces', () => {
    const app = appOf(FILE_PER_RESOURCE);
    for (const namespace of ['acme-dev', 'acme-prod']) object(new Chart(app, namespace, { namespace }), 'web');
    object(new Chart(app, 'other', { namespace: 'acme-dev' }), 'alone');
    expect(files(app)).toEqual([
      'ConfigMap.alone.k8s.yaml',
      'ConfigMap.web.acme-dev.k8s.yaml',
      'ConfigMap.web.acme-prod.k8s.yaml',
    ]);
  });

  it('have a file each where they are of two API groups', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    object(chart, 'a', { kind: 'Service', name: 'web' });
    object(chart, 'b', { kind: 'Service', name: 'web', apiVersion: 'serving.knative.dev/v1' });
    expect(files(app)).toEqual(['Service.web.shop.k8s.yaml', 'Service.web.shop.serving.knative.dev.k8s.yaml']);
  });

  it.each([
    ['by case', 'Web', 'web'],
    ['by characters that are not in file names', 'system:web', 'systemweb'],
  ])('have a file each where their names differ %s', (_, a, b) => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = new Chart(app, 'shop');
    object(chart, 'a', { name: a });
    object(chart, 'b', { name: b });
    const made = files(app);
    expect(new Set(made.map((path) => path.toLowerCase())).size).toBe(2);
    expect(objects()).toBe(2);
  });

  it('have one file where they are the same in all fields', () => {
    const app = appOf(FILE_PER_RESOURCE);
    for (const id of ['a', 'b']) object(new Chart(app, id), 'shared', { kind: 'Namespace', value: 'same' });
    expect(files(app)).toEqual(['Namespace.shared.k8s.yaml']);
  });

  it('have a file each where the server gives them their names', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = new Chart(app, 'jobs');
    chart.toJson = () =>
      [1, 2].map(() => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'run-' } }));
    app.synth();
    expect(objects()).toBe(2);
  });

  it.each([FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE])(
    'fails when they are one object with other fields (yamlOutputType %i)',
    (type) => {
      const app = appOf(type);
      const chart = new Chart(app, 'shop', { namespace: 'acme' });
      object(chart, 'a', { name: 'web' });
      object(chart, 'b', { name: 'web' });
      expect(() => app.synth()).toThrow(
        '[shop] an object must be made once in a cluster, got ConfigMap acme/web; ' +
          'the chart makes it twice, with other fields; rename or remove one',
      );
      expect(readdirSync(outdir)).toEqual([]);
    },
  );
});

describe('charts', () => {
  const ids = ['Web', 'web', '..', '.', '/', 'a/b', 'a-b', 'é', 'web.k8s', 'x'.repeat(300), `${'x'.repeat(300)}y`];

  it.each(TYPES)('keep every object, whatever their ids are (yamlOutputType %i)', (type) => {
    const app = appOf(type);
    for (const id of ids) {
      object(new Chart(app, id, { namespace: 'acme' }), 'config', { name: `config-${app.node.children.length}` });
    }
    const made = files(app);
    expect(objects()).toBe(app.node.children.length);
    expect(made.every((path) => path.split('/').every((name) => /^[\w-][\w.-]{0,254}$/.test(name)))).toBe(true);
    expect(new Set(made.map((path) => path.toLowerCase())).size).toBe(made.length);
  });

  it('have a file each where cdk8s gives them one name', () => {
    const app = appOf(FILE_PER_CHART);
    const a = new Construct(app, 'a');
    object(new Chart(a, 'b'), 'one');
    object(new Chart(new Construct(a, 'Default'), 'b'), 'two');
    expect(files(app)).toHaveLength(2);
  });

  it('may have objects with names of 253 characters', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = new Chart(app, 'shop');
    for (const end of ['a', 'b']) object(chart, end, { name: 'x'.repeat(252) + end });
    app.synth();
    expect(objects()).toBe(2);
  });
});

describe('clusters', () => {
  function stages(app: App, ...ids: string[]): void {
    for (const id of ids) {
      const stage = new Construct(app, id);
      Cluster.generic().attachTo(stage);
      object(new Chart(stage, 'shop', { namespace: 'acme' }), 'web');
    }
  }

  it.each<[string, YamlOutputType, string]>([
    ['FILE_PER_APP', FILE_PER_APP, 'app.k8s.yaml'],
    ['FILE_PER_CHART', FILE_PER_CHART, 'shop.k8s.yaml'],
    ['FILE_PER_RESOURCE', FILE_PER_RESOURCE, 'ConfigMap.web.k8s.yaml'],
    ['FOLDER_PER_CHART_FILE_PER_RESOURCE', FOLDER_PER_CHART_FILE_PER_RESOURCE, 'shop/ConfigMap.web.k8s.yaml'],
  ])('have a folder each, with the same names inside (%s)', (_, type, file) => {
    const app = appOf(type);
    stages(app, 'ovh', 'hetzner');
    expect(files(app)).toEqual([`hetzner/${file}`, `ovh/${file}`]);
  });

  it('have a folder each also inside stages', () => {
    const app = appOf(FILE_PER_CHART);
    for (const stage of ['dev', 'prod']) {
      const scope = new Construct(app, stage);
      for (const region of ['eu', 'us']) {
        const cluster = new Construct(scope, region);
        Cluster.generic().attachTo(cluster);
        object(new Chart(cluster, 'shop'), 'web');
      }
    }
    expect(files(app)).toEqual(['dev-eu', 'dev-us', 'prod-eu', 'prod-us'].map((name) => `${name}/shop.k8s.yaml`));
  });

  it('have the folder of their name, with the charts of all their constructs', () => {
    const app = appOf(FILE_PER_CHART);
    const cluster = Cluster.generic({ name: 'edge' });
    for (const id of ['monitoring', 'tickets']) {
      const chart = new Chart(app, id);
      cluster.attachTo(chart);
      object(chart, 'web');
    }
    object(new Chart(app, 'home'), 'web');
    expect(files(app)).toEqual(['edge/monitoring.k8s.yaml', 'edge/tickets.k8s.yaml', 'home.k8s.yaml']);
  });

  it('share no folder with a chart of the cluster of the app', () => {
    const app = appOf(FOLDER_PER_CHART_FILE_PER_RESOURCE);
    stages(app, 'ovh');
    const other = new Construct(app, 'Default');
    object(new Chart(other, 'x'), 'web');
    const clash = new App({ outdir: join(outdir, 'clash'), yamlOutputType: FOLDER_PER_CHART_FILE_PER_RESOURCE });
    Cluster.generic({ name: 'shop' }).attachTo(new Construct(clash, 'stage'));
    object(new Chart(clash.node.findChild('stage') as Construct, 'web'), 'inside');
    object(new Chart(clash, 'shop'), 'outside');
    clash.synth();
    expect(
      Object.keys(filesIn(join(outdir, 'clash')))
        .filter((path) => path.endsWith('.yaml'))
        .sort(),
    ).toEqual([expect.stringMatching(/^shop-[0-9a-f]{8}\/ConfigMap\.outside/), 'shop/web/ConfigMap.inside.k8s.yaml']);
  });

  it('are numbered each for itself where charts depend on each other', () => {
    const app = appOf(FILE_PER_CHART);
    stages(app, 'ovh');
    const hetzner = new Construct(app, 'hetzner');
    Cluster.generic().attachTo(hetzner);
    const [web, store] = [new Chart(hetzner, 'web'), new Chart(hetzner, 'store')];
    object(web, 'web').addDependency(object(store, 'store'));
    expect(files(app)).toEqual(['hetzner/0000-store.k8s.yaml', 'hetzner/0001-web.k8s.yaml', 'ovh/shop.k8s.yaml']);
  });
});
