import { ConfigKey, EnvSource, External, SecretKey, Worker, type WorkerProps } from '../../lib';
import { containerOf, find, podOf, testChart } from '../support/charts';
import { mainOf } from '../web-app/support';

const image = 'ghcr.io/acme/shop:1.4.2';
function worker(props: Partial<WorkerProps>) {
  const chart = testChart();
  new Worker(chart, 'mailer', { image, ...props });
  return find(chart, 'Deployment');
}
const flags = EnvSource.configMap('flags', { prefix: 'FLAG_', optional: true });

describe('all keys of an object', () => {
  it('are variables of the program', () => {
    expect(mainOf({ envFrom: [EnvSource.secret('shop'), flags] })['envFrom']).toEqual([
      { secretRef: { name: 'shop' } },
      { prefix: 'FLAG_', configMapRef: { name: 'flags', optional: true } },
    ]);
  });

  it('are variables of other containers, too, unless these name theirs', () => {
    const initContainers = [
      { name: 'migrate', image },
      { name: 'seed', image, inherits: [] },
    ];
    const [migrate, seed] = podOf(worker({ envFrom: [flags], initContainers }))['initContainers'];
    expect(migrate.envFrom).toEqual(containerOf(worker({ envFrom: [flags] }))['envFrom']);
    expect(seed).not.toHaveProperty('envFrom');
  });

  it('replace the pods when they change, if rotation is asked for', () => {
    const chart = testChart();
    new Worker(chart, 'mailer', { image, envFrom: [EnvSource.secret('shop')], rotation: 'restart' });
    expect(JSON.stringify(find(chart, 'CronJob'))).toContain('"secretName":"shop"');
  });

  it('fail when a name or a prefix is not valid', () => {
    expect(() => EnvSource.secret('Shop')).toThrow(/the name of a Secret must be a DNS name .* use shop/);
    expect(() => EnvSource.configMap('flags', { prefix: 'A-' })).toThrow(/the prefix of variables must be .*, got A-;/);
  });
});

describe('a key that may be missing', () => {
  const optional = { optional: true };

  it('keeps no pod from starting', () => {
    const env = { A: SecretKey.of('s', 'k', optional), B: ConfigKey.of('c', 'k', optional) };
    expect(mainOf({ env })['env']).toEqual([
      { name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } },
    ]);
  });

  it('is no file either', () => {
    const { volumes } = podOf(worker({ secretFiles: { '/tls/key': SecretKey.of('s', 'k', optional) } }));
    const found = volumes.find(({ projected }: { readonly projected?: object }) => projected);
    expect(found.projected.sources).toEqual([
      { secret: { name: 's', items: [{ key: 'k', path: 'key' }], optional: true } },
    ]);
  });

  it('fails when another variable refers to it', () => {
    const env = { A: SecretKey.of('s', 'k', optional), B: 'x$(A)' };
    expect(() => mainOf({ env })).toThrow(/environment variable B must refer to variables that are always there/);
  });
});

describe('the internet', () => {
  it('is every public address, and no private one', () => {
    const chart = testChart();
    new Worker(chart, 'mailer', { image }).uses(External.internet(25));
    const { egress } = find(chart, 'NetworkPolicy', 'mailer-to-internet')['spec'];
    expect(egress[0].ports).toEqual([{ port: 25, protocol: 'TCP' }]);
    const blocks = egress[0].to.map(({ ipBlock }: { readonly ipBlock: object }) => ipBlock);
    expect(blocks).toEqual([
      { cidr: '0.0.0.0/0', except: expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']) },
      { cidr: '::/0', except: ['fc00::/7', 'fe80::/10'] },
    ]);
  });
});
