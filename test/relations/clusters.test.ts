import { Chart } from 'cdk8s';
import { AddOn, App, Cluster, Engine, Observability, ScalingMetric, StatefulStore, WebApp, Worker } from '../../lib';
import { Manifests } from '../../lib/testing';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

function twoClusters() {
  const app = new App();
  const chart = (id: string): Chart => {
    const made = new Chart(app, id, { namespace: 'shop' });
    Cluster.generic({ installed: [AddOn.keda()] }).attachTo(made);
    return made;
  };
  return { app, eu: chart('eu'), us: chart('us') };
}

const metrics = { port: 9090 };

describe('a relation between two clusters', () => {
  it('fails when a workload uses something', () => {
    const { eu, us } = twoClusters();
    const db = new StatefulStore(us, 'db', { engine: Engine.valkey() });
    expect(() => new WebApp(eu, 'web', { image: IMAGE }).uses(db)).toThrow(
      '[eu/web] uses(db) must stay in one cluster, here eu, got us/db in us; ' +
        'use External.host with the address that us/db has outside its cluster, or put both in one cluster',
    );
  });

  it('fails when a server lets a workload in', () => {
    const { eu, us } = twoClusters();
    const web = new WebApp(eu, 'web', { image: IMAGE });
    expect(() => web.allowFrom(new Worker(us, 'worker', { image: IMAGE }))).toThrow(
      '[eu/web] allowFrom(worker) must stay in one cluster, here eu, got us/worker in us; let in the addresses',
    );
  });

  it('fails when something is watched, alone or with its chart', () => {
    const { eu, us } = twoClusters();
    const web = new WebApp(us, 'web', { image: IMAGE, metrics });
    const observability = new Observability(eu, 'observability');
    const message =
      'watch(web) must stay in one cluster, here eu, got us/web in us; add an Observability to a chart of';
    expect(() => observability.watch(web)).toThrow(message);
    expect(() => observability.watch(us)).toThrow(message);
  });

  it('fails when a workload scales by a list in a store', () => {
    const { eu, us } = twoClusters();
    const queue = new StatefulStore(us, 'queue', { engine: Engine.valkey() });
    const byList = ScalingMetric.redisList(queue, { list: 'jobs', perPod: 10 });
    expect(() => new Worker(eu, 'worker', { image: IMAGE, scaling: { max: 5, metrics: [byList] } })).toThrow(
      'queue must stay in one cluster, here eu, got us/queue in us',
    );
  });

  it('fails when one of the two is for the cluster of the app', () => {
    const { app, us } = twoClusters();
    const home = new Chart(app, 'home', { namespace: 'shop' });
    const api = new WebApp(home, 'api', { image: IMAGE });
    expect(() => new WebApp(us, 'web', { image: IMAGE }).uses(api)).toThrow(
      'here us, got home/api in the cluster of the app;',
    );
  });
});

describe('an Observability that watches the app', () => {
  it('watches its own cluster', () => {
    const { app, eu, us } = twoClusters();
    for (const chart of [eu, us]) new WebApp(chart, `web-${chart.node.id}`, { image: IMAGE, metrics });
    new Observability(eu, 'observability').watch(app);
    const text = JSON.stringify(Manifests.of(eu).all);
    expect(text).toContain('shop/web-eu');
    expect(text).not.toContain('web-us');
  });
});
