import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { External, Peer, Port, SecretKey, WebApp } from '../../lib';
import type { Binding, BindingRequest, IBindable } from '../../lib/engine';
import { App } from '../../lib/synth/app';
import { containerOf, find, names, synth, testChart } from '../support/charts';

const image = 'ghcr.io/acme/app:1.0.0';

/** A user's own construct that joins by implementing the protocol. */
class Mailer extends Construct implements IBindable {
  readonly peer = Peer.pods(this, { name: this.node.id, labels: { app: 'mailer' } });

  constructor(
    scope: Construct,
    id: string,
    private readonly port: Port = Port.tcp(25, 'smtp'),
  ) {
    super(scope, id);
  }

  bind({ prefix, credentials }: BindingRequest): Binding {
    const key = SecretKey.of('mailer', 'password');
    const env = {
      [`${prefix}_HOST`]: 'mailer',
      [`${prefix}_PASSWORD`]: key,
      [`${prefix}_URL`]: `smtp://$(${prefix}_PASSWORD)@mailer`,
    };
    if (credentials === 'env') return { port: this.port, env };
    return { port: this.port, env: { [`${prefix}_HOST`]: 'mailer' }, files: { [`${prefix}_PASSWORD_FILE`]: key } };
  }
}

const env = (chart: Chart) => containerOf(find(chart, 'Deployment', 'web'))['env'];
const policy = (chart: Chart, name: string) => find(chart, 'NetworkPolicy', name)['spec'];

