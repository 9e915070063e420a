import { Engine, SecretKey, StatefulStore, type UsesOptions, WebApp } from '../../lib';
import { withoutStutter } from '../../lib/relations/variable-names';
import { containerOf, find, names, testChart } from '../support/charts';

const image = 'ghcr.io/acme/app:1.0.0';
const password = SecretKey.of('rabbit', 'password');

function variables(id: string, options?: UsesOptions): Record<string, string> {
  const chart = testChart();
  const store = new StatefulStore(chart, id, { engine: Engine.postgres() });
  new WebApp(chart, 'web', { image }).uses(store, options);
  const env: { name: string; value: string }[] = containerOf(find(chart, 'Deployment', 'web'))['env'];
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

describe('the names of variables', () => {
  it.each<[string, UsesOptions | undefined]>([
    ['database', undefined],
    ['orders', { as: 'DATABASE' }],
  ])('say a word once: %s %s', (id, options) => {
    const env = variables(id, options);
    expect(Object.keys(env)).toEqual(
      expect.arrayContaining(['DATABASE', 'DATABASE_HOST', 'DATABASE_PORT', 'DATABASE_PASSWORD', 'DATABASE_URL']),
    );
    expect(env['DATABASE']).toBe(id);
    expect(env).not.toHaveProperty('DATABASE_DATABASE');
  });

  it('say it once where a longer prefix ends with it, and in values that refer to them', () => {
    expect(variables('orders', { as: 'SHOP_DATABASE' })).toHaveProperty('SHOP_DATABASE', 'orders');
    expect(variables('orders', { as: 'PASSWORD' })['PASSWORD_URL']).toContain(':$(PASSWORD)@');
    expect(variables('orders', { as: 'PASSWORD', credentials: 'files' })).toHaveProperty('PASSWORD_FILE');
  });

  it('keep a word that is no whole one, and one whose short name is taken', () => {
    const kept = { DATA_DATABASE: 'a', DATA_DATA_SIZE: 'b', DATA_SIZE: 'c' };
    expect(withoutStutter('DATA', { port: undefined as never, env: kept }).env).toEqual(kept);
  });

  it('begin with the first label of a host, and its policy with the whole host', () => {
    const chart = testChart();
    const rabbit = StatefulStore.existing({ host: 'rabbit.example.com', port: 5672, password });
    new WebApp(chart, 'web', { image }).uses(rabbit);
    const env: { name: string }[] = containerOf(find(chart, 'Deployment', 'web'))['env'];
    expect(env.map(({ name }) => name)).toEqual(['RABBIT_HOST', 'RABBIT_PORT', 'RABBIT_PASSWORD']);
    expect(names(chart, 'NetworkPolicy')).toContain('web-to-rabbit.example.com');
  });

  it('begin with the name where a host has one', () => {
    const chart = testChart();
    const rabbit = StatefulStore.existing({ name: 'queue', host: 'rabbit.example.com', port: 5672 });
    new WebApp(chart, 'web', { image }).uses(rabbit);
    const [first] = containerOf(find(chart, 'Deployment', 'web'))['env'];
    expect(first.name).toBe('QUEUE_HOST');
  });

  it('fails when two hosts have the same first label', () => {
    const web = new WebApp(testChart(), 'web', { image });
    web.uses(StatefulStore.existing({ host: 'db.eu.example.com', port: 5432 }));
    expect(() => web.uses(StatefulStore.existing({ host: 'db.us.example.com', port: 5432 }))).toThrow(
      /environment variable DB_HOST must have one source, got db.eu.example.com and db.us.example.com; rename one/,
    );
  });
});
