import { BlockList, isIP } from 'node:net';
import type { IConstruct } from 'constructs';
import { fail } from './errors';

const FORM = 'use a form such as 10.0.0.0/8 or 203.0.113.7/32';

/**
 * Checks an address range such as `10.0.0.0/8` or `2001:db8::/32` and returns it as Kubernetes writes it. API servers warn
 * of other spellings, and of addresses inside the range in place of its first:
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4858-ip-cidr-validation
 */
export function cidrRange(scope: IConstruct | undefined, what: string, cidr: string): string {
  if (typeof cidr !== 'string') fail(scope, `${what} must be text`, cidr, FORM);
  const [address = '', prefix = '', ...rest] = cidr.split('/');
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  if (
    family === 0 ||
    address.includes('%') ||
    !/^(0|[1-9]\d{0,2})$/.test(prefix) ||
    Number(prefix) > bits ||
    rest.length > 0
  ) {
    const single = family !== 0 && cidr === address && !address.includes('%');
    fail(scope, `${what} must be in CIDR notation`, cidr, single ? `use ${cidr}/${bits}` : FORM);
  }
  const groups = family === 6 ? groupsOf(address) : address.split('.').map(Number);
  const width = bits / groups.length;
  const first = groups.map((group, at) => masked(group, width, Number(prefix) - at * width));
  const written = `${family === 6 ? compressed(first) : first.join('.')}/${prefix}`;
  if (first.some((group, at) => group !== groups[at])) {
    fail(scope, `${what} must begin with its first address`, cidr, `use ${written}`);
  }
  return written;
}

/** True if every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [outerAddress = '', outerPrefix = '0'] = outer.split('/');
  const [innerAddress = '', innerPrefix = '0'] = inner.split('/');
  if (isIP(outerAddress) !== isIP(innerAddress) || Number(innerPrefix) < Number(outerPrefix)) return false;
  const family = isIP(outerAddress) === 6 ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  range.addSubnet(outerAddress, Number(outerPrefix), family);
  return range.check(innerAddress, family);
}

/** A group of an address with only the first `bits` of its `width` bits. */
function masked(group: number, width: number, bits: number): number {
  const rest = 2 ** Math.min(width, Math.max(0, width - bits));
  return group - (group % rest);
}

/** `2001:db8::7` → eight numbers. */
function groupsOf(address: string): number[] {
  const [head = [], tail = []] = compressed(address)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...middle, ...tail].map((group) => Number.parseInt(group, 16));
}

/** The shortest form, as URLs write it: https://url.spec.whatwg.org/#concept-ipv6-serializer */
function compressed(address: string | readonly number[]): string {
  const text = typeof address === 'string' ? address : address.map((group) => group.toString(16)).join(':');
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
