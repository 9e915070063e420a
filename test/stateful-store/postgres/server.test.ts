import { Size } from 'cdk8s';
import { Credentials, type PostgresOptions, type StatefulStoreProps, WebApp } from '../../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../../support/charts';
import { type SchemaVersion, validateManifest } from '../../support/schema';
import { configOf, database, server, settings, variables } from './support';

describe('PostgreSQL on one server', () => {
  it.each<SchemaVersion>(['1.27', '1.33', '1.36'])('fits the schemas of Kubernetes %s', (version) => {
    const { chart } = database({}, { credentials: Credentials.fromSecret('orders', 'password', { admin: 'admin' }) });
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
  });

  it('is one pod on a volume, with a Service that leads to it when it is ready', () => {
    const { chart } = database();
    expect(find(chart, 'StatefulSet')['spec']).toMatchObject({ replicas: 1, volumeClaimTemplates: [{}] });
    expect(names(chart, 'PodDisruptionBudget')).toEqual([]);
    const service = find(chart, 'Service', 'orders-rw')['spec'];
    expect(service.publishNotReadyAddresses).toBeUndefined();
    expect(service.ports).toEqual([{ name: 'postgres', port: 5432, protocol: 'TCP', targetPort: 5432 }]);
  });

  it('runs as a user that is nobody on the node and that the image finds under the name postgres', () => {
    const { chart } = database();
    const { runAsUser } = podOf(find(chart, 'StatefulSet'))['securityContext'];
    expect(runAsUser).toBeGreaterThan(10_000);
    expect(configOf(chart)['data']['passwd']).toBe(`postgres:x:${runAsUser}:${runAsUser}:postgres:/tmp:/bin/sh\n`);
    const mounts = server(chart)['volumeMounts'];
    expect(mounts).toContainEqual({ mountPath: '/etc/passwd', name: 'config', readOnly: true, subPath: 'passwd' });
  });

  it('derives its settings from memory and volume', () => {
    const { chart } = database({}, { memory: Size.gibibytes(4), storage: Size.gibibytes(50) });
    expect(settings(chart)).toMatchObject({
      shared_buffers: '1024MB',
      max_connections: '200',
      jit: 'off',
      max_wal_size: '5120MB',
      temp_file_limit: '12800MB',
      huge_pages: 'off',
    });
    const shm = podOf(find(chart, 'StatefulSet'))['volumes'].find(({ name }: { name: string }) => name === 'shm');
    expect(shm.emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Gi' });
  });

  it('takes settings of the user, which win', () => {
    const { chart } = database({
      parameters: { random_page_cost: '1.1', work_mem: '16MB', 'acme.note': "o'x\\" },
    });
    expect(settings(chart)).toMatchObject({
      random_page_cost: '1.1',
      work_mem: '16MB',
      'acme.note': "o''x\\\\",
    });
  });

  it.each<[string, string, Record<string, string | undefined>]>([
    ['18', 'postgres:18.6', { wal_compression: 'lz4', allow_alter_system: 'off' }],
    ['16', 'docker.io/library/postgres:16.10-bookworm', { wal_compression: 'lz4', allow_alter_system: undefined }],
    ['15', 'registry.example.com:5000/postgres:15.18', { wal_compression: 'lz4', allow_alter_system: undefined }],
  ])('knows what version %s can do by the tag of its image', (major, image, expected) => {
    const { chart } = database({ image });
    const all = settings(chart);
    for (const [name, value] of Object.entries(expected)) expect([name, all[name]]).toEqual([name, value]);
    expect(variables(server(chart))['MAJOR']).toBe(major);
  });

  it('takes the version from the program where an image has only a digest', () => {
    const { chart } = database({ image: `postgres@sha256:${'a'.repeat(64)}`, version: '17' });
    expect(variables(server(chart))['INITDB']).toContain('--locale-provider=builtin');
  });

  it('lets superuser and Jobs in over the network only where they belong', () => {
    const { chart } = database();
    expect(configOf(chart)['data']['pg_hba.conf'].trim().split('\n')).toEqual([
      'local all postgres,monitor peer map=pod',
      'host all postgres 127.0.0.1/32 scram-sha-256',
      'host all postgres ::1/128 scram-sha-256',
      'host replication backup all scram-sha-256',
      'host postgres backup all scram-sha-256',
      'host all postgres,monitor,backup all reject',
      'host all all all scram-sha-256',
    ]);
  });

  it('has no password in a manifest, an argument or a variable', () => {
    const { chart } = database();
    expect(names(chart, 'Secret')).toEqual([]);
    expect(JSON.stringify(podOf(find(chart, 'StatefulSet'))['containers'])).not.toContain('secretKeyRef');
    expect(variables(server(chart))['CREDENTIALS_FROM']).toBe('orders-credentials password admin');
  });

  it('is not killed while it recovers', () => {
    const { livenessProbe, startupProbe, lifecycle } = server(database().chart);
    expect(livenessProbe.exec.command).toEqual(['sh', '/etc/store/alive.sh']);
    expect(startupProbe.failureThreshold * startupProbe.periodSeconds).toBeGreaterThanOrEqual(4 * 3600);
    expect(lifecycle.preStop.exec.command).toEqual(['sh', '/etc/store/stop.sh']);
  });

  it('tells who uses it where it is, and under which names', () => {
    const { chart, store } = database({ database: 'shop', user: 'clerk' });
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(store);
    expect(containerOf(find(chart, 'Deployment'))['env']).toEqual([
      { name: 'ORDERS_HOST', value: 'orders-rw' },
      { name: 'ORDERS_PORT', value: '5432' },
      { name: 'ORDERS_USER', value: 'clerk' },
      { name: 'ORDERS_DATABASE', value: 'shop' },
      { name: 'ORDERS_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'orders-credentials' } } },
      { name: 'ORDERS_URL', value: 'postgresql://clerk:$(ORDERS_PASSWORD)@orders-rw:5432/shop' },
    ]);
  });

  it('gives the password as a file, and then none in the URL', () => {
    const { chart, store } = database();
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(store, { credentials: 'files' });
    const env = variables(containerOf(find(chart, 'Deployment')));
    expect(env['ORDERS_URL']).toBe('postgresql://orders@orders-rw:5432/orders');
    expect(env['ORDERS_PASSWORD_FILE']).toBe('/run/secrets/orders/password');
  });

  it('has an exporter that gets in without a password, and signals', () => {
    const { chart, store } = database();
    const exporter = containerOf(find(chart, 'StatefulSet'), 'exporter');
    expect(variables(exporter)['DATA_SOURCE_NAME']).toBe(
      'host=/run/store user=monitor dbname=postgres sslmode=disable',
    );
    expect(exporter['volumeMounts'].map(({ name }: { name: string }) => name)).not.toContain('password');
    expect(`${store.metrics?.port}`).toBe('TCP/9187');
    expect(store.signals.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ServerDown', 'ConnectionsUsed', 'Deadlocks']),
    );
    expect(store.signals.map(({ name }) => name)).not.toContain('ArchiveFailing');
  });

  it('has no exporter when none is wanted', () => {
    const { chart, store } = database({ exporter: false });
    expect(podOf(find(chart, 'StatefulSet'))['containers']).toHaveLength(1);
    expect(store.metrics).toBeUndefined();
  });

  it.each<[string, PostgresOptions, Partial<StatefulStoreProps>, RegExp]>([
    [
      'several servers are asked for and nobody runs them',
      {},
      { replicas: 3 },
      /failover of postgres needs CloudNativePG, got a cluster without; say installed: \[AddOn.cloudNativePg\(\)\] in the Cluster, or use replicas: 1/,
    ],
    [
      'failover is asked for and nobody does it',
      {},
      { topology: 'failover' },
      /failover of postgres needs CloudNativePG, got a cluster without; say installed/,
    ],
    [
      'the version is not maintained any more',
      { image: 'postgres:14.23' },
      {},
      /the version of postgres must be one that is maintained, got 14; use one of 15, 16, 17, 18/,
    ],
    ['the version is not out yet', { image: 'postgres:19.0' }, {}, /got 19; use one of 15/],
    [
      'nothing says which version it is',
      { image: `postgres@sha256:${'a'.repeat(64)}` },
      {},
      /the version of postgres must be known, got postgres@sha256.*; pass version: '18'/,
    ],
    ['the version is a number', { version: 17 as unknown as string }, {}, /version must be text, got 17; use '17'/],
    [
      'the version is another than the tag says',
      { image: 'postgres:17.6', version: '18' },
      {},
      /version must be that of the image, got version 18 and postgres:17.6; use image: 'postgres:18' and leave version out/,
    ],
    ['the image has no version', { image: 'postgres' }, {}, /image must name a version/],
    [
      'the database is one of the server',
      { database: 'postgres' },
      {},
      /database must not be a name that PostgreSQL or the store uses itself, got postgres/,
    ],
    [
      'the user is one of the store',
      { user: 'monitor' },
      {},
      /user must not be a name that PostgreSQL or the store uses itself, got monitor/,
    ],
    ['the database needs quotes', { database: 'Orders' }, {}, /database must be at most 63 of a-z/],
    ['connections are no number', { maxConnections: 2.5 }, {}, /maxConnections must be a whole number/],
    [
      "a setting is the store's own",
      { parameters: { fsync: 'off' } },
      {},
      /parameter fsync is set by the store, got off; leave it out/,
    ],
    [
      'connections are set as a parameter',
      { parameters: { max_connections: '5' } },
      {},
      /parameter max_connections is set by the store, got 5; pass maxConnections/,
    ],
    [
      'a setting has a line break',
      { parameters: { work_mem: '4MB\nfsync = off' } },
      {},
      /parameter work_mem must be one line of text/,
    ],
    [
      'a setting is a number',
      { parameters: { work_mem: 4 as unknown as string } },
      {},
      /Engine.postgres.parameters must be names with a text each, got {"work_mem":4}; use { work_mem: '4' }/,
    ],
    [
      'a setting has no name',
      { parameters: { 'work mem': '4MB' } },
      {},
      /a parameter must be named as PostgreSQL names it, got work mem/,
    ],
    [
      'a pooler is asked for and nobody runs it',
      { cloudNativePg: { pooler: {} } },
      {},
      /the option cloudNativePg needs CloudNativePG, got a cluster without; say installed: \[AddOn.cloudNativePg\(\)\]/,
    ],
  ])('fails when %s', (_, options, props, message) => {
    expect(() => synth(database(options, props).chart)).toThrow(message);
  });

  it('fails with the path of the store', () => {
    expect(() => database({ database: 'postgres' }, {}, testChart())).toThrow('[shop/orders] database must not be');
  });
});
