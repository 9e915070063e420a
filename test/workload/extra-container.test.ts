import { Size } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  Engine,
  type ExtraContainer,
  ScheduledTask,
  SecretKey,
  StatefulStore,
  type UsesOptions,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { find, type Manifest, podOf, testChart } from '../support/charts';
import { thrown } from '../support/errors';

const image = 'ghcr.io/acme/site:1.0.0';
const env = { LOG: 'info', DSN: 'http://$(ORDERS_HOST)/', TOKEN: SecretKey.of('token', 'token') };

/** The container `migrate` or `proxy` of an app that uses a store. */
function containerOf(
  kind: 'initContainers' | 'sidecars',
  extra: Partial<ExtraContainer> = {},
  props: Partial<WebAppProps> = {},
  uses: UsesOptions = {},
): Manifest {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image, env, [kind]: [{ name: 'extra', image, ...extra }], ...props });
  web.uses(new StatefulStore(chart, 'orders', { engine: Engine.postgres() }), uses);
  return podOf(find(chart, 'Deployment', 'web'))['initContainers'][0];
}

const namesOf = (container: Manifest): string[] =>
  (container['env'] ?? []).map(({ name }: { name: string }) => name).sort();

describe.each(['initContainers', 'sidecars'] as const)('one of %s', (kind) => {
  it('has the variables of the app and those of what it uses', () => {
    const names = namesOf(containerOf(kind));
    expect(names).toEqual(
      expect.arrayContaining(['LOG', 'TOKEN', 'DSN', 'ORDERS_HOST', 'ORDERS_PASSWORD', 'ORDERS_URL']),
    );
  });

  it('has its own value of a variable, to which others then refer', () => {
    const { env: list } = containerOf(kind, { env: { ORDERS_HOST: 'localhost', MODE: '$(LOG)' } });
    expect(list).toContainEqual({ name: 'ORDERS_HOST', value: 'localhost' });
    const order = list.map(({ name }: { name: string }) => name);
    expect(order.indexOf('ORDERS_HOST')).toBeLessThan(order.indexOf('DSN'));
    expect(order.indexOf('LOG')).toBeLessThan(order.indexOf('MODE'));
    expect(new Set(order).size).toBe(order.length);
  });

  it('has only the variables that it names, and those that they refer to', () => {
    expect(namesOf(containerOf(kind, { inherits: ['DSN'] }))).toEqual(['DSN', 'ORDERS_HOST']);
    expect(containerOf(kind, { inherits: [] })).not.toHaveProperty('env');
  });

  it('keeps the value of the app for a variable that it leaves undefined', () => {
    expect(containerOf(kind, { env: { LOG: undefined } })['env']).toContainEqual({ name: 'LOG', value: 'info' });
  });

  it('has the files that its variables name', () => {
    const mount = { mountPath: '/run/secrets/orders', name: 'secret-orders', readOnly: true };
    const all = containerOf(kind, {}, {}, { credentials: 'files' });
    expect(all['env']).toContainEqual({ name: 'ORDERS_PASSWORD_FILE', value: '/run/secrets/orders/password' });
    expect(all['volumeMounts']).toContainEqual(mount);
    expect(containerOf(kind, { inherits: ['LOG'] }, {}, { credentials: 'files' })['volumeMounts']).not.toContainEqual(
      mount,
    );
    const shared = { inherits: [], shares: ['/run/secrets/orders'] };
    expect(containerOf(kind, shared, {}, { credentials: 'files' })['volumeMounts']).toContainEqual(mount);
  });

  it('sees all mounts of the app where it asks for them', () => {
    const { volumeMounts } = containerOf(kind, { shares: 'all' }, { writable: ['/data'], files: { '/etc/a': 'a' } });
    const paths = volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath).sort();
    expect(paths).toEqual(['/data', '/etc/a', '/tmp']);
  });

  it('fails when it names a variable that the app does not have', () => {
    expect(thrown(() => containerOf(kind, { inherits: ['ORDERS_HOTS'] })).message).toBe(
      '[shop/web] container extra can inherit variables of the main container, got ORDERS_HOTS; did you mean ORDERS_HOST',
    );
  });

  it('fails when it shares a Secret that nothing mounts', () => {
    expect(() => containerOf(kind, { shares: ['/run/secrets/orders'] })).toThrow(
      'container extra can share what the main container mounts, got /run/secrets/orders; use one of /tmp',
    );
  });
});

describe('an init container', () => {
  const resourcesOf = (extra: Partial<ExtraContainer>, props: Partial<WebAppProps> = {}) =>
    containerOf('initContainers', extra, props)['resources'];

  it('has the memory and CPU of the app', () => {
    const props = { memory: Size.gibibytes(1), cpu: Cpu.millis(500), cpuLimit: Cpu.units(2) };
    expect(resourcesOf({}, props)).toEqual({
      limits: { cpu: '2', 'ephemeral-storage': '512Mi', memory: '1Gi' },
      requests: { cpu: '500m', 'ephemeral-storage': '512Mi', memory: '1Gi' },
    });
    expect(resourcesOf({})).toMatchObject({ limits: { memory: '256Mi' }, requests: { cpu: '100m' } });
  });

  it('has others where it says so', () => {
    const props = { memory: Size.gibibytes(1), cpu: Cpu.millis(500), cpuLimit: Cpu.units(2) };
    expect(resourcesOf({ memory: Size.mebibytes(64), cpu: Cpu.units(3) }, props)).toEqual({
      limits: { 'ephemeral-storage': '512Mi', memory: '64Mi' },
      requests: { cpu: '3', 'ephemeral-storage': '512Mi', memory: '64Mi' },
    });
    expect(resourcesOf({ cpuLimit: Cpu.millis(200) }, props).requests.cpu).toBe('200m');
  });

  it('leaves out what the app leaves out', () => {
    expect(resourcesOf({}, { memory: 'none', cpu: 'none', ephemeralStorage: 'none' })).toEqual({});
  });
});

it('is part of a ScheduledTask too', () => {
  const chart = testChart();
  const task = new ScheduledTask(chart, 'report', {
    image,
    schedule: '0 3 * * *',
    initContainers: [{ name: 'migrate', image }],
  });
  task.uses(new StatefulStore(chart, 'orders', { engine: Engine.postgres() }));
  const [migrate] = find(chart, 'CronJob', 'report')['spec'].jobTemplate.spec.template.spec.initContainers;
  expect(namesOf(migrate)).toContain('ORDERS_URL');
});
