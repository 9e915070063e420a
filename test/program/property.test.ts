import type { Construct } from 'constructs';
import fc from 'fast-check';
import { Cluster, ScheduledTask, WebApp, Worker } from '../../lib';
import { synth, testChart } from '../support/charts';
import { type SchemaVersion, validateManifest } from '../support/schema';
import { task, webApp, worker } from './arbitraries';

const version = fc.constantFrom<SchemaVersion>('1.27', '1.33', '1.36');
const preset = fc.constantFrom('generic', 'eks', 'gke', 'aks');

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /^\[[^\]]+\] .+, got [\s\S]+; .+/;

function survives<Props>(props: fc.Arbitrary<Props>, make: (scope: Construct, props: Props) => Construct): number {
  let made = 0;
  fc.assert(
    fc.property(props, version, preset, (given, target, name) => {
      const chart = testChart();
      Cluster[name as 'generic']({ version: target }).attachTo(chart);
      let manifests: ReturnType<typeof synth>;
      try {
        make(chart, given);
        manifests = synth(chart);
      } catch (error) {
        expect((error as Error).message).toMatch(READABLE);
        return;
      }
      made += 1;
      expect(manifests.flatMap((manifest) => validateManifest(manifest, target))).toEqual([]);
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
