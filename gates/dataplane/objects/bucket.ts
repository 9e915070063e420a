/** A bucket for backups: moto's server, which speaks the protocol of S3, in a pod of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ObjectStore, Peer, SecretKey } from '../../../lib';
import type { Cluster } from '../kubelet/cluster';
import type { Manifest } from '../kubelet/spec';

const PORT = 5000;
const NAME = 'backups';
/** The server asks that requests are signed, and believes the signature. */
const authorization =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

export class Bucket {
  /** Starts the server in a namespace and makes the bucket. */
  static async start(cluster: Cluster, namespace: string): Promise<Bucket> {
    const bucket = new Bucket(cluster, namespace);
    cluster.apply(manifests(namespace));
    const end = Date.now() + 60_000;
    while ((await bucket.request('PUT', '')) !== 200) {
      if (Date.now() > end) throw new Error(`the bucket of ${namespace} is not there after a minute`);
      await sleep(500);
    }
    return bucket;
  }

  private constructor(
    private readonly cluster: Cluster,
    private readonly namespace: string,
  ) {}

  /** Returns the bucket as a prop of stores. */
  objectStore(port = PORT): ObjectStore {
    const { namespace } = this;
    return ObjectStore.s3({
      bucket: NAME,
      endpoint: `http://s3.${namespace}.svc.cluster.local:${port}`,
      peer: Peer.foreignPods({ name: 's3', namespaces: [namespace], labels: { app: 's3' } }),
      credentials: { accessKeyId: SecretKey.of('bucket', 'access'), secretAccessKey: SecretKey.of('bucket', 'secret') },
    });
  }

  /** The names of all objects, sorted. */
  async names(): Promise<string[]> {
    const response = await fetch(this.url('?list-type=2'), { headers: { authorization } });
    return [...(await response.text()).matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key).sort();
  }

  /** The names of the whole backups of a store, oldest first. */
  async backups(path: string): Promise<string[]> {
    const found = (await this.names()).map((name) => new RegExp(`^${path}/([0-9TZ]+)/manifest$`).exec(name)?.[1]);
    return found.filter((name) => name !== undefined);
  }

  async read(name: string): Promise<Buffer> {
    const response = await fetch(this.url(name), { headers: { authorization } });
    if (!response.ok) throw new Error(`${name} cannot be read: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async write(name: string, content: Buffer | string): Promise<void> {
    const status = await this.request('PUT', name, content);
    if (status !== 200) throw new Error(`${name} cannot be written: ${status}`);
  }

  async remove(name: string): Promise<void> {
    await this.request('DELETE', name);
  }

  private url(name: string): string {
    const [pod] = this.cluster.pods(this.namespace).filter((one) => one.name.startsWith('s3-'));
    return `http://${pod?.address ?? '127.0.0.1'}:${PORT}/${NAME}/${name}`;
  }

  private async request(method: string, name: string, content?: Buffer | string): Promise<number> {
    const headers = { authorization, 'content-type': 'application/octet-stream' };
    const body = content === undefined ? null : new Uint8Array(Buffer.from(content));
    try {
      return (await fetch(this.url(name), { method, headers, body })).status;
    } catch {
      return 0;
    }
  }
}

/** The Secret with which stores of a namespace write to the bucket. */
export function bucketSecret(namespace: string): Manifest {
  const stringData = { access: 'backups', secret: 'not $o "secret"' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bucket', namespace }, stringData };
}

function manifests(namespace: string): Manifest[] {
  const labels = { app: 's3' };
  const containers = [{ name: 's3', image: 'docker.io/motoserver/moto:5.1.1' }];
  const volumes = [{ name: 'tmp', emptyDir: {} }];
  const pod = {
    containers: containers.map((one) => ({ ...one, volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] })),
    volumes,
  };
  const metadata = { name: 's3', namespace };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: [{ port: PORT, targetPort: PORT }] },
    },
  ] as unknown as Manifest[];
}
