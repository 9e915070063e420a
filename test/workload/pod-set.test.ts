import { App, Chart } from 'cdk8s';
import { AddOn, Cluster, Engine, Observability, StatefulStore, WebApp, Worker } from '../../lib';
import { testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const selector = { app: 'shop' };
const engine = Engine.valkey();
const REFUSED =
  /^\[shop\/b\] a selector must find the pods of one workload, got app=shop; shop\/a selects app=shop; give one of them another selector$/;

describe('a set of pods', () => {
  it('fails when two stores have one selector', () => {
    const chart = testChart();
    new StatefulStore(chart, 'a', { engine, selector });
    expect(() => new StatefulStore(chart, 'b', { engine, selector })).toThrow(REFUSED);
  });

  it('fails when a store and a WebApp have one selector, in either order', () => {
    const [first, second] = [testChart(), testChart()];
    new StatefulStore(first, 'a', { engine, selector });
    expect(() => new WebApp(first, 'b', { image, selector })).toThrow(REFUSED);
    new WebApp(second, 'a', { image, selector });
    expect(() => new StatefulStore(second, 'b', { engine, selector })).toThrow(REFUSED);
  });

  it('fails when a Worker selects the pods of Prometheus or of a Job that makes passwords', () => {
    const chart = testChart();
    new Observability(chart, 'a');
    const found = { 'app.kubernetes.io/name': 'a-prometheus' };
    expect(() => new Worker(chart, 'b', { image, selector: found })).toThrow('shop/a/Prometheus selects');
    new StatefulStore(chart, 'c', { engine });
    const jobs = { 'app.kubernetes.io/name': 'c-credentials' };
    expect(() => new Worker(chart, 'd', { image, selector: jobs })).toThrow('shop/c/Credentials/Client selects');
  });

  it('fails when a WebApp selects the pods that an operator makes', () => {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    Cluster.generic({ installed: [AddOn.cloudNativePg()] }).attachTo(chart);
    new StatefulStore(chart, 'a', { engine: Engine.postgres(), replicas: 3 });
    const operated = { 'cnpg.io/cluster': 'a' };
    expect(() => new WebApp(chart, 'b', { image, selector: operated })).toThrow('shop/a selects cnpg.io/cluster=a');
  });

  it('fails when a selector names no label, which would find every pod', () => {
    const chart = testChart();
    expect(() => new Worker(chart, 'a', { image, selector: {} })).toThrow(
      '[shop/a] selector must name the labels of the pods, got {}; leave it out',
    );
  });

  it('may have the selector of another namespace or cluster', () => {
    const app = new App();
    const chart = (id: string, namespace: string) => new Chart(app, id, { namespace });
    const far = chart('far', 'shop');
    Cluster.generic().attachTo(far);
    for (const home of [chart('shop', 'shop'), chart('till', 'till'), far]) {
      new StatefulStore(home, 'a', { engine, selector });
    }
  });
});
