import { Chart } from 'cdk8s';
import { AddOn, App, Certificate, Cluster, WebApp, type WebAppProps } from '../../lib';
import { find, type Manifest } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';
const host = 'shop.example.com';
const ISSUER = 'cert-manager.io/cluster-issuer';

type Apps = readonly (Partial<WebAppProps> & { readonly in?: string; readonly name: string })[];

/** Charts with apps, by namespace, of a cluster with an issuer. */
function charts(...apps: Apps): (namespace?: string) => Chart {
  const root = new App({ cluster: Cluster.eks({ installed: [AddOn.certManager({ issuer: 'letsencrypt' })] }) });
  const made = new Map<string, Chart>();
  for (const { in: namespace = 'shop', name, ...props } of apps) {
    if (!made.has(namespace)) {
      const chart = new Chart(root, namespace, { namespace });
      made.set(namespace, chart);
    }
    new WebApp(made.get(namespace) as Chart, name, { image, ...props });
  }
  return (namespace = 'shop') => made.get(namespace) as Chart;
}

const tlsOf = (chart: Chart, name: string): [string | undefined, Manifest[]] => {
  const { metadata, spec } = find(chart, 'Ingress', name);
  return [metadata.annotations?.[ISSUER], spec.tls];
};

describe('apps of one namespace that share a host', () => {
  it('share its certificate, for which the first of them asks', () => {
    const chart = charts(
      { name: 'web', host },
      { name: 'api', host, path: '/api' },
      { name: 'docs', host, path: '/d' },
    )();
    const tls = [{ hosts: [host], secretName: 'web-tls' }];
    expect(tlsOf(chart, 'web')).toEqual(['letsencrypt', tls]);
    expect(tlsOf(chart, 'api')).toEqual([undefined, tls]);
    expect(tlsOf(chart, 'docs')).toEqual([undefined, tls]);
  });

  it('have the hosts of all in it, so that only one Ingress asks', () => {
    const more = ['www.example.com', host];
    const chart = charts({ name: 'web', host }, { name: 'api', hosts: more, path: '/api' })();
    expect(tlsOf(chart, 'web')).toEqual(['letsencrypt', [{ hosts: [host, 'www.example.com'], secretName: 'web-tls' }]]);
    expect(tlsOf(chart, 'api')).toEqual([undefined, [{ hosts: more, secretName: 'web-tls' }]]);
  });

  it('name the certificate of each host where there were two before', () => {
    const chart = charts(
      { name: 'a', host: 'a.example.com' },
      { name: 'b', host: 'b.example.com' },
      {
        name: 'both',
        hosts: ['a.example.com', 'b.example.com'],
        path: '/both',
      },
    )();
    expect(tlsOf(chart, 'both')).toEqual([
      undefined,
      [
        { hosts: ['a.example.com'], secretName: 'a-tls' },
        { hosts: ['b.example.com'], secretName: 'b-tls' },
      ],
    ]);
  });

  it('have one for themselves where their hosts differ', () => {
    const chart = charts({ name: 'web', host }, { name: 'api', host: 'api.example.com' })();
    expect(tlsOf(chart, 'api')).toEqual(['letsencrypt', [{ hosts: ['api.example.com'], secretName: 'api-tls' }]]);
  });

  it('may all name one Secret', () => {
    const tls = Certificate.fromSecret('own');
    const chart = charts({ name: 'web', host, tls }, { name: 'api', host, path: '/api', tls })();
    for (const name of ['web', 'api'])
      expect(tlsOf(chart, name)).toEqual([undefined, [{ hosts: [host], secretName: 'own' }]]);
  });
});

describe('apps of two namespaces that share a host', () => {
  const abroad = { in: 'docs', name: 'docs', host, path: '/docs' };

  it('may have a copy of the Secret, in either order', () => {
    const copy = { ...abroad, tls: Certificate.fromSecret('web-tls') };
    for (const apps of [
      [{ name: 'web', host }, copy],
      [copy, { name: 'web', host }],
    ]) {
      const chartOf = charts(...apps);
      expect(tlsOf(chartOf('docs'), 'docs')[1]).toEqual([{ hosts: [host], secretName: 'web-tls' }]);
      expect(tlsOf(chartOf(), 'web')[0]).toBe('letsencrypt');
    }
  });

  it('may have the certificate of the controller', () => {
    const tls = Certificate.fromController();
    expect(() => charts({ name: 'web', host, tls }, { ...abroad, tls })).not.toThrow();
  });

  it('fail when each asks for a certificate, with the ways out', () => {
    expect(() => charts({ name: 'web', host }, abroad)).toThrow(
      "[docs/docs] the certificate of a host must be issued in one namespace, got shop.example.com in shop and docs; put the apps into one namespace, use a Gateway, which has one certificate at its listener, say tls: Certificate.fromController() with a wildcard of the controller, or copy Secret web-tls with a tool such as reflector and say tls: Certificate.fromSecret('web-tls')",
    );
  });

  it('fail when they name two Secrets', () => {
    const tls = Certificate.fromSecret('mine');
    expect(() => charts({ name: 'web', host }, { ...abroad, tls })).toThrow(/a host must have one certificate/);
  });
});

describe('a host', () => {
  it.each<[string, WebAppProps['tls'], WebAppProps['tls'], RegExp]>([
    [
      'two Secrets',
      Certificate.fromSecret('a'),
      Certificate.fromSecret('b'),
      /^\[shop\/api\] a host must have one certificate, got shop.example.com with Secret b for shop\/api, and Secret a for shop\/web; give both apps tls: Certificate.fromSecret\('a'\)$/,
    ],
    [
      'two issuers',
      undefined,
      Certificate.issued({ issuer: 'own', kind: 'Issuer' }),
      /with the certificate of Issuer own for shop\/api, and the certificate of ClusterIssuer letsencrypt for shop\/web; give both apps tls: Certificate.issued\(\{ issuer: 'letsencrypt' \}\)/,
    ],
    [
      'a Secret and an issuer',
      Certificate.issued({ issuer: 'own', kind: 'Issuer' }),
      Certificate.fromSecret('b'),
      /give both apps tls: Certificate.issued\(\{ issuer: 'own', kind: 'Issuer' \}\)/,
    ],
    [
      'an issuer and that of the controller',
      Certificate.fromController(),
      undefined,
      /and the certificate of the controller for shop\/web; give both apps tls: Certificate.fromController\(\)/,
    ],
  ])('fails when it has %s', (_, one, other, message) => {
    expect(() => charts({ name: 'web', host, tls: one }, { name: 'api', host, path: '/api', tls: other })).toThrow(
      message,
    );
  });
});
