import type { Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail } from './errors';
import { SIZE } from './kinds';
import { bytes } from './quantity';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const IMAGE =
  /^[a-z0-9]+([._-]+[a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

/** A DNS label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
export function dnsLabel(scope: IConstruct | undefined, what: string, value: string, max = 63): string {
  if (typeof value !== 'string' || !LABEL.test(value) || value.length > max) {
    fail(scope, `${what} must be a DNS label of at most ${max} characters`, value, 'use a-z, 0-9 and inner dashes');
  }
  return value;
}

/** A DNS subdomain: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
export function dnsName(scope: IConstruct | undefined, what: string, value: string): string {
  if (typeof value !== 'string' || !SUBDOMAIN.test(value) || value.length > 253) {
    fail(scope, `${what} must be a DNS name of at most 253 characters`, value, 'use a-z, 0-9, inner dashes and dots');
  }
  return value;
}

/** A host name that can stand in an Ingress rule; `*.` may lead it. */
export function hostName(scope: IConstruct | undefined, what: string, value: string): string {
  const plain = typeof value === 'string' ? value.replace(/^\*\./, '') : '';
  const labels = plain.split('.');
  const right = SUBDOMAIN.test(plain) && plain.length <= 253 && labels.every((l) => LABEL.test(l)) && labels.length > 1;
  if (!right || labels.every((l) => /^\d+$/.test(l))) {
    fail(
      scope,
      `${what} must be a host name`,
      value,
      'give a DNS name such as shop.example.com, without scheme, port or path',
    );
  }
  return value;
}

/** A port's name: an IANA service name. */
export function portName(scope: IConstruct | undefined, value: string): string {
  if (typeof value !== 'string' || !PORT_NAME.test(value)) {
    fail(
      scope,
      'a port name must be at most 15 of a-z, 0-9 and inner dashes, with a letter',
      value,
      'use a name such as http',
    );
  }
  return value;
}

export function envName(scope: IConstruct | undefined, value: string): string {
  if (!ENV_NAME.test(value)) {
    fail(
      scope,
      'an environment variable must be named with letters, digits and underscores',
      value,
      'use a name such as LOG_LEVEL',
    );
  }
  return value;
}

/** A path of a directory in a container, other than its root. */
export function absolutePath(scope: IConstruct | undefined, what: string, value: string): string {
  if (typeof value !== 'string' || !/^(\/[A-Za-z0-9._-]+)+$/.test(value) || value.split('/').includes('..')) {
    fail(
      scope,
      `${what} must be an absolute path without a trailing slash`,
      value,
      'use a form such as /var/cache/app',
    );
  }
  return value;
}

/** A label: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
export function labelPair(scope: IConstruct | undefined, key: string, value: string): [string, string] {
  const name = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
  if (!name.test(key) || !/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value)) {
    fail(scope, 'a label must be at most 63 letters, digits and inner - _ .', `${key}: ${value}`, 'rename it');
  }
  return [key, value];
}

/** What the path of a URL begins with. */
export function urlPath(scope: IConstruct | undefined, what: string, value: string): string {
  const right = /^(\/[A-Za-z0-9._~!$&'()*+,;=:@-]+)*\/?$/.test(value) && value.startsWith('/') && value.length <= 1024;
  if (!right || value.split('/').some((part) => part === '.' || part === '..')) {
    fail(scope, `${what} must be the path of a URL`, value, 'use a form such as /shop');
  }
  return value;
}

/** An image reference that names a version. */
export function imageReference(scope: IConstruct | undefined, value: string): string {
  if (typeof value !== 'string' || !IMAGE.test(value)) {
    fail(scope, 'image must be an image reference', value, 'use a form such as ghcr.io/acme/shop:1.4.2');
  }
  const tag = /:([\w][\w.-]*)$/.exec(value.replace(/@.*$/, '').replace(/^.*\//, ''))?.[1];
  if (!value.includes('@') && (tag === undefined || tag === 'latest')) {
    fail(scope, 'image must name a version', value, 'add a tag other than latest, or a digest');
  }
  return value;
}

export function wholeNumber(
  scope: IConstruct | undefined,
  what: string,
  value: number,
  min: number,
  max: number,
): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    fail(scope, `${what} must be a whole number from ${min} to ${max}`, value, `use ${min} or more`);
  }
  return value;
}

/** An amount of memory or storage that is more than nothing. */
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
