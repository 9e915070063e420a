import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import { ApiObject, Chart, type IResolver, Lazy, type ResolutionContext, YamlOutputType } from 'cdk8s';
import { Construct, DependencyGroup } from 'constructs';
import { App } from '../../lib/synth/app';
import { filesIn } from '../support/random-tree';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'app-'));
});
afterEach(() => rmSync(outdir, { recursive: true }));

const configMap = (scope: Construct, id: string, data: unknown = {}) =>
  new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', data });

describe('App', () => {
  test('is an App of cdk8s with its defaults', () => {
    const [ours, stock] = [new App(), new cdk8s.App()];
    expect(ours).toBeInstanceOf(cdk8s.App);
    expect(ours).toMatchObject({
      outdir: 'dist',
      outputFileExtension: '.k8s.yaml',
      yamlOutputType: stock.yamlOutputType,
    });
    expect(cdk8s.App.of(new Chart(ours, 'web'))).toBe(ours);
  });

  test('takes CDK8S_OUTDIR and CDK8S_RECORD_CONSTRUCT_METADATA from the environment', () => {
    Object.assign(process.env, { CDK8S_OUTDIR: outdir, CDK8S_RECORD_CONSTRUCT_METADATA: 'true' });
    try {
      const app = new App();
      configMap(new Chart(app, 'web'), 'config');
      app.synth();
    } finally {
      delete process.env['CDK8S_OUTDIR'];
      delete process.env['CDK8S_RECORD_CONSTRUCT_METADATA'];
    }
    expect(Object.keys(filesIn(outdir)).sort()).toEqual(['construct-metadata.json', 'web.k8s.yaml']);
    expect(JSON.parse(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'))).toEqual({
      version: '1.0.0',
      resources: { 'web-config-c8595357': { path: 'web/config' } },
    });
  });

  test('prefers its props to the environment', () => {
    process.env['CDK8S_RECORD_CONSTRUCT_METADATA'] = 'true';
    try {
      const app = new App({ outdir, outputFileExtension: '.yml', recordConstructMetadata: false });
      new Chart(app, 'web');
      app.synth();
    } finally {
      delete process.env['CDK8S_RECORD_CONSTRUCT_METADATA'];
    }
    expect(filesIn(outdir)).toEqual({ 'web.yml': '' });
  });

  test('runs its resolvers before those of cdk8s', () => {
    class Shout implements IResolver {
      resolve(context: ResolutionContext) {
        if (context.value === 'hello') context.replaceValue(Lazy.any({ produce: () => 'HELLO' }));
      }
    }
    const app = new App({ outdir, resolvers: [new Shout()] });
    configMap(new Chart(app, 'web'), 'config', { greeting: 'hello' });
    expect(app.synthYaml()).toContain('greeting: HELLO\n');
  });

  test('resolves lazy values, tokens and unions at any depth as cdk8s does', () => {
    class Union {
      constructor(readonly value: number | string) {}
    }
    const fill = (app: cdk8s.App): string => {
      const lazy = Lazy.any({ produce: () => [{ deep: Lazy.any({ produce: () => 'lazy' }) }] });
      const token = { resolve: () => ({ inner: lazy, none: undefined, nothing: null }) };
      configMap(new Chart(app, 'web'), 'config', { z: [token, [new Union('8Gi')]], a: { union: new Union(5), token } });
      return app.synthYaml();
    };
    const ours = fill(new App({ outdir }));
    expect(ours).toBe(fill(new cdk8s.App({ outdir })));
    expect(ours).toContain('deep: lazy\n');
  });

  test('honours CDK8S_DISABLE_SORT', () => {
    const app = new App({ outdir });
    configMap(new Chart(app, 'web'), 'config', { b: 1, a: 2 });
    process.env['CDK8S_DISABLE_SORT'] = '1';
    try {
      expect(app.synthYaml()).toContain('data:\n  b: 1\n  a: 2\n');
    } finally {
      delete process.env['CDK8S_DISABLE_SORT'];
    }
    expect(app.synthYaml()).toContain('data:\n  a: 2\n  b: 1\n');
  });

  test('lists charts dependencies first, also those of their objects, before and after a synth', () => {
    const app = new App({ outdir });
    const [web, store] = [new Chart(app, 'web'), new Chart(app, 'store')];
    configMap(web, 'config').addDependency(configMap(store, 'config'));
    expect(app.charts).toEqual([store, web]);
    app.synth();
    expect(app.charts).toEqual([store, web]);
    expect(Object.keys(filesIn(outdir)).sort()).toEqual(['0000-store.k8s.yaml', '0001-web.k8s.yaml']);
  });

  test('runs each validation once a synth', () => {
    const app = new App({ outdir });
    const validate = jest.fn(() => []);
    for (const id of ['a', 'b', 'c']) new Chart(app, id).node.addValidation({ validate });
    app.synth();
    expect(validate).toHaveBeenCalledTimes(3);
  });

  test('gives the same output each time, and does not change the tree', () => {
    const app = new App({ outdir });
    const [web, store] = [new Chart(app, 'web'), new Chart(app, 'store')];
    const config = configMap(web, 'config');
    configMap(store, 'config');
    web.addDependency(store);
    const first = app.synthYaml();
    app.synth();
    expect(app.synthYaml()).toBe(first);
    expect(config.node.dependencies).toEqual([]);
  });

  test('asks a chart that overrides toJson, also when only the instance does', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'web');
    chart.toJson = () => [{ kind: 'Own', metadata: { name: 'own' } }];
    app.synth();
    expect(filesIn(outdir)).toEqual({ 'web.k8s.yaml': 'kind: Own\nmetadata:\n  name: own\n' });
  });

  test('leaves files of others in place', () => {
    writeFileSync(join(outdir, 'old.k8s.yaml'), 'kind: Old\n');
    const app = new App({ outdir });
    new Chart(app, 'web');
    app.synth();
    expect(Object.keys(filesIn(outdir)).sort()).toEqual(['old.k8s.yaml', 'web.k8s.yaml']);
  });

  test('fails when there is no such yamlOutputType, for which cdk8s writes nothing', () => {
    expect(() => new App({ outdir, yamlOutputType: 9 as YamlOutputType })).toThrow(
      'App.yamlOutputType must be a YamlOutputType, got 9; use YamlOutputType.FILE_PER_CHART, for example',
    );
  });

  test.each([2, 5000])('synthesizes a chain of %i dependent charts', (length) => {
    const app = new App({ outdir, yamlOutputType: YamlOutputType.FILE_PER_APP });
    const charts = Array.from({ length }, (_, i) => new Chart(app, `chart-${i}`));
    charts.forEach((chart, i) => {
      configMap(chart, 'config');
      const next = charts[i + 1];
      if (next) chart.addDependency(next);
    });
    app.synth();
    const names = readFileSync(join(outdir, 'app.k8s.yaml'), 'utf8').match(/name: chart-\d+/g);
    expect(names).toEqual(charts.map((chart) => `name: ${chart.node.id}`).reverse());
  });
});

