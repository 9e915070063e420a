import type { Chart } from 'cdk8s';
import { Size } from 'cdk8s';
import { parse } from 'yaml';
import { CloudIdentity, Cluster, Logs, ObjectStore, type S3Props, SecretKey } from '../../lib';
import type { LokiOptions } from '../../lib/observability/logs/log-bucket';
import { containerOf, find, type Manifest, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { files, observability, WITH_KUBELET } from './support';

const key = (name: string): SecretKey => SecretKey.of('logs', name);
const S3: S3Props = {
  bucket: 'acme-logs',
  region: 'eu-west-1',
  credentials: { accessKeyId: key('id'), secretAccessKey: key('secret') },
};

function shared(options: LokiOptions = {}, cluster?: Cluster): Chart {
  const chart = testChart();
  cluster?.attachTo(chart);
  const bucket = ObjectStore.s3(S3);
  observability(chart, { sources: WITH_KUBELET, logs: Logs.loki({ bucket, replicas: 3, ...options }) });
  return chart;
}

const lokiOf = (chart: Chart): Manifest => find(chart, 'StatefulSet', 'observability-loki');
const configOf = (chart: Chart): Manifest => parse(files(chart, 'observability-loki')['loki.yaml'] ?? '');

describe('servers of Loki with a bucket', () => {
  const chart = shared();

  it('keep logs there, find each other by gossip, and have each entry three times until then', () => {
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(lokiOf(chart)['spec'].replicas).toBe(3);
    expect(configOf(chart)).toMatchObject({
      common: {
        instance_addr: '${POD_IP}',
        replication_factor: 3,
        ring: { kvstore: { store: 'memberlist' } },
        storage: { s3: { bucketnames: 'acme-logs', region: 'eu-west-1', s3forcepathstyle: false } },
      },
      memberlist: { advertise_addr: '${POD_IP}', join_members: ['observability-loki:7946'] },
      schema_config: { configs: [{ object_store: 's3' }] },
    });
    const { args, env } = containerOf(lokiOf(chart), 'loki');
    expect(args).toContain('-config.expand-env=true');
    expect(env).toContainEqual({
      name: 'POD_IP',
      valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } },
    });
  });

  it('delete old logs there: retention stays on', () => {
    expect(configOf(chart)['compactor']).toMatchObject({ retention_enabled: true, delete_request_store: 's3' });
    expect(configOf(chart)['limits_config'].retention_period).toBe('168h');
  });

  it('read the keys of the bucket from a Secret, and no manifest holds them', () => {
    const { env } = containerOf(lokiOf(chart), 'loki');
    for (const [name, from] of [
      ['AWS_ACCESS_KEY_ID', 'id'],
      ['AWS_SECRET_ACCESS_KEY', 'secret'],
    ]) {
      expect(env).toContainEqual({ name, valueFrom: { secretKeyRef: { name: 'logs', key: from } } });
    }
  });

  it('have the identity of the cloud in place of keys', () => {
    const credentials = CloudIdentity.awsRole('arn:aws:iam::111122223333:role/logs');
    const cloud = shared({ bucket: ObjectStore.s3({ ...S3, credentials }) }, Cluster.eks());
    expect(find(cloud, 'ServiceAccount', 'observability-loki')['metadata'].annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/logs',
    });
  });

  it('reach a service of their own with its certificate, by HTTP where its URL says so', () => {
    const own = (endpoint: string) => ObjectStore.s3({ ...S3, endpoint, ca: SecretKey.of('minio', 'ca.crt') });
    const s3 = (endpoint: string) => configOf(shared({ bucket: own(endpoint) }))['common'].storage.s3;
    expect(s3('https://minio.example.com:9000')).toMatchObject({
      endpoint: 'minio.example.com:9000',
      http_config: { ca_file: '/run/secrets/bucket-ca/ca.crt' },
      insecure: false,
      s3forcepathstyle: true,
    });
    expect(s3('http://minio.example.com:9000')['insecure']).toBe(true);
    expect(podOf(lokiOf(shared({ bucket: own('https://minio.example.com:9000') })))['volumes']).toContainEqual({
      name: 'bucket-ca',
      secret: { defaultMode: 0o440, items: [{ key: 'ca.crt', path: 'ca.crt' }], secretName: 'minio' },
    });
  });

  it('open their gossip among themselves, and the way to the bucket', () => {
    const policies = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    const rules = (side: 'ingress' | 'egress'): Manifest[] =>
      policies
        .filter(({ spec }) => spec.podSelector.matchLabels?.['app.kubernetes.io/name'] === 'observability-loki')
        .flatMap(({ spec }) => spec[side] ?? []);
    const open = (side: 'ingress' | 'egress'): number[] =>
      rules(side).flatMap(({ ports }) => ports.map(({ port }: { port: number }) => port));
    expect(open('ingress')).toEqual(expect.arrayContaining([3100, 7946, 9095]));
    expect(open('egress')).toEqual(expect.arrayContaining([443, 7946, 9095]));
  });

  it('have small volumes, and take more logs a day the more there are', () => {
    const [claim] = lokiOf(chart)['spec'].volumeClaimTemplates;
    expect(claim.spec.resources.requests.storage).toBe('10Gi');
    expect(() => shared({ perDay: Size.gibibytes(4), replicas: 6 })).not.toThrow();
    expect(() => shared({ perDay: Size.gibibytes(4) })).toThrow("takes 2Gi of logs a day, got 4Gi; use size: 'medium'");
  });

  it('are one where one is asked for', () => {
    const one = shared({ replicas: 1 });
    expect(lokiOf(one)['spec'].replicas).toBe(1);
    expect(configOf(one)['common'].replication_factor).toBe(1);
  });
});

describe('Loki', () => {
  const bucket = ObjectStore.s3(S3);

  it.each<[string, LokiOptions, string]>([
    [
      'there are three servers and no bucket',
      { replicas: 3 },
      'replicas of Loki share a bucket, and a volume is of one pod, got 3 on volumes; pass bucket: ObjectStore.s3({ … })',
    ],
    ['there are two servers', { bucket, replicas: 2 }, 'replicas of Loki must be 1, or 3 and more'],
    ['there are none', { bucket, replicas: 0 }, 'replicas of Loki must be a whole number'],
    [
      'the bucket is not of S3',
      { bucket: ObjectStore.azure({ account: 'acme', container: 'logs', credentials: key('key') }) },
      'a bucket for logs must have the protocol of S3, got azureblob',
    ],
    [
      'the bucket is shared with others by a prefix',
      { bucket: ObjectStore.s3({ ...S3, prefix: 'shop' }) },
      'Loki needs a bucket of its own, without a prefix, got acme-logs/shop; remove prefix',
    ],
    [
      'the bucket has a setting that Loki does not have',
      { bucket: ObjectStore.s3({ ...S3, storageClass: 'STANDARD_IA' }) },
      'a bucket for logs has a name, a region, an endpoint and credentials, got',
    ],
  ])('fails when %s', (_, options, message) => {
    expect(() => Logs.loki(options)).toThrow(message);
  });
});