describe('web.uses(mailer)', () => {
  it('opens the network on both ends, under names for people', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(new Mailer(chart, 'mailer'));
    expect(names(chart, 'NetworkPolicy')).toEqual(['mailer-from-web', 'web', 'web-to-mailer']);
    expect(policy(chart, 'web-to-mailer')).toMatchObject({
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: { app: 'mailer' } } }], ports: [{ port: 25, protocol: 'TCP' }] }],
    });
    expect(policy(chart, 'mailer-from-web')).toMatchObject({
      podSelector: { matchLabels: { app: 'mailer' } },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }], ports: [{ port: 25 }] },
      ],
    });
  });

  it('means the same when it is said twice', () => {
    const once = testChart();
    new WebApp(once, 'web', { image }).uses(new Mailer(once, 'mailer'));
    const twice = testChart();
    const web = new WebApp(twice, 'web', { image });
    const mailer = new Mailer(twice, 'mailer');
    web.uses(mailer);
    web.uses(mailer);
    web.allowFrom(web);
    web.allowFrom(web);
    expect(synth(twice).filter((m) => !m['metadata'].name.match(/web-(to|from)-web/))).toEqual(synth(once));
  });

  it('means the same in either order', () => {
    const made = (flip: boolean) => {
      const chart = testChart();
      const web = new WebApp(chart, 'web', { image });
      const [a, b] = [new Mailer(chart, 'a-mail'), new Mailer(chart, 'b-mail')];
      for (const provider of flip ? [b, a] : [a, b]) web.uses(provider);
      return synth(chart)
        .filter((m) => m['kind'] === 'NetworkPolicy')
        .sort((x, y) => (x['metadata'].name < y['metadata'].name ? -1 : 1));
    };
    expect(made(true)).toEqual(made(false));
  });

  it('opens UDP for a UDP port', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(new Mailer(chart, 'mailer', Port.udp(514, 'syslog')));
    expect(policy(chart, 'web-to-mailer')['egress'][0].ports).toEqual([{ port: 514, protocol: 'UDP' }]);
    expect(policy(chart, 'mailer-from-web')['ingress'][0].ports).toEqual([{ port: 514, protocol: 'UDP' }]);
  });

  it('tells the app by environment, the password before what refers to it', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(new Mailer(chart, 'mail-er'));
    expect(env(chart)).toEqual([
      { name: 'MAIL_ER_HOST', value: 'mailer' },
      { name: 'MAIL_ER_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'mailer' } } },
      { name: 'MAIL_ER_URL', value: 'smtp://$(MAIL_ER_PASSWORD)@mailer' },
    ]);
  });

  it('mounts credentials as files when asked to', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(new Mailer(chart, 'mailer'), { credentials: 'files' });
    const web = find(chart, 'Deployment', 'web');
    expect(containerOf(web)['env']).toContainEqual({
      name: 'MAILER_PASSWORD_FILE',
      value: '/run/secrets/mailer/password',
    });
    expect(containerOf(web)['volumeMounts']).toContainEqual({
      mountPath: '/run/secrets/mailer',
      name: 'secret-mailer',
      readOnly: true,
    });
    expect(web['spec'].template.spec.volumes).toContainEqual({
      name: 'secret-mailer',
      secret: { defaultMode: 288, items: [{ key: 'password', path: 'password' }], secretName: 'mailer' },
    });
  });

  it('takes another prefix', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(new Mailer(chart, 'mailer'), { as: 'POST' });
    expect(env(chart)[0]).toEqual({ name: 'POST_HOST', value: 'mailer' });
  });

  it('goes to a port of another name, each with variables of its own', () => {
    const made = (flip: boolean) => {
      const chart = testChart();
      const web = new WebApp(chart, 'web', { image });
      const ports = [Port.tcp(9000, 'grpc'), Port.udp(9000, 'gossip'), Port.tcp(7000, 'admin')];
      const api = new WebApp(chart, 'api', { image, servicePort: 8000, ports });
      const calls = [
        () => web.uses(api),
        () => web.uses(api, { port: 'grpc' }),
        () => web.uses(api, { port: 'gossip' }),
      ];
      for (const call of flip ? [...calls].reverse() : [...calls, ...calls]) call();
      web.uses(api, { port: 'admin', as: 'ADMIN' });
      return chart;
    };
    for (const chart of [made(false), made(true)]) {
      const urls = env(chart).filter(({ name }: { name: string }) => name.endsWith('_URL'));
      expect(urls.map(({ value }: { value: string }) => value).sort()).toEqual([
        'http://api:8000',
        'http://api:9000',
        'udp://api:9000',
      ]);
      expect(env(chart)).toContainEqual({ name: 'API_GRPC_PORT', value: '9000' });
      expect(policy(chart, 'web-to-api')['egress'].flatMap((rule: { ports: unknown[] }) => rule.ports)).toEqual([
        { port: 7000, protocol: 'TCP' },
        { port: 8080, protocol: 'TCP' },
        { port: 9000, protocol: 'TCP' },
        { port: 9000, protocol: 'UDP' },
      ]);
    }
    const inOrder = (flip: boolean) => synth(made(flip)).filter((m) => m['kind'] === 'NetworkPolicy');
    expect(inOrder(true)).toEqual(inOrder(false));
  });

  it('fails when the provider has no port of that name', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    expect(() => web.uses(new WebApp(chart, 'api', { image }), { port: 'grpc' })).toThrow(
      '[shop/api] who uses an app must name one of its ports, got grpc; use one of http',
    );
    expect(() => web.uses(new Mailer(chart, 'mailer'), { port: 'imap' })).toThrow(
      '[shop/web] uses(mailer) needs a port that it has, got imap; leave port out, or name smtp',
    );
  });

  it('fails when a variable would have two sources', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, env: { MAILER_HOST: 'elsewhere' } });
    expect(() => web.uses(new Mailer(chart, 'mailer'))).toThrow(
      "[shop/web] environment variable MAILER_HOST must have one source, got env and shop/mailer; remove MAILER_HOST from env, or rename one, for example with { as: 'OTHER' }",
    );
  });

  it('fails when the prefix is no variable name', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    expect(() => web.uses(new Mailer(chart, 'mailer'), { as: '9-lives' })).toThrow(
      /\[shop\/web\] an environment variable must be named/,
    );
  });

  it('fails when the provider has no port', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    const provider = {
      peer: Peer.pods(chart, { name: 'mute', labels: { app: 'mute' } }),
      bind: () => ({ env: {} }) as never,
    };
    expect(() => web.uses(provider)).toThrow('[shop/web] uses(mute) needs a port to open, got nothing; give it a port');
  });
});