describe('synth', () => {
  test.each(Object.values(YamlOutputType).filter((type) => typeof type === 'number'))(
    'leaves the last good output alone when an object cannot be rendered (yamlOutputType %i)',
    (yamlOutputType) => {
      let broken = false;
      const produce = () => {
        if (broken) throw new Error('no value');
        return 'value';
      };
      const app = new App({ outdir: join(outdir, 'dist'), yamlOutputType });
      configMap(new Chart(app, 'first'), 'config', { now: Lazy.any({ produce: () => (broken ? 'new' : 'old') }) });
      configMap(new Chart(app, 'second'), 'config', { key: Lazy.any({ produce }) });
      app.synth();
      const good = filesIn(outdir);
      broken = true;
      expect(() => app.synth()).toThrow('no value');
      expect(filesIn(outdir)).toEqual(good);
    },
  );

  test('creates no output directory when it fails', () => {
    const app = new App({ outdir: join(outdir, 'dist') });
    app.node.addValidation({ validate: () => ['wrong'] });
    expect(() => app.synth()).toThrow();
    expect(existsSync(app.outdir)).toBe(false);
  });

  test('fails when a validation does, with all messages', () => {
    const app = new App({ outdir });
    const chart = new Chart(app, 'web');
    chart.node.addValidation({ validate: () => ['a', 'b'] });
    configMap(chart, 'config').node.addValidation({ validate: () => ['c'] });
    const message = 'Validation failed with the following errors:\n  [web] a\n  [web] b\n  [web/config] c';
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synthYaml()).toThrow(message);
  });

  test('fails when charts depend on each other, naming the cycle', () => {
    const app = new App({ outdir });
    const [a, b, c] = [new Chart(app, 'a'), new Chart(app, 'b'), new Chart(app, 'c')];
    a.addDependency(b);
    b.addDependency(c);
    c.addDependency(b);
    expect(() => app.synth()).toThrow('Dependency cycle detected: b => c => b');
  });

  test('fails when charts depend on each other through their objects', () => {
    const app = new App({ outdir });
    const [a, b] = [new Chart(app, 'a'), new Chart(app, 'b')];
    const [first, second, third] = [configMap(a, '1'), configMap(b, '2'), configMap(a, '3')];
    first.addDependency(second);
    second.addDependency(third);
    expect(() => app.synth()).toThrow('Dependency cycle detected: a => b => a');
  });

  test('fails when a construct depends on itself', () => {
    const message = 'Dependency cycle detected: web/config => web/config, a construct cannot depend on itself';
    const app = new App({ outdir });
    const config = configMap(new Chart(app, 'web'), 'config');
    config.addDependency(config);
    expect(() => app.synth()).toThrow(message);
    expect(() => app.synthYaml()).toThrow(message);
    expect(() => app.charts).toThrow(message);
  });

  test('fails when a chart depends on itself, also in a group', () => {
    const app = new App({ outdir });
    const [web, store] = [new Chart(app, 'web'), new Chart(app, 'store')];
    web.node.addDependency(new DependencyGroup(store, web));
    expect(() => app.synth()).toThrow('Dependency cycle detected: web => web');
  });

  test('fails when something outside of all charts depends on a chart', () => {
    const app = new App({ outdir });
    new Construct(app, 'outside').node.addDependency(new Chart(app, 'web'));
    expect(() => app.synth()).toThrow('cannot find a parent chart');
  });
});
