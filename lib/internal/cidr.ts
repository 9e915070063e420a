import { BlockList, isIP } from 'node:net';
import { fail } from './errors';

/** Checks an address range such as `10.0.0.0/8` or `2001:db8::/32` and returns it. */
export function cidrRange(cidr: string): string {
  const [address = '', prefix = '', ...rest] = cidr.split('/');
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > bits || rest.length > 0) {
    fail(
      undefined,
      'an address range must be in CIDR notation',
      cidr,
      'use a form such as 10.0.0.0/8 or 203.0.113.7/32',
    );
  }
  return cidr;
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [outerAddress = '', outerPrefix = '0'] = outer.split('/');
  const [innerAddress = '', innerPrefix = '0'] = inner.split('/');
  if (isIP(outerAddress) !== isIP(innerAddress) || Number(innerPrefix) < Number(outerPrefix)) return false;
  const family = isIP(outerAddress) === 6 ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  range.addSubnet(outerAddress, Number(outerPrefix), family);
  return range.check(innerAddress, family);
}
