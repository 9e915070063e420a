import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Cluster, Engine, StatefulStore } from '../../../lib';
import { Manifests } from '../../../lib/testing';
import { type Call, web } from './support';

/** Calls of App and of the manifests of tests. */
export const SYNTH: Readonly<Record<string, Call>> = {
  'App.constructor': {
    free: ['0'],
    args: () => [
      {
        cluster: Cluster.generic(),
        images: { valkey: 'mirror.example.com/valkey:9.1' },
        outdir: 'out',
        outputFileExtension: '.yaml',
        recordConstructMetadata: false,
        yamlOutputType: YamlOutputType.FILE_PER_CHART,
      },
    ],
    use: (app: App) => {
      const made = new Chart(app, 'shop');
      new StatefulStore(made, 'sessions', { engine: Engine.valkey() });
      return made;
    },
  },
  'App.synth': { on: () => new App({ outdir: '/tmp' }), args: () => [] },
  'App.synthYaml': { on: twoClusters, args: () => [{ cluster: 'eu' }] },
  'Manifests.find': { on: () => Manifests.of(web({})), args: () => ['Deployment', 'web'] },
  'Manifests.names': { on: () => Manifests.of(web({})), args: () => ['Deployment'] },
  'Manifests.of': { args: () => [web({})] },
};

/** An app with the manifests of two clusters. */
function twoClusters(): App {
  const app = new App();
  for (const id of ['eu', 'us']) {
    const place = new Construct(app, id);
    Cluster.generic().attachTo(place);
    new ApiObject(new Chart(place, 'shop'), 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
  }
  return app;
}