describe('across namespaces', () => {
  const both = () => {
    const root = Testing.app();
    const [shop, data] = [testChart('shop', root), testChart('data', root)];
    return { shop, data, web: new WebApp(shop, 'web', { image }), mailer: new Mailer(data, 'mailer') };
  };

  it('puts each half beside the pods it selects', () => {
    const { shop, data, web, mailer } = both();
    web.uses(mailer, { secret: 'mailer-copy' });
    const from = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } };
    const to = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'data' } } };
    expect(policy(shop, 'web-to-data-mailer')['egress'][0].to).toMatchObject([to]);
    expect(policy(data, 'mailer-from-shop-web')['ingress'][0].from).toMatchObject([from]);
    expect(find(data, 'NetworkPolicy')['metadata'].namespace).toBe('data');
    expect(env(shop)[1].valueFrom.secretKeyRef.name).toBe('mailer-copy');
  });

  it('names a web app by its full domain name', () => {
    const { shop, data, web } = both();
    web.uses(new WebApp(data, 'api', { image }));
    expect(env(shop)).toContainEqual({ name: 'API_URL', value: 'http://api.data.svc.cluster.local:80' });
  });

  it('fails when the Secret cannot be read from there', () => {
    const { web, mailer } = both();
    expect(() => web.uses(mailer)).toThrow(
      "[shop/web] credentials of mailer must be in the namespace that uses them, got data; copy Secret mailer into shop and pass { secret: 'its-name' }",
    );
  });

  it('fails when one chart has no namespace', () => {
    const root = Testing.app();
    const web = new WebApp(testChart('shop', root), 'web', { image });
    const api = new WebApp(new Chart(root, 'nowhere'), 'api', { image });
    expect(() => web.uses(api)).toThrow(/the namespace of nowhere\/api must be known/);
  });
});

describe('something outside the app', () => {
  it('opens HTTPS to public addresses only, on the own end only', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(External.https('api.stripe.com'));
    const { egress } = policy(chart, 'web-to-api.stripe.com');
    expect(egress[0].ports).toEqual([{ port: 443, protocol: 'TCP' }]);
    expect(egress[0].to[0].ipBlock).toMatchObject({
      cidr: '0.0.0.0/0',
      except: expect.arrayContaining(['10.0.0.0/8', '169.254.0.0/16']),
    });
    expect(names(chart, 'NetworkPolicy')).toEqual(['web', 'web-to-api.stripe.com']);
    expect(env(chart)).toBeUndefined();
  });

  it('opens one port of an address range', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image }).uses(External.cidr('10.20.0.0/16', Port.tcp(5432, 'postgres')));
    expect(policy(chart, 'web-to-10.20.0.0-16')['egress']).toEqual([
      { ports: [{ port: 5432, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '10.20.0.0/16' } }] },
    ]);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '300.0.0.0/8', 'fd00::/129', 'all'])('fails when the range is %s', (cidr) => {
    expect(() => External.cidr(cidr, Port.tcp(80))).toThrow(
      `an address range must be in CIDR notation, got ${cidr}; use `,
    );
  });
});

describe('apply order', () => {
  it('puts what is used before who uses it', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image });
    web.uses(new WebApp(chart, 'api', { image }));
    const kinds = synth(chart).filter((m) => m['kind'] === 'Deployment');
    expect(kinds.map((m) => m['metadata'].name)).toEqual(['api', 'web']);
  });

  it('has none between services that use each other, within a chart and across charts', () => {
    const root = new App();
    const [shop, data] = [testChart('shop', root), testChart('data', root)];
    const [a, b] = [new WebApp(shop, 'a', { image }), new WebApp(shop, 'b', { image })];
    const [c, d] = [new WebApp(data, 'c', { image }), new WebApp(data, 'd', { image })];
    a.uses(b);
    b.uses(a);
    a.uses(a);
    a.uses(c);
    d.uses(b);
    expect(root.charts.map((chart) => chart.node.id)).toEqual(['data', 'shop']);
    expect(names(shop, 'Deployment')).toEqual(['a', 'b']);
  });
});
