import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A pod as the agent sees it. */
export interface KnownPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The event after which a watch has said what was there before: https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists */
const END = {
  type: 'BOOKMARK',
  object: {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { resourceVersion: '1', annotations: { 'k8s.io/initial-events-end': 'true' } },
  },
};

function added(object: object): object {
  return { type: 'ADDED', object: { kind: 'Pod', apiVersion: 'v1', ...object } };
}

/** An API server that knows pods and nothing else: it lists them, and its watches say nothing after that. */
export async function apiServer(pods: readonly KnownPod[], node: string): Promise<{ server: Server; url: string }> {
  const items = pods.map(({ labels, annotations, ...metadata }) => ({
    metadata: { ...metadata, labels, annotations, resourceVersion: '1' },
    spec: { nodeName: node, containers: [] },
    status: { phase: 'Running', startTime: '2026-01-01T00:00:00Z' },
  }));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    response.setHeader('content-type', 'application/json');
    if (url.pathname !== '/api/v1/pods') {
      response.statusCode = 404;
      response.end('{"kind":"Status","apiVersion":"v1","status":"Failure","code":404}');
    } else if (url.searchParams.has('watch')) {
      const events = url.searchParams.get('sendInitialEvents') === 'true' ? [...items.map(added), END] : [];
      response.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      response.flushHeaders();
    } else {
      response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The file with which the agent finds the API server here; in a cluster it has the token of its account. */
export function kubeconfig(server: string): string {
  const cluster = { name: 'gate', cluster: { server } };
  const context = { name: 'gate', context: { cluster: 'gate', user: 'gate' } };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [cluster],
    contexts: [context],
    'current-context': 'gate',
    users: [{ name: 'gate', user: {} }],
  });
}
