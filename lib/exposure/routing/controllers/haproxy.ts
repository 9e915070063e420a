import { escaped } from '../../../checks/patterns';
import type { Labels } from '../../../manifest/labels';
import type { HeaderChange } from '../props';
import type { Cell, Column } from '../translation';
import { under } from './texts';

const named = (annotations: Labels): Labels =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [`haproxy.org/${name}`, value]));

const LACKS = 'HAProxy has no annotation for it; let the app do it, or use a Gateway';

/** The column of the controller of HAProxy Technologies. */
export const HAPROXY: Column = {
  title: 'HAProxy',
  page: 'https://github.com/haproxytech/kubernetes-ingress/blob/master/documentation/annotations.md',
  cells: {
    redirects: { lacks: LACKS },
    rateLimit: {
      by: '`rate-limit-requests`',
      translate: ({ requests, seconds }) => ({
        ingress: named({
          'rate-limit-period': `${seconds}s`,
          'rate-limit-requests': `${requests}`,
          'rate-limit-status-code': '429',
        }),
      }),
    },
    basicAuth: {
      by: '`auth-type`, `auth-secret`',
      translate: (secret) => ({ ingress: named({ 'auth-type': 'basic-auth', 'auth-secret': secret }) }),
    },
    authService: { lacks: LACKS },
    /** Several origins are one regular expression. */
    cors: {
      by: '`cors-enable`',
      translate: ({ origins, methods, headers, credentials, maxAge }) => ({
        ingress: named({
          'cors-enable': 'true',
          'cors-allow-credentials': `${credentials}`,
          'cors-allow-headers': headers.join(', '),
          'cors-allow-methods': methods.join(', '),
          'cors-allow-origin': originOf(origins),
          'cors-max-age': `${maxAge}s`,
        }),
      }),
    },
    maxBody: { lacks: LACKS },
    timeout: {
      by: '`timeout-server`',
      translate: (seconds) => ({ ingress: named({ 'timeout-server': `${seconds}s` }) }),
    },
    sticky: {
      by: '`cookie-persistence`',
      refuses: ({ maxAge }) =>
        maxAge === undefined ? undefined : 'leave maxAge out: its cookie ends with the browser',
      translate: ({ cookie }) => ({ service: named({ 'cookie-persistence': cookie }) }),
    },
    requestHeaders: headers('request-set-header'),
    responseHeaders: headers('response-set-header'),
    mirror: { lacks: LACKS },
    rewrite: {
      by: '`path-rewrite`',
      translate: (text, { paths }) => ({
        ingress: named({ 'path-rewrite': paths.map((path) => rewriting(path, text)).join('\n') }),
      }),
    },
  },
};

function originOf(origins: readonly string[]): string {
  if (origins.length === 1 && origins[0] === '*') return '*';
  const patterns = origins.map((origin) => escaped(origin).replace('\\*\\.', '[^/]+\\.'));
  return `^(${patterns.join('|')})$`;
}

/** Each line is a header and its value. */
function headers(annotation: string): Cell<Required<HeaderChange>> {
  return {
    by: `\`${annotation}\``,
    refuses: ({ remove }) =>
      remove.length === 0 ? undefined : 'HAProxy only sets headers; let the app leave them out',
    translate: ({ set }) => {
      const lines = Object.entries(set).map(([name, value]) => `${name} ${/\s/.test(value) ? `"${value}"` : value}`);
      return { ingress: named({ [annotation]: lines.join('\n') }) };
    },
  };
}

/** HAProxy reads some backslashes itself, so that special characters are in brackets. */
function bracketed(path: string): string {
  return escaped(path).replace(/\\(.)/g, '[$1]');
}

function rewriting(path: string, text: string): string {
  const prefix = path.replace(/\/$/, '');
  return prefix === '' ? `^/(.*) ${under(text, '\\1')}` : `^${bracketed(prefix)}(/|$)(.*) ${under(text, '\\2')}`;
}
