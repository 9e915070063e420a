import { contains } from '../checks/cidr';
import type { PeerRule } from './peer';

/**
 * Ranges that no public server has: https://www.iana.org/assignments/iana-ipv4-special-registry, and the address at which Azure
 * answers its machines: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
export const NOT_PUBLIC = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
];

export const EVERYWHERE = ['0.0.0.0/0', '::/0'];

/** Every public address. */
export function publicAddresses(): readonly PeerRule[] {
  return EVERYWHERE.map((cidr) => ({ cidr, except: NOT_PUBLIC.filter((inner) => contains(cidr, inner)) }));
}
