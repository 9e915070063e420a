import { isIP } from 'node:net';
import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';

const IN_CLUSTER = /\.svc(\.cluster\.local)?\.?$/i;
const WITH_PORT = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#:[\]@\s]+):(\d{1,5})(?:[/?#]|$)/i;

/** The domains of private networks: https://www.rfc-editor.org/rfc/rfc6762#appendix-G and https://www.rfc-editor.org/rfc/rfc8375 */
const PRIVATE = /\.(corp|home|home\.arpa|internal|intranet|lan|local|localdomain|private)$/;

/** Throws when a host has private addresses, and only public ones would be opened to it. */
export function checkPublic(scope: IConstruct | undefined, host: string, port: number | string): void {
  if (typeof host !== 'string' || !PRIVATE.test(host)) return;
  const fix = `use External.host('${host}', ${port}, ['10.20.0.0/16']), for example`;
  fail(scope, 'a host of a private network needs the ranges of its addresses', host, fix);
}

/** Throws when a text says more than a host outside of the cluster, or another thing, and says where that belongs. */
export function checkOutside(host: string, call: string): void {
  if (typeof host !== 'string') return;
  const family = isIP(host.replace(/^\[(.*)\]$/, '$1'));
  if (family !== 0) {
    const address = host.replace(/^\[(.*)\]$/, '$1');
    const fix = `use External.cidr('${address}/${family === 4 ? 32 : 128}', 443)`;
    fail(undefined, `the host of ${call} must be a name`, host, fix);
  }
  if (IN_CLUSTER.test(host)) {
    const fix = 'use what serves it, or StatefulStore.existing({ service, namespace, port })';
    fail(undefined, `the host of ${call} must be outside of the cluster`, host, fix);
  }
  const [, , name = '', port] = WITH_PORT.exec(host) ?? [];
  if (port !== undefined) {
    const fix = `use External.host('${name.toLowerCase()}', ${port})`;
    fail(undefined, `the host of ${call} must be a host name, without its port`, host, fix);
  }
}
