import { Duration } from 'cdk8s';
import { App, Engine, Observability, StatefulStore, WebApp } from '../../lib';
import { annotationBytes, MOST_ANNOTATIONS } from '../../lib/manifest/applied-size';
import { type Manifest, podOf, synth, testChart } from '../support/charts';
import { manifestsOf } from '../support/dist';
import { observability, watchedFiles } from './support';

const slo = { availability: 99.9, latency: { percentile: 99, under: Duration.millis(250) } };

/** The manifests of an Observability, and of the apps that it watches. */
function watching(count: number): readonly Manifest[] {
  const app = new App();
  const chart = testChart('shop', app);
  const observer = new Observability(chart, 'observability');
  for (let at = 0; at < count; at += 1) {
    const image = 'ghcr.io/acme/shop:1.4.2';
    observer.watch(new WebApp(chart, `service-${at}`, { image, metrics: { port: 9090 }, slo }));
  }
  observer.watch(new StatefulStore(chart, 'orders', { engine: Engine.postgres() }));
  return manifestsOf(app.synthYaml()) as Manifest[];
}

describe.each([25, 200])('an Observability that watches %d apps', (count) => {
  const manifests = watching(count);

  it('has no object that is too large for kubectl apply', () => {
    const large = manifests.filter((manifest) => annotationBytes(manifest) > MOST_ANNOTATIONS);
    expect(large.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
  });

  it('has no object above 190,000 bytes, so that labels and annotations of others fit, too', () => {
    const large = manifests.filter((manifest) => annotationBytes(manifest) > 190_000);
    expect(large.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([]);
  });

  it.each([
    ['observability-prometheus', ['rules.yaml', 'scrape.yaml']],
    ['observability-grafana', ['json']],
  ])('gives %s the files about every one of them, each in a ConfigMap of its own', (server, ends) => {
    const names = [...Array.from({ length: count }, (_, at) => `service-${at}`), 'orders'];
    const wanted = names.flatMap((name) => ends.map((end) => `shop.${name}.${end}`));
    const isOwn = (name: string): boolean => /shop(-nodes)?\.observability-/.test(name);
    const given = Object.keys(watchedFiles(manifests, server)).filter((name) => !isOwn(name));
    expect(given.sort()).toEqual(wanted.sort());
    const maps = manifests.filter(
      ({ kind, metadata }) =>
        kind === 'ConfigMap' && metadata.name.startsWith(`${server}-shop.`) && !isOwn(metadata.name),
    );
    expect(maps.map(({ metadata }) => metadata.name).sort()).toEqual(
      names.map((name) => `${server}-shop.${name}`).sort(),
    );
  });

  it('applies the files before the pods that mount them', () => {
    const at = (kind: string, name: string) =>
      manifests.findIndex((manifest) => manifest['kind'] === kind && manifest['metadata'].name === name);
    const pods = at('StatefulSet', 'observability-prometheus');
    expect(pods).toBeGreaterThan(at('ConfigMap', 'observability-prometheus-shop.orders'));
    expect(at('Deployment', 'observability-grafana')).toBeGreaterThan(
      at('ConfigMap', 'observability-grafana-shop.orders'),
    );
  });
});

it('an Observability that watches nothing mounts no files about it, and Grafana only the dashboards about no one thing', () => {
  const chart = testChart();
  observability(chart);
  expect(watchedFiles(chart, 'observability-grafana')).toEqual({});
  for (const runner of synth(chart).filter(({ kind }) => kind === 'StatefulSet')) {
    const pod = podOf(runner);
    const used = [...pod['volumes'], ...pod['containers'].flatMap((each: Manifest) => each['volumeMounts'])];
    expect(used.map(({ name }: Manifest) => name)).not.toContain('watched');
  }
});
