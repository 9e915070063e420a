import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Cluster, MainstayError, SecurityBaseline, WebApp, type WebAppProps, Worker } from '../../lib';
import { fail, within } from '../../lib/checks/errors';
import { PlainObject } from '../../lib/manifest/plain-object';
import { testChart } from '../support/charts';
import { thrown } from '../support/errors';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';

const web = (props: object) => () => new WebApp(testChart(), 'web', { image: IMAGE, ...props } as WebAppProps);

const lines = (run: () => unknown): string[] => thrown(run).message.split('\n');

describe('independent problems of one call', () => {
  it('arrive together when props have wrong kinds and wrong names', () => {
    expect(lines(web({ image: 5, repplicas: 3, memory: '256MB', dns: { ndot: 2, searches: 'acme' } }))).toEqual([
      '[shop/web] no prop has this name, got repplicas; did you mean replicas',
      expect.any(String),
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
    const all = lines(web({ image: 5, repplicas: 3, memory: '256MB', dns: { ndot: 2, searches: 'acme' } })).join('\n');
    expect(all).toContain('image must be text, got 5');
    expect(all).toContain('memory must be a Size');
    expect(all).toContain('no prop of dns has this name, got ndot; did you mean ndots');
    expect(all).toContain("dns.searches must be a list of texts, got acme; use ['acme']");
  });

  it('do not count a needed prop as missing whose name is misspelled', () => {
    expect(lines(() => new Worker(testChart(), 'mailer', { imge: IMAGE } as never))).toEqual([
      '[shop/mailer] no prop has this name, got imge; did you mean image',
    ]);
  });

  it('arrive together when values of the right kind cannot work', () => {
    const all = lines(
      web({ image: 'shop', user: 0, replicas: -1, host: 'https://shop', priorityClass: 'Very High', servicePort: 0 }),
    );
    expect(all).toEqual([
      expect.stringContaining('servicePort must be a whole number'),
      expect.stringContaining('must be a host name, got https://shop'),
      expect.stringContaining('image must name a version'),
      expect.stringContaining('user must be a whole number'),
      expect.stringContaining('priorityClass must be a DNS name'),
      expect.stringContaining('replicas must be a whole number'),
    ]);
    for (const line of all) expect(line).toMatch(/^\[shop\/web\] .+, got .+; .+/);
  });

  it('are an error with the parts of the first, and the others in more', () => {
    const error = thrown(web({ user: 0, group: -1 }));
    expect(error).toBeInstanceOf(MainstayError);
    const { path, what, got, more } = error as MainstayError;
    expect([path, what, got]).toEqual(['shop/web', 'user must be a whole number from 1 to 2147483647', 0]);
    expect(more.map((other) => other.what)).toEqual(['group must be a whole number from 0 to 2147483647']);
  });

  it('get the path of the construct around them', () => {
    const chart = testChart();
    const cluster = (): unknown => within(chart, () => Cluster.generic({ version: 1.33, domain: 5 } as never));
    expect(lines(cluster)).toEqual([
      expect.stringMatching(/^\[shop\] Cluster.version must be text/),
      expect.stringMatching(/^\[shop\] Cluster.domain must be text/),
    ]);
  });
});

/** A construct whose object cannot be rendered. */
class Broken extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const fields = () => fail(this, 'a value must be known', undefined, 'set it');
    new PlainObject(this, 'Map', { apiVersion: 'v1', kind: 'ConfigMap', name: id, fields });
  }
}

describe('independent problems of one app', () => {
  const linesOf = (run: () => unknown): string[] => {
    try {
      run();
    } catch (error) {
      return (error as Error).message.split('\n').map((line) => line.trim());
    }
    return [];
  };
  const BROKEN = (id: string) => `[shop/${id}] a value must be known, got nothing; set it`;

  function appOf(build: (chart: Chart) => void): App {
    const app = new App();
    build(new Chart(app, 'shop', { namespace: 'shop' }));
    return app;
  }

  it.each(['synth', 'synthYaml'] as const)(
    'arrive together from every object that cannot be rendered: %s',
    (method) => {
      const app = appOf((chart) => {
        new Broken(chart, 'a');
        new Broken(chart, 'b');
      });
      expect(lines(() => app[method]())).toEqual([BROKEN('a'), BROKEN('b')]);
      expect(thrown(() => app[method]())).toBeInstanceOf(MainstayError);
    },
  );

  it('are not hidden by a validation that throws, or by another that has messages', () => {
    const app = appOf((chart) => {
      new Broken(chart, 'a');
      chart.node.addValidation({ validate: () => ['no owner'] });
      const strict = new Construct(chart, 'strict');
      strict.node.addValidation({ validate: () => fail(strict, 'a team must be known', undefined, 'set it') });
    });
    expect(linesOf(() => app.synthYaml())).toEqual([
      'Validation failed with the following errors:',
      '[shop] no owner',
      '[shop/strict] a team must be known, got nothing; set it',
      BROKEN('a'),
    ]);
  });

  it('are those of values that the program cannot produce, too', () => {
    const app = appOf((chart) => {
      new Broken(chart, 'a');
      const data = Lazy.any({
        produce: () => {
          throw new Error('no colour');
        },
      });
      new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' }, data });
    });
    expect(linesOf(() => app.synthYaml())).toEqual([
      'Validation failed with the following errors:',
      BROKEN('a'),
      expect.stringMatching(/'shop\/map'.+no colour$/),
    ]);
  });

  it('are findings, too, of objects that can be rendered', () => {
    const app = appOf((chart) => {
      new SecurityBaseline(chart, 'baseline');
      new Broken(chart, 'a');
      const containers = [{ name: 'app', image: 'nginx' }];
      new ApiObject(chart, 'raw', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'raw' }, spec: { containers } });
    });
    const all = linesOf(() => app.synthYaml());
    expect(all).toContain(BROKEN('a'));
    expect(all.filter((line) => line.startsWith('[shop/raw] container app must'))).not.toEqual([]);
    expect(all.filter((line) => line.includes('(unfenced)'))).toEqual([]);
  });

  it('are headed by the construct in the namespace of each baseline', () => {
    const app = new App();
    const charts = ['shop', 'bank'].map((id) => new Chart(app, id, { namespace: id }));
    for (const chart of charts) {
      const waivers = [{ rule: 'seccomp', construct: `${chart.node.id}/web`, reason: 'an old kernel' }];
      new SecurityBaseline(chart, 'baseline', { waivers });
      const containers = [{ name: 'app', image: 'nginx' }];
      new ApiObject(chart, 'web', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: { template: { spec: { containers } } },
      });
      new Worker(chart, 'mailer', { image: IMAGE });
    }
    const all = linesOf(() => app.synthYaml()).slice(1);
    for (const id of ['shop', 'bank']) {
      const own = all.filter((line) => line.startsWith(`[${id}/`));
      expect(own).not.toEqual([]);
      expect(own.filter((line) => line.includes('(seccomp)'))).toEqual([]);
    }
    expect(all.filter((line) => !/^\[(shop|bank)\//.test(line))).toEqual([]);
  });
});
