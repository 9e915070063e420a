import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail } from './errors';
import { SIZE } from './kinds';
import {
  ABSOLUTE_PATH,
  DATA_KEY,
  ENV_NAME,
  IMAGE,
  LABEL,
  LABEL_VALUE,
  PORT_NAME,
  QUALIFIED_NAME,
  SUBDOMAIN,
  URL_PATH,
} from './patterns';
import { bytes } from './quantity';

/** A DNS label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export function dnsLabel(scope: IConstruct | undefined, what: string, value: string, max = 63): string {
  const right = (text: string): boolean => LABEL.test(text) && text.length <= max;
  if (typeof value !== 'string' || !right(value)) {
    const near = nearest(value, right, (text) => dashed(text).slice(0, max).replace(/-+$/, ''));
    const fix = near === undefined ? 'use a-z, 0-9 and inner dashes' : `use ${near}`;
    fail(scope, `${what} must be a DNS label of at most ${max} characters`, value, fix);
  }
  return value;
}

/** A DNS subdomain: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export function dnsName(scope: IConstruct | undefined, what: string, value: string): string {
  const right = (text: string): boolean => SUBDOMAIN.test(text) && text.length <= 253;
  if (typeof value !== 'string' || !right(value)) {
    const near = nearest(value, right, (text) => text.split('.').map(dashed).join('.'));
    const fix = near === undefined ? 'use a-z, 0-9, inner dashes and dots' : `use ${near}`;
    fail(scope, `${what} must be a DNS name of at most 253 characters`, value, fix);
  }
  return value;
}

/** A host name as an Ingress rule takes it, which may begin with `*.`. */
export function hostName(scope: IConstruct | undefined, what: string, value: string): string {
  if (typeof value !== 'string' || !isHostName(value)) {
    const near =
      nearest(value, isHostName, hostOf) ??
      domainOf(value) ??
      'a DNS name such as shop.example.com, without scheme, port or path';
    fail(scope, `${what} must be a host name`, value, `give ${near}`);
  }
  return value;
}

/** The name of one host. */
export function oneHostName(
  scope: IConstruct | undefined,
  what: string,
  value: string,
  fix: (value: string) => string,
): string {
  if (typeof value === 'string' && value.startsWith('*.')) fail(scope, `${what} must be one host`, value, fix(value));
  return hostName(scope, what, value);
}

function isHostName(value: string): boolean {
  const plain = value.replace(/^\*\./, '');
  const labels = plain.split('.');
  const right = SUBDOMAIN.test(plain) && plain.length <= 253 && labels.every((l) => LABEL.test(l)) && labels.length > 1;
  return right && !labels.every((l) => /^\d+$/.test(l));
}

/** `https://shop` → `shop.example.com, with your domain` */
function domainOf(value: unknown): string | undefined {
  const label = typeof value === 'string' ? hostOf(value) : '';
  return LABEL.test(label) && label !== 'localhost' ? `${label}.example.com, with your domain` : undefined;
}

