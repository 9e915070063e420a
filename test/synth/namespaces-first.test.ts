import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { App, Cluster, ExternalObject, Observability, SecurityBaseline, WebApp } from '../../lib';
import { manifestFiles } from '../../lib/synth/layout';
import { synthesize } from '../../lib/synth/synthesis';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

/** The paths of all files, and the texts of them. */
function filesOf(app: App, type = YamlOutputType.FILE_PER_CHART): Map<string, string> {
  const files = synthesize(app, (synthesis) => manifestFiles(type, '.k8s.yaml', synthesis));
  return new Map(files.map(({ path, text }) => [path, text]));
}

const map = (chart: Chart, id: string, namespace?: string) =>
  new ApiObject(chart, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id, namespace } });

describe('kubectl applies the files of a folder by their names, and a Namespace', () => {
  it('is in a file before the Role that a Prometheus has in it', () => {
    const app = new App();
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    new SecurityBaseline(shop, 'baseline', { external: [ExternalObject.namespace('monitoring')] });
    const web = new WebApp(shop, 'web', { image: IMAGE, metrics: { port: 9090 } });
    new Observability(new Chart(app, 'monitoring', { namespace: 'monitoring' }), 'observability').watch(web);

    const files = filesOf(app);

    expect([...files.keys()]).toEqual(['0000-shop.k8s.yaml', '0001-monitoring.k8s.yaml']);
    expect(files.get('0001-monitoring.k8s.yaml')).toMatch(
      /^apiVersion: v1\nkind: Namespace\n(.*\n)+? {2}name: monitoring-nodes$/m,
    );
    expect(files.get('0001-monitoring.k8s.yaml')).toMatch(/^kind: Role\n(.*\n)+? {2}namespace: shop$/m);
  });

  it('is in a file before that of another chart in the namespace', () => {
    const app = new App();
    map(new Chart(app, 'api', { namespace: 'shop' }), 'settings');
    new SecurityBaseline(new Chart(app, 'base', { namespace: 'shop' }), 'baseline');
    expect([...filesOf(app).keys()]).toEqual(['0000-base.k8s.yaml', '0001-api.k8s.yaml']);
  });

  it('leaves names as they are where they are in this order', () => {
    const app = new App();
    map(new Chart(app, 'web', { namespace: 'shop' }), 'settings');
    new SecurityBaseline(new Chart(app, 'base', { namespace: 'shop' }), 'baseline');
    expect([...filesOf(app).keys()].sort()).toEqual(['base.k8s.yaml', 'web.k8s.yaml']);
  });

  it('comes first in one file for all', () => {
    const app = new App();
    map(new Chart(app, 'api', { namespace: 'shop' }), 'settings');
    new SecurityBaseline(new Chart(app, 'base', { namespace: 'shop' }), 'baseline');
    const text = filesOf(app, YamlOutputType.FILE_PER_APP).get('app.k8s.yaml') ?? '';
    expect(text.indexOf('kind: Namespace')).toBeLessThan(text.indexOf('kind: ConfigMap'));
  });

  it('is that of the own cluster', () => {
    const app = new App();
    const elsewhere = new Chart(app, 'west', { namespace: 'shop' });
    Cluster.generic().attachTo(elsewhere);
    new SecurityBaseline(elsewhere, 'baseline');
    map(new Chart(app, 'api', { namespace: 'shop' }), 'settings');
    expect([...filesOf(app).keys()].sort()).toEqual(['api.k8s.yaml', 'west/west.k8s.yaml']);
  });

  it('gives way to an order that the program states', () => {
    const app = new App();
    const first = new Chart(app, 'first', { namespace: 'first' });
    const second = new Chart(app, 'second', { namespace: 'second' });
    new SecurityBaseline(first, 'baseline');
    new SecurityBaseline(second, 'baseline');
    map(first, 'a', 'second');
    map(second, 'b', 'first');
    second.addDependency(first);
    expect([...filesOf(app).keys()]).toEqual(['0000-first.k8s.yaml', '0001-second.k8s.yaml']);
  });
});
