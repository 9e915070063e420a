import * as cdk8s from 'cdk8s';
import * as fc from 'fast-check';
import { App } from '../../lib/synth/app';
import { build, outcomeOf, type TreeSpec, treeSpecs } from '../support/random-tree';

const RUNS = 2000;

/** Which cycle of several is named is the one thing that may differ. */
const comparable = (error: string | undefined) => (error?.startsWith('Dependency cycle detected: ') ? 'cycle' : error);

/** cdk8s makes an empty folder for a chart without objects. */
const withoutEmptyFolders = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('/')));

function synthesized(AppClass: typeof cdk8s.App, spec: TreeSpec) {
  const { yamlOutputType, recordConstructMetadata } = spec;
  let charts: string[] = [];
  let names: string[] = [];
  const { error, files } = outcomeOf(AppClass, { yamlOutputType, recordConstructMetadata }, (app) => {
    build(app, spec);
    app.synth();
    charts = app.charts.map((chart) => chart.node.path);
    names = app.charts.map((chart) => cdk8s.Names.toDnsLabel(chart));
  });
  const clash = new Set(names).size < names.length;
  const outcome = error === undefined ? { charts, files: withoutEmptyFolders(files) } : { error: comparable(error) };
  return { clash, outcome };
}

function synthesizedYaml(AppClass: typeof cdk8s.App, spec: TreeSpec) {
  const app = new AppClass();
  build(app, spec);
  try {
    return app.synthYaml();
  } catch (error) {
    return { error: comparable((error as Error).message) };
  }
}

test('any app gives the same files, bytes and errors as with the App of cdk8s', () => {
  const seen = { manifests: 0, cycles: 0, otherErrors: 0 };
  fc.assert(
    fc.property(treeSpecs, (spec) => {
      const { outcome: ours, clash } = synthesized(App, spec);
      const { outcome: stock } = synthesized(cdk8s.App, spec);
      if (ours.error?.includes('an object must be made once')) return;
      // cdk8s writes two objects or charts to one path when `Default` is all that tells them apart.
      if (clash || (stock.files && Object.keys(ours.files ?? {}).length > Object.keys(stock.files).length)) return;
      expect(ours).toEqual(stock);
      if (ours.error === undefined) seen.manifests++;
      else if (ours.error === 'cycle') seen.cycles++;
      else seen.otherErrors++;
    }),
    { numRuns: RUNS },
  );
  expect(seen.manifests).toBeGreaterThan(RUNS / 4);
  expect(seen.cycles).toBeGreaterThan(RUNS / 40);
  expect(seen.otherErrors).toBeGreaterThan(RUNS / 40);
}, 180_000);

test('any app gives the same synthYaml() as with the App of cdk8s', () => {
  fc.assert(
    fc.property(treeSpecs, (spec) => {
      expect(synthesizedYaml(App, spec)).toEqual(synthesizedYaml(cdk8s.App, spec));
    }),
    { numRuns: RUNS / 2 },
  );
}, 180_000);
