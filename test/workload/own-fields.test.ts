import { Size } from 'cdk8s';
import { EnvValue, Volume } from 'cdk8s-plus-27';
import { ScheduledTask, SecretKey, WebApp, type WebAppProps, Worker } from '../../lib';
import { containerOf, find, podOf, synth, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const SAFE = 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes';
const key = SecretKey.of('tls', 'key');

/** A web app whose container mounts a volume of cdk8s-plus at a path. */
function mounted(path: string, props: Partial<WebAppProps> = {}, name = 'own') {
  const chart = testChart();
  const web = new WebApp(chart, 'web', { image, ...props });
  web.container.mount(path, Volume.fromEmptyDir(chart, 'volume', name, { sizeLimit: Size.gibibytes(5) }));
  return chart;
}

describe('a mount of the container of cdk8s-plus', () => {
  it.each<[string, string, Partial<WebAppProps>, string]>([
    ['writable', '/d', { writable: ['/d'] }, '/d by a volume of your own and by writable; remove /d from writable'],
    ['writable', '/d/', { writable: ['/d'] }, '/d by a volume of your own and by writable; remove /d from writable'],
    [
      'files',
      '/etc/a',
      { files: { '/etc/a': 'a' } },
      '/etc/a by a volume of your own and by files; remove /etc/a from files',
    ],
    [
      'secretFiles',
      '/etc/tls',
      { secretFiles: { '/etc/tls/key': key } },
      '/etc/tls by a volume of your own and by secretFiles; remove the files in /etc/tls from secretFiles',
    ],
  ])('fails when its path is also one of %s (%s)', (_, path, props, message) => {
    expect(() => synth(mounted(path, props))).toThrow(`[shop/web] a path must be mounted once, got ${message}`);
  });

  it('replaces the scratch directory at /tmp', () => {
    for (const name of ['own', 'tmp']) {
      const deployment = find(mounted('/tmp', {}, name), 'Deployment');
      expect(containerOf(deployment)['volumeMounts']).toEqual([{ mountPath: '/tmp', name }]);
      expect(podOf(deployment)['volumes']).toEqual([{ name, emptyDir: { sizeLimit: '5Gi' } }]);
      expect(deployment['spec'].template.metadata.annotations ?? {}).not.toHaveProperty([SAFE]);
    }
  });

  it('leaves the other scratch directories in place', () => {
    const deployment = find(mounted('/tmp', { writable: ['/d'] }), 'Deployment');
    expect(deployment['spec'].template.metadata.annotations).toMatchObject({ [SAFE]: 'd' });
    expect(containerOf(deployment)['volumeMounts'].map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/tmp',
      '/d',
    ]);
  });

  it('fails when its volume has the name of another', () => {
    expect(() => synth(mounted('/e', { writable: ['/d'] }, 'd'))).toThrow(
      '[shop/web] a volume must have a name of its own, got d twice; give your volume another name',
    );
  });
});

describe('a variable of the container of cdk8s-plus', () => {
  const message = (path: string) =>
    `[shop/${path}] environment variable A must have one source, got container.env.addVariable and env or uses; remove one`;

  it('fails when env sets it', () => {
    const chart = testChart();
    const worker = new Worker(chart, 'mailer', { image, env: { A: 'a' } });
    worker.container.env.addVariable('A', EnvValue.fromValue('b'));
    expect(() => synth(chart)).toThrow(message('mailer'));
  });

  it('fails when env of a task sets it', () => {
    const chart = testChart();
    const task = new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily', env: { A: 'a' } });
    task.container.env.addVariable('A', EnvValue.fromValue('b'));
    expect(() => synth(chart)).toThrow(message('cleanup'));
  });

  it('fails when uses sets it', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    web.uses(new WebApp(chart, 'api', { image }), { env: { A: ({ host }) => host } });
    web.container.env.addVariable('A', EnvValue.fromValue('b'));
    expect(() => synth(chart)).toThrow(message('web'));
  });
});
