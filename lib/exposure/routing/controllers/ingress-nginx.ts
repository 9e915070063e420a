import { escaped } from '../../../checks/patterns';
import type { Labels } from '../../../manifest/labels';
import type { Column, PathForm } from '../translation';
import { nginxSize, under } from './texts';

const NGINX = 'nginx.ingress.kubernetes.io';
const SNIPPET =
  'ingress-nginx takes it from snippets only, which it refuses by default; let the app do it, or use a Gateway';

const named = (annotations: Labels): Labels =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`${NGINX}/${name}`, value]));

/** The column of ingress-nginx, which is retired: https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/ */
export const INGRESS_NGINX: Column = {
  title: 'ingress-nginx',
  page: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/',
  cells: {
    /** A redirect needs the host of its destination, because the annotation takes whole URLs only. */
    redirects: {
      by: '`permanent-redirect`, `temporal-redirect`',
      translate: (redirects) => ({
        sideIngresses: redirects.map(({ path, host, to, status }) => ({
          path,
          annotations: (own) =>
            named({ [status === 301 ? 'permanent-redirect' : 'temporal-redirect']: `https://${host ?? own}${to}` }),
        })),
      }),
    },
    rateLimit: {
      by: '`limit-rps`, `limit-rpm`',
      translate: ({ requests, seconds }) => ({
        ingress: named({ [seconds === 1 ? 'limit-rps' : 'limit-rpm']: `${requests}` }),
      }),
    },
    basicAuth: {
      by: '`auth-type`, `auth-secret`',
      translate: (secret) => ({
        ingress: named({ 'auth-type': 'basic', 'auth-secret': secret, 'auth-secret-type': 'auth-file' }),
      }),
    },
    authService: {
      by: '`auth-url`',
      translate: ({ target, path, headers }) => ({
        ingress: named({
          'auth-url': `${target.url}${path}`,
          ...(headers.length > 0 && { 'auth-response-headers': headers.join(',') }),
        }),
      }),
    },
    cors: {
      by: '`enable-cors`',
      translate: ({ origins, methods, headers, credentials, maxAge }) => ({
        ingress: named({
          'enable-cors': 'true',
          'cors-allow-credentials': `${credentials}`,
          'cors-allow-headers': headers.join(', '),
          'cors-allow-methods': methods.join(', '),
          'cors-allow-origin': origins.join(', '),
          'cors-max-age': `${maxAge}`,
        }),
      }),
    },
    maxBody: {
      by: '`proxy-body-size`',
      translate: (bytes) => ({ ingress: named({ 'proxy-body-size': nginxSize(bytes) }) }),
    },
    /** Each counts from one part of the answer, or of the request, to the next. */
    timeout: {
      by: '`proxy-read-timeout`, `proxy-send-timeout`',
      translate: (seconds) => ({
        ingress: named({ 'proxy-read-timeout': `${seconds}`, 'proxy-send-timeout': `${seconds}` }),
      }),
    },
    sticky: {
      by: '`affinity: cookie`',
      translate: ({ cookie, maxAge }) => ({
        ingress: named({
          affinity: 'cookie',
          'session-cookie-name': cookie,
          ...(maxAge !== undefined && { 'session-cookie-max-age': `${maxAge}` }),
        }),
      }),
    },
    requestHeaders: { lacks: SNIPPET },
    responseHeaders: { lacks: SNIPPET },
    mirror: {
      by: '`mirror-target`, all requests',
      refuses: ({ percent }) =>
        percent === 100 ? undefined : 'ingress-nginx copies all requests or none; use a Gateway',
      translate: ({ target }) => ({ ingress: named({ 'mirror-target': `${target.url}$request_uri` }) }),
    },
    rewrite: {
      by: '`rewrite-target`',
      translate: (text) => ({
        ingress: named({ 'rewrite-target': under(text, '$2'), 'use-regex': 'true' }),
        pathForm,
      }),
    },
  },
};

/** The second group is the rest of the path without its slash. */
function pathForm(path: string): PathForm {
  const prefix = path.replace(/\/$/, '');
  return { path: prefix === '' ? '/()(.*)' : `${escaped(prefix)}(/|$)(.*)`, pathType: 'ImplementationSpecific' };
}
