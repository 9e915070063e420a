import type { Construct } from 'constructs';
import { sizeOf } from '../../checks/amounts';
import { fail } from '../../checks/errors';
import { positiveSize, urlPath, wholeNumber } from '../../checks/formats';
import { bytes, seconds } from '../../checks/quantity';
import { namespaceOf } from '../../manifest/plain-object';
import type { IBindable } from '../../relations/binding';
import type { Cors, HeaderChange, Mirror, RateLimit, Redirect, Routing, Sticky } from './props';
import type { RouteAuth } from './route-auth';
import {
  type RouteTarget,
  type SettledRedirect,
  type SettledRouting,
  type SettledSticky,
  USUAL_COOKIE,
} from './settled';

const HEADER = /^[-A-Za-z0-9]+$/;
const COOKIE = /^[-\w]+$/;
const ORIGIN = /^(\*|https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?)$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const DAY = 86400;

/** Settles the routing of an app under paths. */
export function settleRouting(scope: Construct, routing: Routing, paths: readonly string[]): SettledRouting {
  const { redirects, rateLimit, auth, cors, maxBody, timeout, sticky, mirror, rewrite } = routing;
  return {
    redirects: redirects?.length ? redirects.map((one) => redirectOf(scope, one, paths)) : undefined,
    rateLimit: rateLimit && limitOf(scope, rateLimit),
    basicAuth: auth?.secret,
    authService: auth?.service && authOf(scope, auth, auth.service),
    cors: cors && corsOf(scope, cors),
    maxBody: maxBody === undefined ? undefined : bytes(positiveSize(scope, 'routing.maxBody', sizeOf(maxBody))),
    timeout: timeout && wholeNumber(scope, 'routing.timeout in seconds', seconds(timeout), 1, DAY),
    sticky: sticky && stickyOf(scope, sticky === true ? {} : sticky),
    requestHeaders: changeOf(scope, 'routing.requestHeaders', routing.requestHeaders),
    responseHeaders: changeOf(scope, 'routing.responseHeaders', routing.responseHeaders),
    mirror: mirror && mirrorOf(scope, mirror),
    rewrite: rewrite === undefined ? undefined : rewriteOf(scope, rewrite, paths),
  };
}

function redirectOf(
  scope: Construct,
  { path, to, permanent = false }: Redirect,
  paths: readonly string[],
): SettledRedirect {
  urlPath(scope, 'the path of a redirect', path);
  if (paths.includes(path)) {
    fail(
      scope,
      'a path must lead to the app or elsewhere',
      `${path} in both`,
      'remove the redirect, or set another path',
    );
  }
  const [, host, rest = '/'] = /^https:\/\/([^/]+)(\/.*)?$/.exec(to) ?? [];
  const target = host === undefined ? to : rest;
  if (!target.startsWith('/')) {
    const fix = "use a path such as '/new', or a URL such as 'https://www.example.com/'";
    fail(scope, 'the destination of a redirect must be a path or begin with https://', to, fix);
  }
  urlPath(scope, 'the destination of a redirect', target);
  if (host === undefined && (target === path || target.startsWith(`${path.replace(/\/$/, '')}/`))) {
    fail(
      scope,
      'a redirect must lead out of its path',
      `${path} to ${to}`,
      'clients would go in a circle; set another',
    );
  }
  return { path, host, to: target, status: permanent ? 301 : 302 };
}

function limitOf(scope: Construct, { requests, per = 'second' }: RateLimit): NonNullable<SettledRouting['rateLimit']> {
  return {
    requests: wholeNumber(scope, 'routing.rateLimit.requests', requests, 1, 1_000_000),
    seconds: per === 'second' ? 1 : 60,
  };
}

function authOf(
  scope: Construct,
  { options }: RouteAuth,
  service: IBindable,
): NonNullable<SettledRouting['authService']> {
  const { path = '/', headers = [] } = options;
  for (const name of headers) headerName(scope, 'a header of RouteAuth.service', name);
  return { target: targetOf(scope, 'RouteAuth.service', service), path, headers };
}

