import fc from 'fast-check';
import { AddOn, Cluster, Observability, SecurityBaseline, StatefulStore, WebApp } from '../../lib';
import { synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { webApp } from './arbitraries';
import { observability, postgres, store } from './stores';

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /^(\[[^\]]+\] |Validation failed [^\n]+\n +)?[^\n]+, got [\s\S]+; .+/;

function survives(make: () => ReturnType<typeof synth>): void {
  let made: ReturnType<typeof synth>;
  try {
    made = make();
  } catch (error) {
    expect((error as Error).message).toMatch(READABLE);
    return;
  }
  expect(made.flatMap((manifest) => validateManifest(manifest))).toEqual([]);
}

describe('whatever the props are, there is a readable error or there are manifests that fit their schemas', () => {
  it('for a WebApp', () => {
    fc.assert(
      fc.property(webApp, (props) =>
        survives(() => {
          const chart = testChart();
          new WebApp(chart, 'web', props);
          return synth(chart);
        }),
      ),
      { numRuns: 600 },
    );
  }, 60_000);

  it('for a StatefulStore', () => {
    fc.assert(
      fc.property(store, (props) =>
        survives(() => {
          const chart = testChart();
          new StatefulStore(chart, 'store', props);
          return synth(chart);
        }),
      ),
      { numRuns: 400 },
    );
  }, 60_000);

  it('for a StatefulStore of PostgreSQL, with and without CloudNativePG', () => {
    const run: { set: number; operated: number } = { set: 0, operated: 0 };
    fc.assert(
      fc.property(postgres, fc.boolean(), (props, operator) =>
        survives(() => {
          const chart = testChart();
          Cluster.generic({
            installed: [AddOn.volumeSnapshots(), ...(operator ? [AddOn.cloudNativePg()] : [])],
          }).attachTo(chart);
          const { pods } = new StatefulStore(chart, 'store', { ...props, engine: props.engine() });
          const made = synth(chart);
          run[pods ? 'set' : 'operated']++;
          return made;
        }),
      ),
      { numRuns: 400 },
    );
    expect(Math.min(run.set, run.operated)).toBeGreaterThan(5);
  }, 60_000);

  it('for an Observability', () => {
    fc.assert(
      fc.property(observability, (props) =>
        survives(() => {
          const chart = testChart();
          new Observability(chart, 'observability', props);
          return synth(chart);
        }),
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('for a SecurityBaseline over a WebApp', () => {
    fc.assert(
      fc.property(webApp, (props) =>
        survives(() => {
          const chart = testChart();
          new SecurityBaseline(chart, 'baseline');
          new WebApp(chart, 'web', props);
          return synth(chart);
        }),
      ),
      { numRuns: 100 },
    );
  }, 60_000);
});
