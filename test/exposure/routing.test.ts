import { type Chart, Duration } from 'cdk8s';
import { WebApp } from '../../lib';
import { FEATURES } from '../../lib/exposure/routing/settled';
import { COLUMNS } from '../../lib/exposure/routing/table';
import type { Feature } from '../../lib/exposure/routing/translation';
import { find, type Manifest, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { CLUSTERS, LESS, routed, USES } from './routing-support';

const cells = COLUMNS.flatMap(({ title, cells }) =>
  (Object.keys(FEATURES) as Feature[]).map((feature) => ({ title, feature, cell: cells[feature] })),
);
const of = (title: string, feature: Feature, props = {}): Chart => {
  const cluster = CLUSTERS[title];
  if (!cluster) throw new Error(`no cluster for ${title}`);
  return routed(cluster(), LESS[title]?.[feature] ?? USES[feature], props);
};
const plain = (title: string): string => JSON.stringify(synth(routed((CLUSTERS[title] as () => never)(), () => ({}))));

describe('the table of features and controllers', () => {
  it('has a cluster for each column in this test', () => {
    expect(Object.keys(CLUSTERS).sort()).toEqual(COLUMNS.map(({ title }) => title).sort());
  });

  it.each(cells.filter(({ cell }) => !('lacks' in cell)))(
    'makes manifests of $feature for $title that fit the definitions and change something',
    ({ title, feature }) => {
      const made = synth(of(title, feature));
      expect(made.flatMap((manifest) => validateManifest(manifest))).toEqual([]);
      expect(JSON.stringify(made)).not.toBe(plain(title));
    },
  );

  it.each(cells.filter(({ cell }) => 'lacks' in cell))('is an error for $feature and $title', ({ title, feature }) => {
    expect(() => synth(of(title, feature))).toThrow(
      new RegExp(`^\\[shop/web\\] ${title} must know ${FEATURES[feature]}, got no equal; .+`),
    );
  });
});

const ruleOf = (feature: Feature, props = {}): Manifest =>
  find(of('Gateway API', feature, props), 'HTTPRoute', 'web')['spec'].rules[0];
const filterOf = (feature: Feature): Manifest => ruleOf(feature)['filters'][0];

describe('a route of a Gateway', () => {
  it('rewrites a prefix, changes headers, and copies requests by filters', () => {
    expect(filterOf('rewrite')).toEqual({
      type: 'URLRewrite',
      urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/' } },
    });
    expect(filterOf('requestHeaders')['requestHeaderModifier']).toEqual({
      set: [{ name: 'X-Team', value: 'shop' }],
      remove: ['X-Debug'],
    });
    expect(filterOf('responseHeaders')['type']).toBe('ResponseHeaderModifier');
    expect(filterOf('mirror')['requestMirror']).toEqual({ backendRef: { name: 'other', port: 80 } });
    expect(filterOf('cors')['cors']).toMatchObject({ allowCredentials: true, maxAge: 3600 });
    expect(ruleOf('timeout')['timeouts']).toEqual({ request: '300s' });
  });

  it('leads several paths to the app, and redirects away from others', () => {
    const chart = of('Gateway API', 'redirects', { paths: ['/cart'] });
    const [rule, old, docs] = find(chart, 'HTTPRoute', 'web')['spec'].rules;
    const values = (one: Manifest) => one['matches'].map(({ path }: Manifest) => path.value);
    expect(values(rule)).toEqual(['/shop', '/cart']);
    expect([values(old), old.filters[0].requestRedirect]).toEqual([
      ['/old'],
      { path: { type: 'ReplaceFullPath', replaceFullPath: '/shop/new' }, scheme: 'https', statusCode: 301 },
    ]);
    expect(docs.filters[0].requestRedirect).toMatchObject({ hostname: 'docs.example.com', statusCode: 302 });
    const [toHttps] = find(chart, 'HTTPRoute', 'web-to-https')['spec'].rules;
    expect(values(toHttps)).toEqual(['/shop', '/cart', '/old', '/docs']);
  });

  it('lets the controller reach the app that gets copies', () => {
    const policies = names(of('Gateway API', 'mirror'), 'NetworkPolicy');
    expect(policies).toContain('other-from-route-controller');
  });
});

const nginx = (feature: Feature): Record<string, string> => {
  const { annotations } = find(of('ingress-nginx', feature), 'Ingress', 'web')['metadata'];
  return Object.fromEntries(
    Object.entries<string>(annotations).map(([key, value]) => [key.replace('nginx.ingress.kubernetes.io/', ''), value]),
  );
};

describe('an Ingress of ingress-nginx', () => {
  it('rewrites by groups of a pattern that finds only the path', () => {
    const ingress = find(of('ingress-nginx', 'rewrite', { paths: ['/', '/a.b'] }), 'Ingress', 'web');
    const forms = ingress['spec'].rules[0].http.paths.map(({ path, pathType }: Manifest) => [path, pathType]);
    expect(forms).toEqual([
      ['/()(.*)', 'ImplementationSpecific'],
      ['/a\\.b(/|$)(.*)', 'ImplementationSpecific'],
      ['/shop(/|$)(.*)', 'ImplementationSpecific'],
    ]);
    expect(nginx('rewrite')).toMatchObject({ 'rewrite-target': '/$2', 'use-regex': 'true' });
  });

  it('has the annotations of its documentation', () => {
    expect(nginx('maxBody')['proxy-body-size']).toBe('50m');
    expect(nginx('timeout')).toMatchObject({ 'proxy-read-timeout': '300', 'proxy-send-timeout': '300' });
    expect(nginx('sticky')).toMatchObject({ affinity: 'cookie', 'session-cookie-name': 'pod' });
    expect(nginx('rateLimit')['limit-rps']).toBe('20');
    expect(nginx('basicAuth')).toMatchObject({ 'auth-type': 'basic', 'auth-secret': 'staff' });
    expect(nginx('authService')['auth-url']).toBe('http://other.shop.svc.cluster.local:80/verify');
    expect(nginx('mirror')['mirror-target']).toBe('http://other.shop.svc.cluster.local:80$request_uri');
    expect(nginx('cors')).toMatchObject({ 'enable-cors': 'true', 'cors-allow-credentials': 'true' });
  });

  it('fails for copies of a part of the requests', () => {
    const part = () =>
      synth(routed((CLUSTERS['ingress-nginx'] as () => never)(), (to) => ({ mirror: { to, percent: 10 } })));
    expect(part).toThrow(/ingress-nginx must know copies of requests, got no equal; ingress-nginx copies all requests/);
  });

  it('has an Ingress of its own for each redirect, with the certificate of the app', () => {
    const chart = of('ingress-nginx', 'redirects');
    const { metadata, spec } = find(chart, 'Ingress', 'web-redirect-1');
    expect(metadata.annotations).toEqual({
      'nginx.ingress.kubernetes.io/permanent-redirect': 'https://shop.example.com/shop/new',
    });
    expect(spec.rules[0].http.paths[0].path).toBe('/old');
    expect(spec.tls).toEqual(find(chart, 'Ingress', 'web')['spec'].tls);
  });
});

const middleware = (feature: Feature, suffix: string, props = {}): Manifest =>
  find(of('Traefik', feature, props), 'Middleware', `web-${suffix}`)['spec'];

describe('a route of Traefik', () => {
  it('has Middlewares that its Ingress names in their order', () => {
    const chart = routed((CLUSTERS['Traefik'] as () => never)(), (other) => ({
      ...USES.rewrite(other),
      ...USES.maxBody(other),
      ...USES.redirects(other),
    }));
    const key = 'traefik.ingress.kubernetes.io/router.middlewares';
    expect(find(chart, 'Ingress', 'web')['metadata'].annotations[key]).toBe(
      ['redirect-1', 'redirect-2', 'max-body', 'rewrite'].map((one) => `shop-web-${one}@kubernetescrd`).join(','),
    );
    const paths = find(chart, 'Ingress', 'web')['spec'].rules[0].http.paths.map(({ path }: Manifest) => path);
    expect(paths).toEqual(['/docs', '/old', '/shop']);
  });

  it('strips a prefix, or puts another in its place', () => {
    expect(middleware('rewrite', 'rewrite', { paths: ['/cart'] })).toEqual({
      stripPrefix: { prefixes: ['/shop', '/cart'] },
    });
    const { replacePathRegex } = find(
      routed((CLUSTERS['Traefik'] as () => never)(), () => ({ rewrite: '/v2' }), { paths: ['/shopping'] }),
      'Middleware',
      'web-rewrite',
    )['spec'];
    const rewritten = (path: string) =>
      path.replace(new RegExp(replacePathRegex.regex), replacePathRegex.replacement.replace('${1}', '$1'));
    expect(['/shop', '/shop/a', '/shopping/a', '/shops'].map(rewritten)).toEqual(['/v2', '/v2/a', '/v2/a', '/shops']);
  });

  it('sends clients of a path, and of what is below it, elsewhere', () => {
    const { redirectRegex } = middleware('redirects', 'redirect-1');
    const to = (url: string) =>
      new RegExp(redirectRegex.regex).test(url)
        ? url.replace(new RegExp(redirectRegex.regex), redirectRegex.replacement.replace('${1}', '$1'))
        : undefined;
    expect(['http://a.b/old', 'https://a.b/old/x?y', 'https://a.b/older'].map(to)).toEqual([
      'https://a.b/shop/new',
      'https://a.b/shop/new',
      undefined,
    ]);
    expect(redirectRegex.permanent).toBe(true);
  });

  it('has the timeout and the cookie at its Service', () => {
    const annotations = (feature: Feature) => find(of('Traefik', feature), 'Service', 'web')['metadata'].annotations;
    expect(annotations('timeout')).toEqual({
      'traefik.ingress.kubernetes.io/service.serverstransport': 'shop-web-timeout@kubernetescrd',
    });
    expect(annotations('sticky')).toMatchObject({ 'traefik.ingress.kubernetes.io/service.sticky.cookie.name': 'pod' });
  });
});

describe('a route of Envoy Gateway', () => {
  it('has one policy of a kind for all features of it', () => {
    const chart = routed((CLUSTERS['Envoy Gateway'] as () => never)(), (other) => ({
      ...USES.maxBody(other),
      ...USES.rateLimit(other),
      ...USES.sticky(other),
      ...USES.authService(other),
    }));
    expect(names(chart, 'BackendTrafficPolicy')).toEqual(['web-routing']);
    expect(find(chart, 'BackendTrafficPolicy')['spec']).toMatchObject({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'web' }],
      requestBuffer: { limit: '52428800' },
      loadBalancer: { consistentHash: { cookie: { name: 'pod', ttl: '3600s' } } },
    });
    expect(find(chart, 'SecurityPolicy')['spec'].extAuth.http).toEqual({
      backendRefs: [{ name: 'other', port: 80 }],
      headersToBackend: ['X-User'],
      pathOverride: '/verify',
    });
  });

  it('fails when the service that is asked is in another namespace', () => {
    const chart = testChart('auth');
    const asked = new WebApp(chart, 'asked', { image: 'a:1' });
    const cluster = (CLUSTERS['Envoy Gateway'] as () => never)();
    expect(() => routed(cluster, () => USES.authService(asked))).toThrow(
      /move the service to the namespace of the app/,
    );
  });
});

