import type { Chart } from 'cdk8s';
import { AddOn, Cluster, External, OtlpEndpoint, Port, StatefulStore, WebApp } from '../../lib';
import { find, type Manifest, names, synth, testChart } from '../support/charts';
import { thrown } from '../support/errors';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const A_NAME = 'give a DNS name such as shop.example.com, without scheme, port or path';

function uses(make: () => External, installed: readonly AddOn[] = []) {
  const chart = testChart();
  Cluster.generic({ installed }).attachTo(chart);
  new WebApp(chart, 'web', { image }).uses(make());
  return chart;
}

/** The names that a policy of Cilium opens. */
function namedIn(chart: Chart): unknown[] {
  const egress = find(chart, 'CiliumNetworkPolicy')['spec'].egress as readonly { readonly toFQDNs?: unknown[] }[];
  return egress.flatMap(({ toFQDNs = [] }) => toFQDNs);
}

describe('the host of External.https', () => {
  it.each([
    ['https://api.stripe.com', 'give api.stripe.com'],
    ['https://api.stripe.com/v1/charges?a=b', 'give api.stripe.com'],
    ['api.stripe.com/v1', 'give api.stripe.com'],
    ['API.Stripe.com', 'give api.stripe.com'],
    ['api.stripe.com.', 'give api.stripe.com'],
    [' api.stripe.com', 'give api.stripe.com'],
    ['api.stripe.com:443', "use External.host('api.stripe.com', 443)"],
    ['https://api.stripe.com:8443/v1', "use External.host('api.stripe.com', 8443)"],
    ['203.0.113.7', "use External.cidr('203.0.113.7/32', 443)"],
    ['2001:db8::7', "use External.cidr('2001:db8::7/128', 443)"],
    ['[2001:db8::7]', "use External.cidr('2001:db8::7/128', 443)"],
    ['*.stripe.com', "use External.host('*.stripe.com'), for every name one level below"],
    ['*.x', "use External.host('*.x'), for every name one level below"],
    ['*', A_NAME],
    ['api-*.stripe.com', A_NAME],
    ['my_bucket.example.com', A_NAME],
    ['api', 'give api.example.com, with your domain'],
    ['', A_NAME],
    ['api..stripe.com', A_NAME],
    [`${'a'.repeat(64)}.example.com`, A_NAME],
    ['db.shop.svc', 'use what serves it, or StatefulStore.existing({ service, namespace, port })'],
    ['db.shop.svc.cluster.local', 'use what serves it, or StatefulStore.existing({ service, namespace, port })'],
    ['vault.corp.internal', "use External.host('vault.corp.internal', 443, ['10.20.0.0/16']), for example"],
  ])('fails when it is "%s", where it is said', (host, fix) => {
    expect(thrown(() => External.https(host))).toMatchObject({ got: host, fix });
  });

  it.each([
    'api.stripe.com',
    'xn--bcher-kva.example',
    '1password.com',
    's3.eu-west-1.amazonaws.com',
    'a.b.c.d.e.example',
  ])('may be %s', (host) => {
    const chart = uses(() => External.https(host));
    expect(names(chart, 'NetworkPolicy')).toContain(`web-to-${host}`);
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });
});

describe('the host of External.host', () => {
  it('may be every name one level below: by pattern with Cilium', () => {
    const chart = uses(() => External.host('*.stripe.com'), [AddOn.cilium()]);
    expect(namedIn(chart)).toEqual([{ matchPattern: '*.stripe.com' }]);
  });

  it('may be every name one level below: to every public address elsewhere, and the policy says so', () => {
    const policy = find(
      uses(() => External.host('*.stripe.com')),
      'NetworkPolicy',
      'web-to-any.stripe.com',
    );
    expect(policy['metadata'].annotations['mainstay/widened']).toContain('meant for *.stripe.com');
  });

  it('may be private where its addresses are known', () => {
    const chart = uses(() => External.host('db.corp.internal', 5432, ['10.20.0.0/16']));
    const { egress } = find(chart, 'NetworkPolicy', 'web-to-db.corp.internal')['spec'];
    expect(egress[0].to).toEqual([{ ipBlock: { cidr: '10.20.0.0/16' } }]);
  });

  it('may be private with Cilium, which opens it by name', () => {
    const chart = uses(() => External.host('db.corp.internal', 5432), [AddOn.cilium()]);
    expect(namedIn(chart)).toEqual([{ matchName: 'db.corp.internal' }]);
  });

  it.each(['db.corp.internal', 'nas.local', 'router.home.arpa', '*.lan.corp'])(
    'fails when it is %s, where only public addresses would be open',
    (host) => {
      expect(thrown(() => uses(() => External.host(host, 5432)))).toMatchObject({
        path: 'shop/web',
        got: host,
        fix: `use External.host('${host}', 5432, ['10.20.0.0/16']), for example`,
      });
    },
  );

  it.each([
    ['*.*.stripe.com', A_NAME],
    ['db.shop.svc', 'use what serves it, or StatefulStore.existing({ service, namespace, port })'],
    ['10.0.0.1', "use External.cidr('10.0.0.1/32', 443)"],
    ['db.example.com:5432', "use External.host('db.example.com', 5432)"],
  ])('fails when it is "%s"', (host, fix) => {
    expect(thrown(() => External.host(host)).fix).toBe(fix);
  });
});

describe('other things outside', () => {
  it('fails when an OTLP endpoint is more than one host', () => {
    expect(thrown(() => OtlpEndpoint.https('*.example.com')).fix).toBe('name the host that takes the data');
  });

  it('fails when the range is no text, and says so of the range', () => {
    expect(thrown(() => External.cidr(undefined as never, 80)).what).toBe('an address range must be text');
  });

  it('opens a range that is wider than /8 for a reason, which its policy shows', () => {
    const chart = testChart();
    const reason = 'the partner has no fixed addresses';
    new WebApp(chart, 'web', { image }).uses(External.cidr('64.0.0.0/2', 443, { reason }));
    const { metadata, spec } = find(chart, 'NetworkPolicy', 'web-to-64.0.0.0-2') as Manifest;
    expect(metadata['annotations']).toEqual({ 'mainstay/widened': `${reason}; it opens 64.0.0.0/2` });
    expect(spec.egress[0].to).toEqual([{ ipBlock: { cidr: '64.0.0.0/2' } }]);
  });

  it.each<[string, string, object | undefined, string]>([
    ['a range is wider than /8', '0.0.0.0/0', undefined, 'an address range wider than /8 must have a reason'],
    ['a range of IPv6 is', '2000::/3', {}, 'an address range wider than /8 must have a reason'],
    [
      'the reason is a word',
      '::/0',
      { reason: 'needed' },
      'the reason for an address range must have three words or more',
    ],
    [
      'a narrow range has one',
      '10.0.0.0/8',
      { reason: 'a net of ours' },
      'a reason is for an address range wider than /8',
    ],
    ['an option is unknown', '10.0.0.0/8', { because: 'x' }, 'no prop of External.cidr has this name'],
  ])('fails when %s', (_, cidr, options, what) => {
    expect(thrown(() => External.cidr(cidr, 443, options as never)).what).toBe(what);
  });

  it('may be an existing store in a private zone, with its ranges', () => {
    const chart = testChart();
    const props = { host: 'db.corp.internal', ranges: ['10.20.0.0/16'], port: Port.tcp(5432, 'pg') };
    new WebApp(chart, 'web', { image }).uses(StatefulStore.existing(props), { as: 'DB' });
    expect(names(chart, 'NetworkPolicy')).toContain('web-to-db.corp.internal');
  });
});
