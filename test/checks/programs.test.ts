import { spawnSync } from 'node:child_process';
import { Chart, Duration, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  App,
  Engine,
  MainstayError,
  Observability,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { testChart } from '../support/charts';
import { ROOT } from '../support/dist';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/shop:1.4.2';

function program(build: (chart: Chart) => void): () => string {
  return () => {
    const app = new App();
    build(new Chart(app, 'shop', { namespace: 'shop' }));
    return app.synthYaml();
  };
}
const lines = (build: (chart: Chart) => void): string[] => thrown(program(build)).message.split('\n');

/** One construct of each class, with a typing error in its props. */
function misspelled(chart: Chart): void {
  new SecurityBaseline(chart, 'baseline', { podSecurty: 'baseline' } as never);
  const db = new StatefulStore(chart, 'db', { engine: Engine.valkey(), repplicas: 3 } as never);
  const web = new WebApp(chart, 'web', { image, hots: 'shop.example.com' } as never);
  web.uses(db);
  new Worker(chart, 'mailer', { image, memroy: Size.mebibytes(512) } as never).uses(web);
  new ScheduledTask(chart, 'nightly', { image, shcedule: '@daily' } as never).uses(db);
  new Observability(chart, 'observability', { retentoin: Duration.days(3) } as never).watch(web, db);
}
const MISSPELLED = [
  '[shop/baseline] no prop has this name, got podSecurty; did you mean podSecurity',
  '[shop/db] no prop has this name, got repplicas; did you mean replicas',
  '[shop/web] no prop has this name, got hots; did you mean host',
  '[shop/mailer] no prop has this name, got memroy; did you mean memory',
  '[shop/nightly] no prop has this name, got shcedule; did you mean schedule',
  '[shop/observability] no prop has this name, got retentoin; did you mean retention',
];

describe('wrong props of several constructs of an app', () => {
  it('arrive together, and nothing else does', () => {
    expect(lines(misspelled)).toEqual(MISSPELLED);
  });

  it('arrive together by Testing.synth, too', () => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    misspelled(chart);
    expect(thrown(() => Testing.synth(chart)).message.split('\n')).toEqual(MISSPELLED);
  });

  it('are wrong names, wrong kinds and values that cannot work, all at once', () => {
    const all = lines((chart) => {
      new WebApp(chart, 'web', { image: 'nginx', host: 'https://Shop.example.com/', replicas: '3' } as never);
      new Worker(chart, 'mailer', { image, user: 0, env: { A: null, B: 5 }, files: { 'etc/app': 'x' } } as never);
      new ScheduledTask(chart, 'nightly', { image: 7, schedule: 'daily' } as never);
      new StatefulStore(chart, 'db', { engine: 'postgres' } as never);
      const wrong = { replicas: 4, memory: Size.mebibytes(0), cpu: Cpu.millis(0), mountPath: 'data' };
      new StatefulStore(chart, 'cache', { engine: Engine.valkey(), ...wrong });
      const observed = { retention: Duration.minutes(5), scrapeInterval: Duration.millis(5), host: 'grafana' };
      new Observability(chart, 'observability', observed);
    });
    for (const part of [
      "[shop/web] replicas must be a number, got '3'; use 3",
      '[shop/web] host must be a host name, got https://Shop.example.com/; give shop.example.com',
      '[shop/web] image must name a version, got nginx;',
      '[shop/mailer] user must be a whole number',
      '[shop/mailer] environment variable A must be text or a reference, got null;',
      '[shop/mailer] environment variable B must be text or a reference, got 5;',
      '[shop/mailer] the path of a file',
      '[shop/nightly] image must be text, got 7;',
      '[shop/nightly] schedule must have the fields',
      '[shop/db] engine must be an Engine, got postgres;',
      '[shop/cache] replicas must be odd for failover, got 4; use 3 or 5',
      '[shop/cache] memory must be a positive amount',
      '[shop/cache] cpu must be at least 1m',
      '[shop/cache] mountPath must be an absolute path',
      '[shop/observability] retention must be whole hours',
      '[shop/observability] scrapeInterval must be whole seconds',
      '[shop/observability] host must be a host name',
    ]) {
      expect(all.filter((line) => line.startsWith(part))).toHaveLength(1);
    }
    expect(all).toHaveLength(17);
  });

  it('come before the problem that ends the program', () => {
    const all = lines((chart) => {
      new WebApp(chart, 'web', { image, hots: 'shop.example.com' } as never);
      new Worker(chart, 'web', { image });
    });
    expect(all).toEqual([
      '[shop/web] no prop has this name, got hots; did you mean host',
      expect.stringContaining('a construct must have an id of its own'),
    ]);
  });

  it('do not bring findings about the construct without them, only those about others', () => {
    const all = lines((chart) => {
      new SecurityBaseline(chart, 'baseline');
      new WebApp(chart, 'web', { image, env: { URL: '$(NOPE)' }, metrics: { prot: 9090 } } as never);
      new Observability(chart, 'observability').watch(chart);
    });
    expect(all).toEqual(['[shop/web] no prop of metrics has this name, got prot; did you mean port']);
  });

  it('have the stack of the first, whose line is the one to change', () => {
    const { stack = '' } = thrown(program(misspelled));
    const [frame = ''] = stack.split('\n').filter((line) => line.startsWith('    at '));
    expect(frame).toContain('misspelled');
  });

  it('are MainstayErrors with their parts', () => {
    const { path, got, more } = thrown(program(misspelled));
    expect([path, got]).toEqual(['shop/baseline', 'podSecurty']);
    expect(more.map((one) => one.path)).toEqual(MISSPELLED.slice(1).map((line) => line.slice(1, line.indexOf(']'))));
    for (const one of more) expect(one).toBeInstanceOf(MainstayError);
  });
});

describe('wrong props', () => {
  it('end the program at once where no App of Mainstay will throw them', () => {
    expect(() => new Worker(testChart(), 'mailer', { image, memroy: 1 } as never)).toThrow('did you mean memory');
  });

  it('are said when the program ends by another error before synth', () => {
    const source = `
      const { App, WebApp } = require('./lib');
      const { Chart } = require('cdk8s');
      const app = new App();
      const web = new WebApp(new Chart(app, 'shop'), 'web', { image: '${image}', tier: 'web' });
      web.ingress.addRule();
    `;
    const { status, stderr } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', source], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('TypeError');
    expect(stderr).toContain('[shop/web] no prop has this name, got tier; use one of');
  }, 120_000);

  it('leave an app alone that is right', () => {
    const made = program((chart) => void new Worker(chart, 'mailer', { image }));
    expect(made()).toContain('kind: Deployment');
  });
});
