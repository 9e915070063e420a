import type { Construct } from 'constructs';
import fc from 'fast-check';
import { AdapterRules, ScheduledTask, WebApp, Worker } from '../../lib';
import { synth, testChart } from '../support/charts';
import { few } from '../support/few';
import { type SchemaVersion, validateManifest } from '../support/schema';
import { clusterOf } from '../web-app/arbitraries';
import { task, webApp, worker } from './arbitraries';

const cluster = clusterOf('1.27', '1.33', '1.36');

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /^\[[^\]]+\] .+, got [\s\S]+; .+/;

function survives<Props extends object>(
  props: fc.Arbitrary<Props>,
  make: (scope: Construct, props: Props) => Construct,
): number {
  let made = 0;
  fc.assert(
    fc.property(few(props), cluster, (given, target) => {
      const chart = testChart();
      target.attachTo(chart);
      new AdapterRules(chart, 'adapter-rules');
      let manifests: ReturnType<typeof synth>;
      try {
        make(chart, given);
        manifests = synth(chart);
      } catch (error) {
        expect((error as Error).message).toMatch(READABLE);
        return;
      }
      made += 1;
      expect(manifests.flatMap((manifest) => validateManifest(manifest, target.version as SchemaVersion))).toEqual([]);
    }),
    { numRuns: 700 },
  );
  return made;
}

describe('whatever a program is, there is a readable error, or there are manifests that fit the schemas of the cluster', () => {
  it('for a WebApp', () => {
    expect(survives(webApp, (scope, props) => new WebApp(scope, 'web', props))).toBeGreaterThan(100);
  }, 120_000);

  it('for a Worker', () => {
    expect(survives(worker, (scope, props) => new Worker(scope, 'mailer', props))).toBeGreaterThan(100);
  }, 120_000);

  it('for a ScheduledTask', () => {
    expect(survives(task, (scope, props) => new ScheduledTask(scope, 'cleanup', props))).toBeGreaterThan(100);
  }, 120_000);
});
