import { Size } from 'cdk8s';
import { Volume } from 'cdk8s-plus-27';
import { Engine, type ExtraContainer, ScheduledTask, StatefulStore, WebApp, type WebAppProps, Worker } from '../../lib';
import { containerOf, find, type Manifest, podOf, synth, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

/** A volume of cdk8s-plus. */
const volume = (chart: ReturnType<typeof testChart>, name = 'data') =>
  Volume.fromEmptyDir(chart, `volume-${name}`, name, { sizeLimit: Size.gibibytes(5) });

const pathsOf = ({ volumeMounts }: Manifest): string[] =>
  volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath);

describe.each(['initContainers', 'sidecars'] as const)('one of %s', (kind) => {
  function extraOf(shares: ExtraContainer['shares'], mounts: readonly string[], props: Partial<WebAppProps> = {}) {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, [kind]: [{ name: 'extra', image, shares }], ...props });
    for (const [at, path] of mounts.entries()) {
      web.container.mount(path, volume(chart, `data-${at}`), { subPath: 'part' });
    }
    const deployment = find(chart, 'Deployment');
    return { extra: podOf(deployment)['initContainers'][0] as Manifest, pod: podOf(deployment) };
  }

  it('shares a volume that container.mount adds later', () => {
    const { extra } = extraOf(['/data'], ['/data/']);
    expect(extra['volumeMounts']).toContainEqual({ name: 'data-0', mountPath: '/data/', subPath: 'part' });
    expect(pathsOf(extra)).toContain('/tmp');
  });

  it('shares all of them where it asks for all', () => {
    expect(pathsOf(extraOf('all', ['/data', '/more'], { writable: ['/cache'] }).extra).sort()).toEqual([
      '/cache',
      '/data',
      '/more',
      '/tmp',
    ]);
  });

  it('shares the volume that replaces the scratch directory', () => {
    const { extra, pod } = extraOf(['/tmp'], ['/tmp']);
    expect(extra['volumeMounts']).toEqual([{ name: 'data-0', mountPath: '/tmp', subPath: 'part' }]);
    expect(pod['volumes'].map(({ name }: { name: string }) => name)).toEqual(['data-0']);
  });

  it('fails when nobody mounts what it shares', () => {
    expect(() => extraOf(['/daat'], ['/data'])).toThrow(
      'container extra can share what the main container mounts, got /daat; use one of /data, /tmp',
    );
  });
});

test('an init container of a task shares a volume that the program mounts', () => {
  const chart = testChart();
  const extra = { name: 'extra', image, shares: ['/data'] };
  const task = new ScheduledTask(chart, 'task', { image, schedule: '@daily', initContainers: [extra] });
  task.container.mount('/data', volume(chart));
  const { spec } = find(chart, 'CronJob')['spec'].jobTemplate.spec.template;
  expect(pathsOf(spec.initContainers[0])).toContain('/data');
});

describe('a path', () => {
  it.each(['/data', '/data/'])('fails when two volumes of the program are at %s', (path) => {
    const chart = testChart();
    const worker = new Worker(chart, 'worker', { image });
    worker.container.mount('/data', volume(chart, 'a'));
    worker.container.mount(path, volume(chart, 'b'));
    expect(() => synth(chart)).toThrow(
      '[shop/worker] a path must be mounted once, got /data by two volumes of your own; mount one of the two elsewhere in container worker'.replace(
        'test/',
        'shop/',
      ),
    );
  });

  it('may be inside another one, which then comes first', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, writable: ['/data'] });
    web.container.mount('/data/cache/deep', volume(chart, 'a'));
    web.container.mount('/data/cache', volume(chart, 'b'));
    const paths = pathsOf(containerOf(find(chart, 'Deployment')));
    expect(paths).toHaveLength(4);
    expect(paths.filter((path) => path !== '/tmp')).toEqual(['/data', '/data/cache', '/data/cache/deep']);
  });
});

describe('a container that the program adds', () => {
  const extra = { name: 'proxy', image };
  const SIDECAR = 'got proxy twice; rename the one that you add';
  const MAIN = 'got web twice; change the container of Mainstay, or rename yours';
  it.each<[string, Partial<WebAppProps>, (web: WebApp) => unknown, string]>([
    ['the app', {}, ({ deployment }) => deployment.addContainer({ name: 'web', image }), MAIN],
    ['the app, before it', {}, ({ deployment }) => deployment.addInitContainer({ name: 'web', image }), MAIN],
    [
      'a sidecar',
      { sidecars: [extra] },
      ({ deployment }) => deployment.addContainer({ name: 'proxy', image }),
      SIDECAR,
    ],
    [
      'an init container',
      { initContainers: [extra] },
      ({ deployment }) => deployment.addInitContainer({ name: 'proxy', image }),
      SIDECAR,
    ],
  ])('fails when it has the name of %s', (_, props, add, message) => {
    const chart = testChart();
    add(new WebApp(chart, 'web', { image, ...props }));
    expect(() => synth(chart)).toThrow(`[shop/web] a container must have a name of its own in the pod, ${message}`);
  });

  it('fails when it has the name of the exporter of a store', () => {
    const chart = testChart();
    const store = new StatefulStore(chart, 'store', { engine: Engine.valkey(), replicas: 1 });
    const { initContainers = [], containers } = podOf(find(chart, 'StatefulSet'));
    const [name] = [...initContainers, ...containers]
      .map((one: Manifest) => one['name'])
      .filter((one) => one !== 'store');
    store.pods?.statefulSet.addContainer({ name, image });
    expect(() => synth(chart)).toThrow(`a container must have a name of its own in the pod, got ${name} twice`);
  });

  it('is kept beside the others under a name of its own', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, sidecars: [extra] });
    web.deployment.addContainer({ name: 'log', image });
    const { containers, initContainers } = podOf(find(chart, 'Deployment'));
    expect([...containers, ...initContainers].map(({ name }: Manifest) => name)).toEqual(['web', 'log', 'proxy']);
  });
});