function corsOf(scope: Construct, cors: Cors): NonNullable<SettledRouting['cors']> {
  const {
    origins,
    methods = ['GET', 'HEAD', 'POST'],
    headers = ['Content-Type', 'Authorization'],
    credentials = false,
    maxAge,
  } = cors;
  const wrong = origins.find((origin) => !ORIGIN.test(origin));
  if (origins.length === 0 || wrong !== undefined) {
    const fix = "use a form such as ['https://www.example.com']";
    fail(scope, 'routing.cors.origins must be schemes with hosts', wrong ?? 'none', fix);
  }
  if (origins.includes('*') && (origins.length > 1 || credentials)) {
    fail(scope, 'the origin * must be alone and without credentials', origins, 'name the origins');
  }
  const strange = methods.find((method) => !METHODS.includes(method));
  if (strange !== undefined)
    fail(scope, 'routing.cors.methods must be methods of HTTP', strange, `use some of ${METHODS.join(', ')}`);
  for (const name of headers) headerName(scope, 'a header of routing.cors', name);
  const age = maxAge ? wholeNumber(scope, 'routing.cors.maxAge in seconds', seconds(maxAge), 1, DAY) : 3600;
  return { origins, methods, headers, credentials, maxAge: age };
}

function stickyOf(scope: Construct, { cookie = USUAL_COOKIE, maxAge }: Sticky): SettledSticky {
  if (!COOKIE.test(cookie))
    fail(scope, 'the name of a cookie must be letters, digits, - and _', cookie, 'use route, for example');
  const age = maxAge && wholeNumber(scope, 'routing.sticky.maxAge in seconds', seconds(maxAge), 1, 365 * DAY);
  return { cookie, maxAge: age };
}

function changeOf(
  scope: Construct,
  what: string,
  change: HeaderChange | undefined,
): Required<HeaderChange> | undefined {
  const { set = {}, remove = [] } = change ?? {};
  const names = [...Object.keys(set), ...remove];
  if (names.length === 0) return undefined;
  for (const name of names) headerName(scope, `a header of ${what}`, name);
  const twice = remove.find((name) => Object.keys(set).some((other) => other.toLowerCase() === name.toLowerCase()));
  if (twice !== undefined)
    fail(scope, `${what} must set or remove a header`, `${twice} in both`, 'leave it in one of the two');
  const broken = Object.entries(set).find(([, value]) => value === '' || /[^\t\x20-\x7e]/.test(value));
  if (broken)
    fail(scope, `${what} must have values of one line of ASCII`, `${broken[0]}: ${broken[1]}`, 'use plain text');
  return { set, remove };
}

function mirrorOf(scope: Construct, { to, percent = 100 }: Mirror): NonNullable<SettledRouting['mirror']> {
  const target = targetOf(scope, 'routing.mirror.to', to);
  if (target.namespace !== namespaceOf(scope)) {
    fail(scope, 'routing.mirror.to must be in the namespace of the app', `${target.namespace}`, 'move one of the two');
  }
  return { target, percent: wholeNumber(scope, 'routing.mirror.percent', percent, 1, 100) };
}

function rewriteOf(scope: Construct, rewrite: string, paths: readonly string[]): string {
  urlPath(scope, 'routing.rewrite', rewrite);
  if (paths.every((path) => path === rewrite)) {
    fail(
      scope,
      'routing.rewrite must change a path',
      `${rewrite} for ${paths.join(', ')}`,
      'set path, or remove rewrite',
    );
  }
  return rewrite === '/' ? rewrite : rewrite.replace(/\/$/, '');
}

/** Returns the Service of an app that the controller sends requests to. */
function targetOf(scope: Construct, what: string, app: IBindable): RouteTarget {
  const { env, port: opened } = app.bind({ prefix: 'IT', credentials: 'env', namespace: undefined });
  const { IT_HOST: host, IT_PORT: port, IT_URL: url } = env;
  if (typeof host !== 'string' || typeof url !== 'string' || !/^https?:/.test(url) || !app.peer.scope || !opened) {
    fail(scope, `${what} must be an app that answers by HTTP`, app.peer.name, 'pass a WebApp');
  }
  const [service = ''] = host.split('.');
  const { peer } = app;
  return { service, namespace: namespaceOf(app.peer.scope as Construct), port: Number(port), peer, opened, url };
}

function headerName(scope: Construct, what: string, name: string): void {
  if (!HEADER.test(name))
    fail(scope, `${what} must be named with letters, digits and dashes`, name, 'use a form such as X-Team');
}