/** `https://Shop.example.com:8443/cart` → `shop.example.com` */
function hostOf(text: string): string {
  const [host = ''] = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .split(/[/?#]/);
  return host.replace(/^.*@/, '').replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}

/** A port's name: an IANA service name. */
export function portName(scope: IConstruct | undefined, value: string): string {
  if (typeof value !== 'string' || !PORT_NAME.test(value)) {
    const near = nearest(value, (text) => PORT_NAME.test(text), dashed) ?? 'a name such as http';
    fail(scope, 'a port name must be at most 15 of a-z, 0-9 and inner dashes, with a letter', value, `use ${near}`);
  }
  return value;
}

/** The name of an environment variable. */
export function envName(scope: IConstruct | undefined, value: string): string {
  if (typeof value !== 'string' || !ENV_NAME.test(value)) {
    const form = (text: string): string =>
      text
        .trim()
        .toUpperCase()
        .replace(/[^A-Z0-9_]+/g, '_');
    const near =
      nearest(value, (text) => ENV_NAME.test(text) && /[A-Z]/.test(text), form) ?? 'a name such as LOG_LEVEL';
    fail(scope, 'an environment variable must be named with letters, digits and underscores', value, `use ${near}`);
  }
  return value;
}

/** A key of a Secret or a ConfigMap. */
export function dataKey(what: string, value: string, example: string): string {
  if (typeof value !== 'string' || !DATA_KEY.test(value)) {
    fail(
      undefined,
      `${what} must be letters, digits, dashes, dots and underscores`,
      value,
      `use a key such as ${example}`,
    );
  }
  return value;
}

/** A path of a directory in a container, other than its root. */
export function absolutePath(scope: IConstruct | undefined, what: string, value: string): string {
  const right = (text: string): boolean => ABSOLUTE_PATH.test(text) && !text.split('/').includes('..');
  if (typeof value !== 'string' || !right(value)) {
    const near = nearest(value, right, (text) => rooted(text).replace(/\/+$/, '')) ?? 'a form such as /var/cache/app';
    fail(scope, `${what} must be an absolute path without a trailing slash`, value, `use ${near}`);
  }
  return value;
}

/** A label: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function labelPair(scope: IConstruct | undefined, key: string, value: string): [string, string] {
  if (!isLabel(key, value)) {
    fail(scope, 'a label must be at most 63 letters, digits and inner - _ .', `${key}: ${value}`, 'rename it');
  }
  return [key, value];
}

/** True if Kubernetes takes a label. */
export function isLabel(key: string, value: unknown): boolean {
  return QUALIFIED_NAME.test(key) && typeof value === 'string' && LABEL_VALUE.test(value);
}

/** The path that a URL begins with. */
export function urlPath(scope: IConstruct | undefined, what: string, value: string): string {
  const right = (text: string): boolean =>
    URL_PATH.test(text) && text.length <= 1024 && !text.split('/').some((part) => part === '.' || part === '..');
  if (typeof value !== 'string' || !right(value)) {
    const form = (text: string): string => rooted(text.replace(/^https?:\/\/[^/]*/, '')).replace(/[?#].*$/, '');
    fail(
      scope,
      `${what} must be the path of a URL`,
      value,
      `use ${nearest(value, right, form) ?? 'a form such as /shop'}`,
    );
  }
  return value;
}

/** An image reference that names a version. */
export function imageReference(scope: IConstruct | undefined, value: string): string {
  if (typeof value !== 'string' || !IMAGE.test(value)) {
    const form = (text: string): string => {
      const [name = '', ...version] = text
        .trim()
        .replace(/^(https?|docker):\/\//, '')
        .split(/(?=:[^/]*$)/);
      return [name.toLowerCase(), ...version].join('');
    };
    const near = nearest(value, (text) => IMAGE.test(text), form) ?? 'a form such as ghcr.io/acme/shop:1.4.2';
    fail(scope, 'image must be an image reference', value, `use ${near}`);
  }
  const tag = tagOf(value);
  if (!value.includes('@') && (tag === undefined || tag === 'latest')) {
    const name = value.replace(/:(latest)?$/, '');
    fail(scope, 'image must name a version', value, `add its version, as in ${name}:1.4.2, or a digest`);
  }
  return value;
}

/** Returns the tag of an image: `1.4.2` of `ghcr.io/acme/shop:1.4.2@sha256:…`. */
export function tagOf(image: string): string | undefined {
  return /:([\w][\w.-]*)$/.exec(image.replace(/@.*$/, '').replace(/^.*\//, ''))?.[1];
}

/** A whole number within bounds, which the fix names. */
export function wholeNumber(
  scope: IConstruct | undefined,
  what: string,
  value: number,
  min: number,
  max: number,
): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(scope, `${what} must be a whole number from ${min} to ${max}`, value, bounded(value, min, max));
  }
  return value;
}

function bounded(value: unknown, min: number, max: number): string {
  const asked = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (asked > max) return `use ${max} or fewer`;
  return asked >= min && value !== '' ? `use ${Math.min(Math.ceil(asked), max)}` : `use ${min} or more`;
}

/** An amount of memory or storage above 0. */
export function positiveSize(scope: IConstruct | undefined, what: string, value: Size): Size {
  const amount = SIZE.is(value) ? bytes(value) : Number.NaN;
  if (!Number.isSafeInteger(amount) || amount <= 0) {
    fail(
      scope,
      `${what} must be a positive amount of whole bytes`,
      SIZE.is(value) ? `${amount} bytes` : value,
      'use Size.mebibytes(256), for example',
    );
  }
  return value;
}

/** Returns a wrong text in a valid form; `undefined` where there is none. */
function nearest(value: unknown, right: (text: string) => boolean, form: (text: string) => string): string | undefined {
  const formed = typeof value === 'string' ? form(value) : '';
  return formed !== '' && right(formed) ? formed : undefined;
}

/** `Web App` → `web-app` */
function dashed(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

function rooted(text: string): string {
  return `/${text.trim()}`.replace(/\/{2,}/g, '/');
}

/** True for a day as in `2027-01-31`. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
