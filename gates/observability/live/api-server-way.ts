/** The way from the address of the Service `kubernetes` to the API server of the gate. */
import net from 'node:net';
import type { Manifest } from '../../cluster/manifests';
import { API_SERVER } from './network';

/** Leads the address of the Service `kubernetes` to an API server, which may listen on 127.0.0.1 only. */
export async function leadToApiServer(port: number): Promise<net.Server> {
  const server = net.createServer((client) => {
    const there = net.connect(port, '127.0.0.1');
    client.pipe(there).pipe(client);
    client.on('error', () => there.destroy());
    there.on('error', () => client.destroy());
  });
  await new Promise<void>((listening) => server.listen(443, API_SERVER, listening));
  return server;
}

/** The endpoints of the Service `kubernetes`, which the API server of the gate does not write. */
export const API_SERVER_ENDPOINTS: Manifest = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [API_SERVER], conditions: { ready: true } }],
  ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
};
