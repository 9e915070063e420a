import fc from 'fast-check';
import { AdapterRules, WebApp } from '../../lib';
import { synth, testChart } from '../support/charts';
import { few } from '../support/few';
import { validateManifest } from '../support/schema';
import { clusterOf, webApp } from './arbitraries';

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /^\[shop\/web[^\]]*\] [^;]+, got [\s\S]+; .+/;

describe('whatever is scaled, exposed, allowed and promised on whatever cluster', () => {
  it('there is a readable error, or there are manifests that fit their schemas', () => {
    let made = 0;
    fc.assert(
      fc.property(few(webApp), clusterOf('1.27', '1.33', '1.36'), (props, target) => {
        const chart = testChart();
        target.attachTo(chart);
        let manifests: ReturnType<typeof synth>;
        try {
          new AdapterRules(chart, 'adapter-rules');
          new WebApp(chart, 'web', { image: 'a:1', ...props });
          manifests = synth(chart);
        } catch (error) {
          expect((error as Error).message).toMatch(READABLE);
          return;
        }
        made += 1;
        const version = target.version as '1.27' | '1.33' | '1.36';
        expect(manifests.flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
    expect(made).toBeGreaterThan(150);
  }, 120_000);
});