describe('a route of Traefik as a Gateway', () => {
  it('names a Middleware as a filter', () => {
    const chart = of('Traefik as a Gateway', 'maxBody');
    const [filter] = find(chart, 'HTTPRoute', 'web')['spec'].rules[0].filters;
    expect(filter).toEqual({
      type: 'ExtensionRef',
      extensionRef: { group: 'traefik.io', kind: 'Middleware', name: 'web-max-body' },
    });
    expect(names(chart, 'Middleware')).toEqual(['web-max-body']);
  });
});

describe('an Ingress of HAProxy', () => {
  const haproxy = (feature: Feature, props = {}): Record<string, string> =>
    find(of('HAProxy', feature, props), 'Ingress', 'web')['metadata'].annotations;

  it('has the annotations of its documentation', () => {
    expect(haproxy('timeout')['haproxy.org/timeout-server']).toBe('300s');
    expect(haproxy('rateLimit')).toMatchObject({ 'haproxy.org/rate-limit-requests': '20' });
    expect(haproxy('rewrite', { paths: ['/a.b'] })['haproxy.org/path-rewrite']).toBe(
      '^/shop(/|$)(.*) /\\2\n^/a[.]b(/|$)(.*) /\\2',
    );
    const origin = new RegExp(haproxy('cors')['haproxy.org/cors-allow-origin'] ?? '');
    const origins = ['https://www.example.com', 'https://a.example.org', 'https://example.org.evil.com'];
    expect(origins.map((one) => origin.test(one))).toEqual([true, true, false]);
  });

  it('sets headers, and fails to remove them', () => {
    const chart = routed((CLUSTERS['HAProxy'] as () => never)(), () => ({
      requestHeaders: { set: { 'X-Team': 'shop', 'X-Note': 'a b' } },
    }));
    expect(find(chart, 'Ingress', 'web')['metadata'].annotations['haproxy.org/request-set-header']).toBe(
      'X-Team shop\nX-Note "a b"',
    );
    const removing = () =>
      routed((CLUSTERS['HAProxy'] as () => never)(), () => ({ requestHeaders: { remove: ['A'] } }));
    expect(removing).toThrow(/HAProxy only sets headers/);
  });
});

