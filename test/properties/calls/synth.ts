import { Chart, YamlOutputType } from 'cdk8s';
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
  'App.synthYaml': { on: () => new App(), args: () => [] },
  'Manifests.find': { on: () => Manifests.of(web({})), args: () => ['Deployment', 'web'] },
  'Manifests.names': { on: () => Manifests.of(web({})), args: () => ['Deployment'] },
  'Manifests.of': { args: () => [web({})] },
};
