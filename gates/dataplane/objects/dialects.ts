/** Buckets with demands of their own, in one pod: the program `demanding.js`, behind Services whose names tell the library who answers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ObjectStore, Peer, type S3Props, SecretKey } from '../../../lib';
import type { Manifest } from '../kubelet/spec';

const PORT = 9000;
const LABELS = { app: 'dialects' };
export function dialectServer(namespace: string): Manifest[] {
  const data = { 'demanding.js': readFileSync(path.join(__dirname, 'demanding.js'), 'utf8') };
  const container = {
    name: 's3',
    image: 'docker.io/library/node:20.19.2',
    command: ['node', '/app/demanding.js'],
    volumeMounts: [{ name: 'app', mountPath: '/app' }],
  };
  const spec = { containers: [container], volumes: [{ name: 'app', configMap: { name: 'dialects' } }] };
  const service = (name: string, more = {}) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { selector: LABELS, ports: [{ port: PORT, targetPort: PORT }], ...more },
  });
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'google', namespace },
    spec: {
      replicas: 1,
      serviceName: 'google',
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, spec },
    },
  };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'dialects', namespace }, data },
    service('s3'),
    service('ceph'),
    // Its pod has the name of a bucket, as the host of one has.
    service('google', { clusterIP: 'None' }),
    set,
  ] as unknown as Manifest[];
}

export function dialect(namespace: string, bucket: string, props: Partial<S3Props> = {}, service = 's3'): ObjectStore {
  return ObjectStore.s3({
    bucket,
    endpoint: `http://${service}.${namespace}.svc.cluster.local:${PORT}`,
    peer: Peer.foreignPods({ name: 's3', namespaces: [namespace], labels: LABELS }),
    credentials: { accessKeyId: SecretKey.of('bucket', 'access'), secretAccessKey: SecretKey.of('bucket', 'secret') },
    ...props,
  });
}
