import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Cluster } from '../../lib';
import { thrown } from '../support/errors';

function appFor(...places: readonly string[]): App {
  const app = new App();
  for (const id of places) {
    const scope = id === '' ? app : new Construct(app, id);
    if (id !== '') Cluster.generic().attachTo(scope as Construct);
    const chart = new Chart(scope, 'shop', { namespace: 'shop' });
    new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `of-${id}` } });
  }
  return app;
}

describe('synthYaml of an app with several clusters', () => {
  it('has the manifests of the cluster that is named, and no others', () => {
    const app = appFor('eu', 'us');
    expect(app.synthYaml({ cluster: 'eu' }).match(/name: of-.*/g)).toEqual(['name: of-eu']);
    expect(app.synthYaml({ cluster: 'us' }).match(/name: of-.*/g)).toEqual(['name: of-us']);
  });

  it('needs no name when all manifests are for one cluster', () => {
    expect(appFor('eu').synthYaml()).toContain('of-eu');
    expect(appFor('').synthYaml()).toContain('of-');
  });

  it('fails when none is named, because one kubectl apply would apply both', () => {
    expect(thrown(() => appFor('eu', 'us').synthYaml()).message).toBe(
      "synthYaml must be for one cluster, got eu, us; use synthYaml({ cluster: 'eu' }), for example",
    );
    expect(thrown(() => appFor('', 'us').synthYaml()).message).toContain('got that of the app, us;');
  });

  it('takes an empty name for the cluster of the app', () => {
    expect(
      appFor('', 'us')
        .synthYaml({ cluster: '' })
        .match(/name: of-.*/g),
    ).toEqual(['name: of-']);
  });

  it.each([
    [['eu', 'us'], 'EU', "use 'eu'"],
    [['eu', 'us'], 'asia', 'use one of eu, us'],
    [[''], 'asia', 'leave it out: the app has one cluster'],
  ])('fails when no cluster has the name: %j, %s', (places, cluster, fix) => {
    const error = thrown(() => appFor(...places).synthYaml({ cluster }));
    expect([error.what, error.got, error.fix]).toEqual([
      'synthYaml.cluster must be the name of a cluster with a chart',
      cluster,
      fix,
    ]);
  });
});
