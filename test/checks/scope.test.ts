import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AdapterRules,
  Engine,
  Observability,
  ScheduledTask,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('the scope and the id of a construct', () => {
  const ALL: readonly (readonly [string, (scope: Construct, id: string) => unknown])[] = [
    ['WebApp', (scope, id) => new WebApp(scope, id, { image })],
    ['Worker', (scope, id) => new Worker(scope, id, { image })],
    ['ScheduledTask', (scope, id) => new ScheduledTask(scope, id, { image, schedule: '@daily' })],
    ['StatefulStore', (scope, id) => new StatefulStore(scope, id, { engine: Engine.valkey() })],
    ['Observability', (scope, id) => new Observability(scope, id)],
    ['SecurityBaseline', (scope, id) => new SecurityBaseline(scope, id)],
    ['AdapterRules', (scope, id) => new AdapterRules(scope, id)],
  ];

  it.each(ALL)('fails when a %s stands in the app and not in a chart', (title, make) => {
    expect(thrown(() => make(new App(), 'a')).message).toBe(
      `[app] ${title} must be in a chart, got an App; make a Chart in it, then new ${title}(chart, 'a', …)`,
    );
  });

  it.each(ALL)('fails when a %s has no scope', (title, make) => {
    for (const scope of [undefined, null, {}, 'shop', { image }]) {
      expect(thrown(() => make(scope as never, 'a')).what).toBe(`${title} must be in a chart`);
    }
  });

  it.each(ALL)('fails when the id of a %s is no text', (title, make) => {
    for (const id of [undefined, null, '', 5, { image }]) {
      expect(thrown(() => make(testChart(), id as never)).what).toBe(`the id of ${title} must be text`);
    }
  });

  it('fails when two constructs of a scope have one id', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image });
    expect(thrown(() => new Worker(chart, 'web', { image })).message).toBe(
      '[shop] a construct must have an id of its own, got web twice; give one of the two another id',
    );
  });

  it('fails with the name of a class of the program', () => {
    class Shop extends WebApp {}
    expect(thrown(() => new Shop(new App(), 'shop', { image })).what).toBe('Shop must be in a chart');
  });

  it('may be deep in a chart', () => {
    class Stage extends Chart {}
    expect(() => new WebApp(new Stage(new App(), 'stage'), 'web', { image })).not.toThrow();
  });
});
