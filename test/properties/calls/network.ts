import { Peer, Port } from '../../../lib';
import { allowed, type Call, chart, web } from './support';

/** Calls of peers and ports. */
export const NETWORK: Readonly<Record<string, Call>> = {
  'Peer.addresses': { args: () => ['office', ['203.0.113.0/24'], { except: ['203.0.113.7/32'] }], use: allowed },
  'Peer.called': { on: () => Peer.addresses('a', ['10.0.0.0/8']), args: () => ['office'], use: allowed },
  'Peer.foreignPods': { args: () => [{ name: 'edge', namespaces: ['edge'], labels: { app: 'edge' } }], use: allowed },
  'Peer.named': { on: () => Peer.addresses('a', ['10.0.0.0/8']), args: () => ['office.example.com'], use: allowed },
  'Peer.pods': { args: () => [chart(), { name: 'mailer', labels: { app: 'mailer' } }], use: allowed },
  'Port.tcp': { args: () => [9000, 'admin'], use: (port) => web({ port }) },
  'Port.toString': { on: () => Port.tcp(80), args: () => [] },
  'Port.udp': { args: () => [9000, 'admin'], use: (port) => web({ ports: [port] }) },
};
