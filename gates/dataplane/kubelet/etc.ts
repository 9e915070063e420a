/** The files under /etc that a kubelet writes for every pod. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DNS_ADDRESS } from './network';
import type { PodSpec } from './spec';

export interface Names {
  readonly namespace: string;
  readonly hostname: string;
  readonly subdomain: string | undefined;
  readonly address: string;
}

/** https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ */
export function resolvConf(namespace: string, { searches = [], options = [] }: PodSpec['dnsConfig'] = {}): string {
  const domain = `${namespace}.svc.cluster.local`;
  const search = [domain, 'svc.cluster.local', 'cluster.local', ...searches].join(' ');
  const set: Record<string, string | undefined> = { ndots: '5' };
  for (const { name, value } of options) set[name] = value;
  const words = Object.entries(set).map(([name, value]) => (value === undefined ? name : `${name}:${value}`));
  return `search ${search}\nnameserver ${DNS_ADDRESS}\noptions ${words.join(' ')}\n`;
}

/** Writes `hosts`, `hostname` and `resolv.conf`. */
export function writeEtc(directory: string, names: Names, dns: PodSpec['dnsConfig']): void {
  const { namespace, hostname, subdomain, address } = names;
  const full = subdomain ? `${hostname}.${subdomain}.${namespace}.svc.cluster.local ` : '';
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(path.join(directory, name), text);
  write('hosts', `127.0.0.1 localhost\n::1 localhost\n${address} ${full}${hostname}\n`);
  write('hostname', `${hostname}\n`);
  write('resolv.conf', resolvConf(namespace, dns));
}