describe('controllers of clouds', () => {
  it('have one policy for a Service of GKE', () => {
    const chart = routed((CLUSTERS['GKE Gateway'] as () => never)(), (other) => ({
      ...USES.timeout(other),
      sticky: true,
    }));
    expect(find(chart, 'GCPBackendPolicy')['spec']).toEqual({
      default: { sessionAffinity: { type: 'GENERATED_COOKIE' }, timeoutSec: 300 },
      targetRef: { group: '', kind: 'Service', name: 'web' },
    });
  });

  it('have it all in one BackendConfig of GKE Ingress', () => {
    const chart = routed((CLUSTERS['GKE Ingress'] as () => never)(), () => ({
      timeout: Duration.minutes(5),
      requestHeaders: { set: { 'X-Team': 'shop' } },
    }));
    expect(find(chart, 'BackendConfig')['spec']).toMatchObject({
      customRequestHeaders: { headers: ['X-Team:shop'] },
      healthCheck: { requestPath: '/healthz' },
      timeoutSec: 300,
    });
  });

  it('keep clients at one target of an ALB', () => {
    const key = 'alb.ingress.kubernetes.io/target-group-attributes';
    expect(find(of('ALB', 'sticky'), 'Ingress', 'web')['metadata'].annotations[key]).toBe(
      'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=86400',
    );
  });

  it.each<[string, object, string]>([
    ['ALB', { sticky: { cookie: 'mine' } }, 'leave cookie out: the ALB names it'],
    ['ALB', { sticky: { maxAge: Duration.days(8) } }, 'use a maxAge of a week or less'],
    ['GKE Gateway', { sticky: { cookie: 'mine' } }, 'leave cookie out: Google names it'],
    ['GKE Gateway', { sticky: { maxAge: Duration.days(15) } }, 'use a maxAge of two weeks or less'],
    ['GKE Ingress', { sticky: { cookie: 'mine' } }, 'leave cookie out: Google names it'],
    ['GKE Ingress', { sticky: { maxAge: Duration.days(15) } }, 'use a maxAge of two weeks or less'],
    ['GKE Ingress', { requestHeaders: { remove: ['A'] } }, 'GKE Ingress only sets headers'],
    ['HAProxy', { sticky: { maxAge: Duration.days(1) } }, 'leave maxAge out: its cookie ends with the browser'],
  ])('fail for %s when %j', (title, routing, fix) => {
    expect(() => routed((CLUSTERS[title] as () => never)(), () => routing)).toThrow(fix);
  });
});
