import { CloudIdentity, Cluster, ConfigKey, ObjectStore, Peer, Port, type S3Props, SecretKey } from '../../../lib';
import { find, names, testChart } from '../../support/charts';
import { backedUp, bucket, CREDENTIALS, podOfJob, steps, variables } from './support';

const MINIO = { endpoint: 'https://minio.example.com:9000', region: undefined };

describe('ObjectStore.s3', () => {
  it('is Amazon S3 in a region, with the bucket in the name of the host', () => {
    const { url, root, options, peer, port } = bucket({ prefix: 'production/orders' }).model;
    expect(url).toBe('https://s3.eu-west-1.amazonaws.com/acme-backups/production/orders');
    expect(root).toBe('acme-backups/production/orders');
    expect(options).toMatchObject({ TYPE: 's3', PROVIDER: 'AWS', REGION: 'eu-west-1', FORCE_PATH_STYLE: 'false' });
    expect([peer.host, port.number]).toEqual(['acme-backups.s3.eu-west-1.amazonaws.com', 443]);
  });

  it('puts a bucket into the path whose name has dots, which no certificate covers', () => {
    const { options, peer } = bucket({ bucket: 'backups.acme.com', region: 'cn-north-1' }).model;
    expect(options['FORCE_PATH_STYLE']).toBe('true');
    expect(peer.host).toBe('s3.cn-north-1.amazonaws.com.cn');
  });

  it('is any service that speaks the protocol', () => {
    const { options, peer, port, url } = bucket({ ...MINIO, provider: 'Minio' }).model;
    expect(options).toMatchObject({ PROVIDER: 'Minio', ENDPOINT: MINIO.endpoint, FORCE_PATH_STYLE: 'true' });
    expect([peer.host, port.number]).toEqual(['minio.example.com', 9000]);
    expect(url).toBe('https://minio.example.com:9000/acme-backups');
  });

  it('is a service at an address, or in a range of addresses', () => {
    expect(bucket({ endpoint: 'http://10.1.2.3' }).model).toMatchObject({
      peer: { rules: [{ cidr: '10.1.2.3/32' }] },
      port: { number: 80 },
    });
    expect(bucket({ endpoint: 'http://[fd00::1]:9000' }).model.peer.rules).toEqual([
      { cidr: 'fd00::1/128', except: [] },
    ]);
    expect(bucket({ ranges: ['10.9.0.0/16'] }).model.peer.rules).toEqual([{ cidr: '10.9.0.0/16', except: [] }]);
  });

  it('is a service of the cluster, whose pods the network opens to', () => {
    const peer = Peer.foreignPods({ name: 'minio', namespaces: ['minio'], labels: { app: 'minio' } });
    const objects = bucket({ endpoint: 'http://minio.minio.svc', peer, port: Port.tcp(9000) });
    const { chart } = backedUp({}, {}, testChart(), objects);
    expect(find(chart, 'NetworkPolicy', 'sessions-backup-to-minio')['spec'].egress).toEqual([
      {
        ports: [{ port: 9000, protocol: 'TCP' }],
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'minio' } },
            podSelector: { matchLabels: { app: 'minio' } },
          },
        ],
      },
    ]);
  });

  it('trusts an authority of its own', () => {
    const volume = (ca: S3Props['ca']) => {
      const { chart } = backedUp({}, {}, testChart(), bucket({ ...MINIO, ca }));
      expect(variables(steps(podOfJob(chart))[1])['RCLONE_CA_CERT']).toBe('/run/secrets/object-store-ca/ca.crt');
      return podOfJob(chart)['volumes'].find(({ name }: { name: string }) => name === 'object-store-ca');
    };
    expect(volume(ConfigKey.of('authority', 'root.pem'))['configMap']).toMatchObject({
      name: 'authority',
      items: [{ key: 'root.pem', path: 'ca.crt' }],
    });
    expect(volume(SecretKey.of('authority', 'root.pem'))['secret']).toMatchObject({ secretName: 'authority' });
  });

  it('needs no keys where the pods are known to the cloud', () => {
    const chart = testChart();
    Cluster.eks().attachTo(chart);
    const role = CloudIdentity.awsRole('arn:aws:iam::111122223333:role/backups');
    backedUp({}, {}, chart, bucket({ credentials: role }));
    const account = find(chart, 'ServiceAccount', 'sessions-backup');
    expect(account['metadata'].annotations).toEqual({
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/backups',
    });
    expect(find(chart, 'ServiceAccount', 'sessions')['metadata'].annotations).toBeUndefined();
    expect(variables(steps(podOfJob(chart))[1])['RCLONE_CONFIG_STORE_ENV_AUTH']).toBe('true');
    expect(podOfJob(chart)['volumes'].map(({ name }: { name: string }) => name)).not.toContain('object-store');
    expect(names(chart, 'Secret')).toEqual([]);
  });

  it.each<[string, Partial<S3Props>, RegExp]>([
    ['the bucket has capitals', { bucket: 'Acme' }, /bucket must be the name of an S3 bucket, got Acme/],
    ['the bucket is an address', { bucket: '10.0.0.1' }, /bucket must be the name of an S3 bucket/],
    ['the bucket has a path', { bucket: 'acme/backups' }, /bucket must be the name of an S3 bucket/],
    ['the prefix begins with a slash', { prefix: '/orders' }, /prefix must be what the names of objects begin with/],
    ['the prefix leads out', { prefix: 'a/../b' }, /prefix must be/],
    ['Amazon S3 is in no region', { region: undefined }, /a bucket of Amazon S3 needs its region, got nothing/],
    ['the region is no name', { region: 'EU West' }, /region must be the name of one, got EU West/],
    [
      'the provider is no name',
      { ...MINIO, provider: 'a b' },
      /provider must be one of those that rclone names, got a b; use Minio, Ceph or Other/,
    ],
    ['the endpoint is no URL', { endpoint: 'minio:9000x' }, /endpoint must be/],
    ['the endpoint has a path', { endpoint: 'https://minio.example.com/s3' }, /endpoint must be scheme, host and port/],
    ['the endpoint has a password', { endpoint: 'https://a:b@minio.example.com' }, /endpoint must be scheme/],
    ['the endpoint is not HTTP', { endpoint: 'ftp://minio.example.com' }, /endpoint must be scheme/],
    [
      'the pods of an endpoint in the cluster are not known',
      { endpoint: 'http://minio.minio.svc.cluster.local:9000' },
      /the pods behind an endpoint in the cluster must be known, got http:.*; pass peer: Peer.foreignPods/,
    ],
    ['the endpoint is a short name', { endpoint: 'http://minio:9000' }, /the pods behind an endpoint/],
    ['a range is no CIDR', { ranges: ['10.0.0.0'] }, /10\.0\.0\.0/],
    [
      'the secret itself is given',
      { credentials: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' } as never },
      /credentials must be keys of Secrets or a cloud identity, got something else/,
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => bucket(props)).toThrow(message);
  });

  it('never shows a secret in an error', () => {
    const make = () => bucket({ credentials: { accessKeyId: 'AKIA', secretAccessKey: 'hunter2' } as never });
    expect(make).not.toThrow(/hunter2/);
  });

  it('fails when the identity is of another cloud than the cluster', () => {
    const credentials = CloudIdentity.awsPodIdentity();
    expect(() => backedUp({}, {}, testChart(), bucket({ credentials }))).toThrow(/works on eks, got cluster generic/);
  });
});

