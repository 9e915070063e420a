import type { JsonObject } from '../../../manifest/json';
import type { HeaderChange } from '../props';
import type { SettledRedirect } from '../settled';
import type { Cell, Column } from '../translation';

const POLICY = 'the Gateway API has no filter for it; use a controller with a policy of its own, such as Envoy Gateway';

/** The column of every Gateway: the filters of the standard channel, which most controllers know. */
export const GATEWAY_API: Column = {
  title: 'Gateway API',
  page: 'https://gateway-api.sigs.k8s.io/reference/spec/',
  cells: {
    redirects: {
      by: 'RequestRedirect',
      translate: (redirects) => ({ rules: redirects.map(redirectRule) }),
    },
    rateLimit: { lacks: POLICY },
    basicAuth: { lacks: POLICY },
    authService: { lacks: POLICY },
    cors: {
      by: 'CORS',
      translate: ({ origins, methods, headers, credentials, maxAge }) => ({
        filters: [
          {
            type: 'CORS',
            cors: {
              allowCredentials: credentials || undefined,
              allowHeaders: [...headers],
              allowMethods: [...methods],
              allowOrigins: [...origins],
              maxAge,
            },
          },
        ],
      }),
    },
    maxBody: { lacks: POLICY },
    timeout: {
      by: 'timeouts.request',
      translate: (seconds) => ({ rule: { timeouts: { request: `${seconds}s` } } }),
    },
    sticky: { lacks: POLICY },
    requestHeaders: headers('RequestHeaderModifier', 'requestHeaderModifier'),
    responseHeaders: headers('ResponseHeaderModifier', 'responseHeaderModifier'),
    mirror: {
      by: 'RequestMirror',
      translate: ({ target: { service: name, port }, percent }) => ({
        filters: [
          {
            type: 'RequestMirror',
            requestMirror: { backendRef: { name, port }, percent: percent === 100 ? undefined : percent },
          },
        ],
      }),
    },
    rewrite: {
      by: 'URLRewrite',
      translate: (text) => ({
        filters: [
          { type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: text } } },
        ],
      }),
    },
  },
};

function redirectRule({ path, host, to, status }: SettledRedirect): JsonObject {
  const requestRedirect = {
    hostname: host,
    path: { type: 'ReplaceFullPath', replaceFullPath: to },
    scheme: 'https',
    statusCode: status,
  };
  return {
    filters: [{ type: 'RequestRedirect', requestRedirect }],
    matches: [{ path: { type: 'PathPrefix', value: path } }],
  };
}

function headers(type: string, field: string): Cell<Required<HeaderChange>> {
  return {
    by: type,
    translate: ({ set, remove }) => {
      const list = Object.entries(set).map(([name, value]) => ({ name, value }));
      const change = {
        set: list.length > 0 ? list : undefined,
        remove: remove.length > 0 ? [...remove] : undefined,
      };
      return { filters: [{ type, [field]: change }] };
    },
  };
}
