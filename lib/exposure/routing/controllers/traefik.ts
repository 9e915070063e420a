import { escaped } from '../../../checks/patterns';
import { MIDDLEWARE, SERVERS_TRANSPORT } from '../../../cluster/traefik';
import type { JsonObject } from '../../../manifest/json';
import type { Labels } from '../../../manifest/labels';
import type { HeaderChange } from '../props';
import type { SettledRedirect } from '../settled';
import type { Cell, Column, RouteFacts, RouteObject, Translation } from '../translation';

const SERVICE = 'traefik.ingress.kubernetes.io/service';

const middleware = (suffix: string, spec: JsonObject): Translation => ({ objects: [{ ...MIDDLEWARE, suffix, spec }] });

/** The name by which Traefik knows an object of a namespace. */
const reference = ({ name, namespace = 'default' }: RouteFacts, suffix: string): string =>
  `${namespace}-${name}-${suffix}@kubernetescrd`;

/** The column of Traefik behind an Ingress: its Middlewares, in the order of the features. */
export const TRAEFIK: Column = {
  title: 'Traefik',
  page: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/middleware/',
  cells: {
    redirects: {
      by: 'Middleware `redirectRegex`',
      translate: (redirects) => ({
        paths: redirects.map(({ path }) => path),
        objects: redirects.map((one, at) => ({
          ...MIDDLEWARE,
          suffix: redirects.length === 1 ? 'redirect' : `redirect-${at + 1}`,
          spec: { redirectRegex: redirectRegex(one) },
        })),
      }),
    },
    rateLimit: {
      by: 'Middleware `rateLimit`',
      translate: ({ requests, seconds }) =>
        middleware('rate-limit', { rateLimit: { average: requests, burst: requests, period: `${seconds}s` } }),
    },
    basicAuth: {
      by: 'Middleware `basicAuth`',
      translate: (secret) => middleware('auth', { basicAuth: { secret } }),
    },
    authService: {
      by: 'Middleware `forwardAuth`',
      translate: ({ target, path, headers }) =>
        middleware('auth', {
          forwardAuth: {
            address: `${target.url}${path}`,
            authResponseHeaders: headers.length > 0 ? [...headers] : undefined,
          },
        }),
    },
    cors: {
      by: 'Middleware `headers`',
      translate: ({ origins, methods, headers, credentials, maxAge }) =>
        middleware('cors', {
          headers: {
            accessControlAllowCredentials: credentials,
            accessControlAllowHeaders: [...headers],
            accessControlAllowMethods: [...methods],
            ...originsOf(origins),
            accessControlMaxAge: maxAge,
            addVaryHeader: true,
          },
        }),
    },
    maxBody: {
      by: 'Middleware `buffering`',
      translate: (bytes) => middleware('max-body', { buffering: { maxRequestBodyBytes: bytes } }),
    },
    timeout: {
      by: 'ServersTransport `forwardingTimeouts`',
      translate: (seconds, route) => ({
        objects: [
          {
            ...SERVERS_TRANSPORT,
            suffix: 'timeout',
            spec: { forwardingTimeouts: { responseHeaderTimeout: `${seconds}s` } },
          },
        ],
        service: { [`${SERVICE}.serverstransport`]: reference(route, 'timeout') },
      }),
    },
    sticky: {
      by: '`service.sticky.cookie`',
      translate: ({ cookie, maxAge }) => ({
        service: {
          [`${SERVICE}.sticky.cookie`]: 'true',
          [`${SERVICE}.sticky.cookie.name`]: cookie,
          [`${SERVICE}.sticky.cookie.secure`]: 'true',
          [`${SERVICE}.sticky.cookie.httponly`]: 'true',
          ...(maxAge !== undefined && { [`${SERVICE}.sticky.cookie.maxage`]: `${maxAge}` }),
        },
      }),
    },
    requestHeaders: headers('request-headers', 'customRequestHeaders'),
    responseHeaders: headers('response-headers', 'customResponseHeaders'),
    mirror: { lacks: 'Traefik copies requests of IngressRoutes only; use a Gateway' },
    rewrite: {
      by: 'Middleware `stripPrefix`, `replacePathRegex`',
      translate: (text, { paths }) => middleware('rewrite', rewriting(text, paths)),
    },
  },
  finds: (objects, route): Labels => {
    const names = objects.filter(isMiddleware).map(({ suffix }) => reference(route, suffix));
    return names.length > 0 ? { 'traefik.ingress.kubernetes.io/router.middlewares': names.join(',') } : {};
  },
};

function isMiddleware({ kind }: RouteObject): boolean {
  return kind === MIDDLEWARE.kind;
}

/** The parts of the URL before its path are in the first group. */
function redirectRegex({ path, host, to, status }: SettledRedirect): JsonObject {
  const prefix = escaped(path.replace(/\/$/, ''));
  return {
    permanent: status === 301,
    regex: `^https?://([^/]+)${prefix}([/?].*)?$`,
    replacement: `https://${host ?? '${1}'}${to}`,
  };
}

/** Traefik knows patterns of origins by regular expressions only. */
function originsOf(origins: readonly string[]): JsonObject {
  if (!origins.some((origin) => origin.includes('*.'))) return { accessControlAllowOriginList: [...origins] };
  const patterns = origins.map((origin) => `^${escaped(origin).replace('\\*\\.', '[^/]+\\.')}$`);
  return { accessControlAllowOriginListRegex: patterns };
}

/** An empty value takes a header away. */
function headers(suffix: string, field: string): Cell<Required<HeaderChange>> {
  return {
    by: 'Middleware `headers`',
    translate: ({ set, remove }) => {
      const gone = Object.fromEntries(remove.map((name) => [name, '']));
      return middleware(suffix, { headers: { [field]: { ...set, ...gone } } });
    },
  };
}

function rewriting(text: string, paths: readonly string[]): JsonObject {
  const prefixes = paths.map((path) => path.replace(/\/$/, ''));
  if (text === '/') return { stripPrefix: { prefixes } };
  if (prefixes.every((prefix) => prefix === '')) return { addPrefix: { prefix: text } };
  // Longer paths first: the first that fits is replaced.
  const longest = [...prefixes].sort((a, b) => b.length - a.length).map(escaped);
  return { replacePathRegex: { regex: `^(?:${longest.join('|')})(/.*)?$`, replacement: `${text}\${1}` } };
}