describe('ObjectStore.of', () => {
  it('is anything that rclone can write to', () => {
    const { model } = bucket();
    const objects = ObjectStore.of({
      ...model,
      options: { TYPE: 'swift' },
      secrets: { KEY: CREDENTIALS.secretAccessKey },
    });
    const { chart } = backedUp({}, {}, testChart(), objects);
    expect(variables(steps(podOfJob(chart))[1])['RCLONE_CONFIG_STORE_TYPE']).toBe('swift');
  });
});

const KEY = SecretKey.of('bucket', 'key');

describe('ObjectStore.gcs', () => {
  const place = { bucket: 'acme_backups', prefix: 'orders' };

  it('is a bucket of Google Cloud Storage, by the key of a service account or by identity', () => {
    const { root, options, secrets, peer } = ObjectStore.gcs({ ...place, credentials: KEY }).model;
    expect(root).toBe('acme_backups/orders');
    expect(options).toMatchObject({ TYPE: 'google cloud storage', ENV_AUTH: 'false', BUCKET_POLICY_ONLY: 'true' });
    expect(secrets).toEqual({ SERVICE_ACCOUNT_CREDENTIALS: KEY });
    expect(peer.host).toBe('*.googleapis.com');
    const credentials = CloudIdentity.googleServiceAccount('backups@acme-prod.iam.gserviceaccount.com');
    const known = ObjectStore.gcs({ ...place, credentials }).model;
    expect([known.secrets, known.identity, known.options['ENV_AUTH']]).toEqual([undefined, credentials, 'true']);
  });

  it('gets its class, who pays, and more of rclone', () => {
    const more = { storageClass: 'ARCHIVE', userProject: 'acme-prod', options: { decompress: 'true' } } as const;
    const { options, peer } = ObjectStore.gcs({
      ...place,
      credentials: KEY,
      ...more,
      ranges: ['199.36.153.8/30'],
    }).model;
    expect(options).toMatchObject({ STORAGE_CLASS: 'ARCHIVE', USER_PROJECT: 'acme-prod', DECOMPRESS: 'true' });
    expect(peer.rules).toEqual([{ cidr: '199.36.153.8/30', except: [] }]);
  });

  it('is behind an endpoint of its own where nothing else is needed for a token', () => {
    const credentials = CloudIdentity.googleServiceAccount('backups@acme-prod.iam.gserviceaccount.com');
    const endpoint = 'https://storage-backups.p.googleapis.com';
    const { options, peer, url } = ObjectStore.gcs({ ...place, credentials, endpoint, ranges: ['10.9.0.0/28'] }).model;
    expect([options['ENDPOINT'], url]).toEqual([endpoint, `${endpoint}/acme_backups/orders`]);
    expect([peer.host, peer.rules]).toEqual([
      'storage-backups.p.googleapis.com',
      [{ cidr: '10.9.0.0/28', except: [] }],
    ]);
  });

  const key = (props: object) => () => ObjectStore.gcs({ ...place, credentials: KEY, ...props });
  it.each<[string, () => unknown, RegExp]>([
    [
      'there is no such class',
      key({ storageClass: 'STANDARD_IA' }),
      /storageClass must be one of STANDARD, NEARLINE, COLDLINE, ARCHIVE, got STANDARD_IA/,
    ],
    ['the project is a number', key({ userProject: '123' }), /userProject must be the ID of a project, got 123/],
    [
      'there is a prop for an option',
      key({ options: { storage_class: 'NEARLINE' } }),
      /storage_class is set by other props, got NEARLINE; pass storageClass/,
    ],
    ['objects get an owner', key({ options: { object_acl: 'publicRead' } }), /pass a bucket with uniform access/],
    ['an option is misspelled', key({ options: { decompres: 'true' } }), /got decompres; did you mean decompress/],
    ['an option is secret', key({ options: { access_token: 'hunter2' } }), /option access_token is secret, got text/],
    [
      'an endpoint has a key whose tokens come from elsewhere',
      key({ endpoint: 'https://storage-backups.p.googleapis.com' }),
      /an endpoint needs a cloud identity, .*; pass CloudIdentity.googleServiceAccount\(…\), or leave endpoint out/,
    ],
    ['a port has no endpoint', key({ port: 8443 }), /port must be that of an endpoint, got no endpoint; pass endpoint/],
    ['the bucket has capitals', () => ObjectStore.gcs({ bucket: 'Acme', credentials: KEY }), /bucket must be the name/],
    [
      'the secret itself is given',
      () => ObjectStore.gcs({ ...place, credentials: '{"private_key":"x"}' as never }),
      /credentials must be a key of a Secret or a cloud identity, got something else/,
    ],
    [
      'the prefix ends with a slash',
      () => ObjectStore.gcs({ ...place, prefix: 'a/', credentials: KEY }),
      /prefix must/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('ObjectStore.azure', () => {
  const place = { account: 'acmebackups', container: 'orders' };

  it('is a container of a storage account, by its key or by identity', () => {
    const { url, root, options, secrets, peer } = ObjectStore.azure({ ...place, credentials: KEY }).model;
    expect(url).toBe('https://acmebackups.blob.core.windows.net/orders');
    expect(root).toBe('orders');
    expect(options).toMatchObject({ TYPE: 'azureblob', ACCOUNT: 'acmebackups', ENV_AUTH: 'false' });
    expect(secrets).toEqual({ KEY });
    expect(peer.host).toBe('acmebackups.blob.core.windows.net');
    const credentials = CloudIdentity.azureClient('00000000-1111-2222-3333-444444444444');
    const known = ObjectStore.azure({ ...place, credentials, ranges: ['10.1.0.0/16'] }).model;
    expect([known.secrets, known.identity, known.options['ENV_AUTH']]).toEqual([undefined, credentials, 'true']);
    expect(known.peer.rules).toEqual([{ cidr: '10.1.0.0/16', except: [] }]);
  });

  it('gets its tier, and is in another cloud or in the cluster', () => {
    const endpoint = 'https://acmebackups.blob.core.usgovcloudapi.net';
    const options = { list_chunk: '1000' };
    const { model } = ObjectStore.azure({ ...place, credentials: KEY, accessTier: 'cold', endpoint, options });
    expect(model.options).toMatchObject({ ACCESS_TIER: 'cold', ENDPOINT: endpoint, LIST_CHUNK: '1000' });
    expect([model.url, model.peer.host]).toEqual([`${endpoint}/orders`, 'acmebackups.blob.core.usgovcloudapi.net']);
    const peer = Peer.foreignPods({ name: 'azurite', namespaces: ['azurite'], labels: { app: 'azurite' } });
    const inside = ObjectStore.azure({
      ...place,
      credentials: KEY,
      endpoint: 'http://azurite.azurite.svc:10000',
      peer,
    });
    expect([inside.model.peer, inside.model.port.number]).toEqual([peer, 10_000]);
  });

  const given = (props: object) => () => ObjectStore.azure({ ...place, credentials: KEY, ...props });
  it.each<[string, () => unknown, RegExp]>([
    [
      'objects must be thawed',
      given({ accessTier: 'archive' }),
      /accessTier must be one of hot, cool, cold, got archive/,
    ],
    [
      'the endpoint is that of another account',
      given({ endpoint: 'https://other.blob.core.chinacloudapi.cn' }),
      /endpoint must be that of the account, got https:.*; use https:..acmebackups.blob/,
    ],
    ['the endpoint is no URL', given({ endpoint: 'acmebackups' }), /endpoint must be a URL, got acmebackups/],
    [
      'the pods behind a Service are not said',
      given({ endpoint: 'http://azurite:10000' }),
      /the pods behind an endpoint in the cluster must be known/,
    ],
    ['there is a prop for an option', given({ options: { access_tier: 'Hot' } }), /pass accessTier/],
    ['everybody could read', given({ options: { public_access: 'blob' } }), /public_access is set by other props/],
    ['an option is secret', given({ options: { sas_url: 'hunter2' } }), /option sas_url is secret, got text/],
    [
      'the account has a dash',
      () => ObjectStore.azure({ ...place, account: 'a-b-c', credentials: KEY }),
      /account must/,
    ],
    [
      'the container has capitals',
      () => ObjectStore.azure({ ...place, container: 'Orders', credentials: KEY }),
      /container must/,
    ],
    [
      'the secret itself is given',
      () => ObjectStore.azure({ ...place, credentials: 'key' as never }),
      /credentials must be a key of a Secret or a cloud identity, got something else/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
