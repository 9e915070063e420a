import { ObjectStore, type S3Props, SecretKey } from '../../../lib';
import { testChart } from '../../support/charts';
import { backedUp, bucket, CREDENTIALS, podOfJob, steps, variables } from './support';

const KEY = SecretKey.of('bucket', 'customer-key');
const at = (endpoint: string, more: Partial<S3Props> = {}) => bucket({ endpoint, region: undefined, ...more }).model;

describe('a bucket with demands', () => {
  it.each<[string, Partial<S3Props>, Record<string, string>]>([
    ['keys of the service', { encryption: 'AES256' }, { SERVER_SIDE_ENCRYPTION: 'AES256' }],
    ['the key of KMS', { encryption: 'aws:kms' }, { SERVER_SIDE_ENCRYPTION: 'aws:kms' }],
    [
      'one key of KMS',
      { encryption: { kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/a' } },
      { SERVER_SIDE_ENCRYPTION: 'aws:kms', SSE_KMS_KEY_ID: 'arn:aws:kms:eu-west-1:111122223333:key/a' },
    ],
    ['a storage class', { storageClass: 'STANDARD_IA' }, { STORAGE_CLASS: 'STANDARD_IA' }],
    ['an owner', { acl: 'bucket-owner-full-control' }, { ACL: 'bucket-owner-full-control' }],
    [
      'a lock',
      { lock: { mode: 'governance', days: 30 } },
      { OBJECT_LOCK_MODE: 'GOVERNANCE', OBJECT_LOCK_RETAIN_UNTIL_DATE: '30d' },
    ],
    ['more of rclone', { options: { upload_concurrency: '8' } }, { UPLOAD_CONCURRENCY: '8' }],
  ])('gets %s with every upload', (_, props, options) => {
    expect(bucket(props).model.options).toMatchObject(options);
  });

  it('gets a key of your own from a Secret, which is a file in the pod and no variable', () => {
    const { chart } = backedUp({}, {}, testChart(), bucket({ encryption: { customerKey: KEY } }));
    const upload = steps(podOfJob(chart))[1];
    expect(variables(upload)['RCLONE_CONFIG_STORE_SSE_CUSTOMER_ALGORITHM']).toBe('AES256');
    const { projected } = podOfJob(chart)['volumes'].find(({ name }: { name: string }) => name === 'object-store');
    expect(projected.sources).toContainEqual({
      secret: { name: 'bucket', items: [{ key: 'customer-key', path: 'SSE_CUSTOMER_KEY_BASE64' }] },
    });
  });

  it('may answer with checksums that are none, because what is written is read back', () => {
    const { chart } = backedUp();
    expect(variables(steps(podOfJob(chart))[1])['RCLONE_IGNORE_CHECKSUM']).toBe('true');
  });

  it.each<[string, Partial<S3Props>, RegExp]>([
    [
      'the encryption is none',
      { encryption: 'kms' as never },
      /encryption must be AES256, aws:kms or a key, got something else; use 'aws:kms'/,
    ],
    [
      'the key is given itself',
      { encryption: { customerKey: 'c2VjcmV0' } as never },
      /customerKey must be a key of a Secret, got something else/,
    ],
    [
      'the key of KMS is none',
      { encryption: { kmsKey: 'my key' } },
      /kmsKey must be the ARN, the id or the alias of a key, got my key/,
    ],
    ['the key has an unknown prop', { encryption: { kmskey: 'a' } as never }, /got kmskey; did you mean kmsKey/],
    [
      'a key of your own travels unencrypted',
      { endpoint: 'http://10.0.0.1:9000', encryption: { customerKey: KEY } },
      /a key of your own must not travel unencrypted, got http:.*; use an endpoint with https/,
    ],
    [
      'objects must be thawed',
      { storageClass: 'DEEP_ARCHIVE' },
      /one that can be read at once, .*, got DEEP_ARCHIVE; use GLACIER_IR/,
    ],
    [
      'the storage class is no name',
      { storageClass: 'cold' },
      /storageClass must be one that the service names, got cold/,
    ],
    ['everybody could read', { acl: 'public-read' as never }, /acl must be one of private, .*, got public-read/],
    ['the lock has no mode', { lock: { days: 3 } as never }, /lock.mode must be one of governance, compliance/],
    ['the lock is too short', { lock: { mode: 'compliance', days: 0 } }, /lock.days must be a whole number from 1/],
    [
      'an option is unknown',
      { options: { chunksize: '5Mi' } },
      /option must be one of the backend s3 of rclone, got chunksize; did you mean chunk_size/,
    ],
    ['an option is like none', { options: { frobnicate: '1' } }, /got frobnicate; see https:..rclone.org.s3/],
    [
      'there is a prop for an option',
      { options: { storage_class: 'STANDARD' } },
      /storage_class is set by other props, got STANDARD; pass storageClass/,
    ],
    ['an option is secret', { options: { ibm_api_key: 'hunter2' } }, /option ibm_api_key is secret, got text/],
    ['a flag is a word', { options: { use_dual_stack: 'yes' } }, /use_dual_stack must be 'true' or 'false', got yes/],
    ['a size is a word', { options: { chunk_size: 'big' } }, /chunk_size must be a size, such as '64Mi', got big/],
    ['the provider is misspelled', { provider: 'minio' }, /provider must be .*, got minio; use Minio/],
  ])('fails when %s', (_, props, message) => {
    expect(() => bucket(props)).toThrow(message);
    expect(() => bucket(props)).not.toThrow(/hunter2|c2VjcmV0/);
  });
});

describe('the host of an endpoint', () => {
  it.each([
    ['https://storage.googleapis.com', 'GCS', 'auto', 'false'],
    ['https://0123abc.r2.cloudflarestorage.com', 'Cloudflare', 'auto', 'true'],
    ['https://0123abc.eu.r2.cloudflarestorage.com', 'Cloudflare', 'auto', 'true'],
    ['https://s3.eu-central-003.backblazeb2.com', 'Other', 'eu-central-003', 'true'],
    ['https://s3.eu-central-1.wasabisys.com', 'Wasabi', 'eu-central-1', 'false'],
    ['https://s3.wasabisys.com', 'Wasabi', 'us-east-1', 'false'],
    ['https://fra1.digitaloceanspaces.com', 'DigitalOcean', 'fra1', 'false'],
    ['https://s3.fr-par.scw.cloud', 'Scaleway', 'fr-par', 'false'],
    ['https://fsn1.your-objectstorage.com', 'Hetzner', 'fsn1', 'false'],
    ['https://s3.gra.io.cloud.ovh.net', 'OVHcloud', 'gra', 'false'],
    ['https://oss-eu-central-1.aliyuncs.com', 'Alibaba', 'eu-central-1', 'false'],
    ['https://s3.eu-west-1.amazonaws.com', 'AWS', 'eu-west-1', 'false'],
    ['https://s3.dualstack.eu-west-1.amazonaws.com', 'AWS', 'eu-west-1', 'false'],
    ['https://minio.example.com:9000', 'Minio', 'us-east-1', 'true'],
    ['https://ceph-rgw.example.com', 'Ceph', 'us-east-1', 'true'],
    ['https://objects.example.com', 'Other', 'us-east-1', 'true'],
  ])('%s tells the service: %s in %s', (endpoint, provider, region, pathStyle) => {
    expect(at(endpoint).options).toMatchObject({ PROVIDER: provider, REGION: region, FORCE_PATH_STYLE: pathStyle });
  });

  it('is overridden by props', () => {
    const { options, peer } = at('https://minio.example.com', { provider: 'Ceph', region: 'here', pathStyle: false });
    expect(options).toMatchObject({ PROVIDER: 'Ceph', REGION: 'here', FORCE_PATH_STYLE: 'false' });
    expect(peer.host).toBe('acme-backups.minio.example.com');
  });

  it.each<[string, Partial<S3Props>, string]>([
    ['https://storage.googleapis.com', {}, 'acme-backups.storage.googleapis.com'],
    ['https://s3.fr-par.scw.cloud', {}, 'acme-backups.s3.fr-par.scw.cloud'],
    ['https://0123abc.r2.cloudflarestorage.com', {}, '0123abc.r2.cloudflarestorage.com'],
    ['https://minio.example.com', {}, 'minio.example.com'],
    ['https://objects.example.com', { provider: 'GCS' }, 'acme-backups.objects.example.com'],
    ['https://storage.googleapis.com', { bucket: 'backups.acme.com' }, 'storage.googleapis.com'],
  ])('%s is reached at the host that rclone asks, with %j: %s', (endpoint, props, host) => {
    expect(at(endpoint, props).peer.host).toBe(host);
  });

  it('is an address without a bucket before it', () => {
    const { options, peer } = at('https://203.0.113.7', { provider: 'Storj' });
    expect(options['FORCE_PATH_STYLE']).toBe('true');
    expect(peer.rules).toEqual([{ cidr: '203.0.113.7/32', except: [] }]);
  });

  it('fails when the path should have a bucket that rclone puts into the host', () => {
    expect(() => at('https://objects.example.com', { provider: 'GCS', pathStyle: true })).toThrow(
      /pathStyle must be false for GCS, whose bucket rclone puts into the host, got true; leave it out, or pass provider/,
    );
  });

  it('fails when it names another region', () => {
    expect(() => at('https://s3.fr-par.scw.cloud', { region: 'nl-ams' })).toThrow(
      'region must be that in the host of the endpoint, got nl-ams and https://s3.fr-par.scw.cloud; use fr-par',
    );
  });
});

describe('an object store of your own', () => {
  const { model } = bucket();
  const own = (options: Record<string, string>, secrets = {}) => ObjectStore.of({ ...model, options, secrets });

  it('has a backend of rclone, and options of that backend', () => {
    expect(
      own({ TYPE: 'sftp', HOST: 'nas', USER: 'backup' }, { PASS: CREDENTIALS.secretAccessKey }).model.options['TYPE'],
    ).toBe('sftp');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['there is no such backend', { TYPE: 'sfpt' }, /the option TYPE must be a backend of rclone, got sfpt; use sftp/],
    ['it names no backend', { HOST: 'nas' }, /the option TYPE must be a backend of rclone/],
    [
      'an option is misspelled',
      { TYPE: 'sftp', HOTS: 'nas' },
      /one of the backend sftp of rclone, got HOTS; did you mean HOST/,
    ],
    [
      'a password is no secret',
      { TYPE: 'sftp', PASS: 'hunter2' },
      /option PASS is secret, got text; use secrets: { PASS: SecretKey/,
    ],
  ])('fails when %s', (_, options, message) => {
    expect(() => own(options)).toThrow(message);
  });
});
