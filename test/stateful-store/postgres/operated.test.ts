import { Size } from 'cdk8s';
import {
  AddOn,
  App,
  Cluster,
  Credentials,
  Observability,
  type PostgresOptions,
  SecurityBaseline,
  WebApp,
} from '../../../lib';
import { containerOf, find, names, synth, testChart } from '../../support/charts';
import { type SchemaVersion, validateManifest } from '../../support/schema';
import { bucket, database, operated, variables } from './support';

const EVERYTHING: PostgresOptions = {
  parameters: { shared_preload_libraries: 'pg_stat_statements, auto_explain', 'auto_explain.log_min_duration': '1s' },
  cloudNativePg: {
    pooler: { mode: 'transaction', replicas: 3, maxClients: 500 },
    archive: { name: 'orders', at: bucket },
    backup: { schedule: '30 3 * * *' },
  },
};

describe('PostgreSQL that CloudNativePG runs', () => {
  it.each<SchemaVersion>(['1.27', '1.33', '1.36'])(
    'is custom resources that fit their definitions, on Kubernetes %s too',
    (version) => {
      const cluster = { installed: [AddOn.cloudNativePg({ barmanCloud: true }), AddOn.volumeSnapshots()] };
      for (const options of [
        {},
        EVERYTHING,
        { cloudNativePg: { backup: { schedule: '@daily', snapshotClass: 'fast' } } },
      ]) {
        const { chart } = operated(options, { accessMode: 'ReadWriteOncePod' }, cluster);
        expect(synth(chart).flatMap((manifest) => validateManifest(manifest, version))).toEqual([]);
      }
    },
  );

  it('has no pods, Jobs or Secrets of its own', () => {
    const { chart, store } = operated();
    expect(synth(chart).map(({ kind }) => kind)).toEqual(['Cluster', 'NetworkPolicy']);
    expect(store.pods).toBeUndefined();
    expect(store.objects?.map(({ kind }) => kind)).toEqual(['Cluster']);
  });

  it('is three servers of which two have every commit', () => {
    const { spec } = find(operated().chart, 'Cluster');
    expect(spec.instances).toBe(3);
    expect(spec.postgresql.synchronous).toEqual({
      dataDurability: 'required',
      failoverQuorum: true,
      method: 'any',
      number: 1,
    });
    expect(find(operated({}, { replicas: 5 }).chart, 'Cluster')['spec'].postgresql.synchronous.number).toBe(2);
  });

  it('is one server on a volume when that is asked for', () => {
    const { chart, store } = operated({}, { replicas: 1 });
    expect(store.objects).toBeUndefined();
    expect(store.pods?.statefulSet.name).toBe(find(chart, 'StatefulSet').metadata.name);
    expect(names(chart, 'Cluster')).toEqual([]);
    expect(names(chart, 'StatefulSet')).toEqual(['orders']);
  });

  it('says what memory, volume and class are', () => {
    const { chart } = operated({}, { memory: Size.gibibytes(4), storage: Size.gibibytes(50), storageClass: 'fast' });
    const { spec } = find(chart, 'Cluster');
    expect(spec.resources).toMatchObject({ limits: { memory: '4Gi' }, requests: { memory: '4Gi', cpu: '100m' } });
    expect(spec.storage).toEqual({ resizeInUseVolumes: true, size: '50Gi', storageClass: 'fast' });
    expect(spec.postgresql.parameters).toMatchObject({
      shared_buffers: '1024MB',
      max_slot_wal_keep_size: '12800MB',
      wal_keep_size: '512MB',
    });
  });

  it('gives libraries that are loaded at the start the field that they have', () => {
    const { postgresql } = find(operated({ parameters: EVERYTHING.parameters }).chart, 'Cluster')['spec'];
    expect(postgresql.shared_preload_libraries).toEqual(['pg_stat_statements', 'auto_explain']);
    expect(postgresql.parameters['shared_preload_libraries']).toBeUndefined();
    expect(postgresql.parameters['auto_explain.log_min_duration']).toBe('1s');
  });

  it('spreads its servers strictly over zones that are known', () => {
    const { spec } = find(operated({}, {}, { zones: ['a', 'b', 'c'] }).chart, 'Cluster');
    expect(spec.affinity.podAntiAffinityType).toBe('required');
    expect(spec.topologySpreadConstraints[0]).toMatchObject({
      whenUnsatisfiable: 'DoNotSchedule',
      topologyKey: 'topology.kubernetes.io/zone',
    });
    expect(find(operated().chart, 'Cluster')['spec'].affinity.podAntiAffinityType).toBe('preferred');
  });

  it('opens the network to its servers, its operator, the API server and DNS, and nothing else', () => {
    const { chart } = operated({}, {}, { installed: [AddOn.cloudNativePg({ namespace: 'databases' })] });
    const { podSelector, ingress, egress } = find(chart, 'NetworkPolicy')['spec'];
    const servers = [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } }];
    const ports = (...numbers: number[]) => numbers.map((port) => ({ port, protocol: 'TCP' }));
    expect(podSelector).toEqual({ matchLabels: { 'cnpg.io/cluster': 'orders' } });
    expect(ingress).toHaveLength(2);
    expect(ingress).toContainEqual({ from: servers, ports: ports(5432, 8000) });
    expect(ingress).toContainEqual({
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'databases' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
        },
      ],
      ports: ports(8000, 5432),
    });
    expect(egress).toHaveLength(3);
    expect(egress).toContainEqual({ to: servers, ports: ports(5432, 8000) });
    expect(egress).toContainEqual({ ports: ports(443, 6443) });
  });

  it('tells who uses it where to write and where to read, with the password that the operator makes', () => {
    const { chart, store } = operated();
    const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    web.uses(store);
    web.uses(store);
    const container = containerOf(find(chart, 'Deployment'));
    expect(variables(container)).toMatchObject({
      ORDERS_HOST: 'orders-rw',
      ORDERS_READ_HOST: 'orders-ro',
      ORDERS_USER: 'orders',
      ORDERS_URL: 'postgresql://orders:$(ORDERS_PASSWORD)@orders-rw:5432/orders',
    });
    expect(container['env']).toContainEqual({
      name: 'ORDERS_PASSWORD',
      valueFrom: { secretKeyRef: { key: 'password', name: 'orders-app' } },
    });
    expect(find(chart, 'NetworkPolicy', 'orders-from-web')['spec'].podSelector.matchLabels).toEqual({
      'cnpg.io/cluster': 'orders',
      'cnpg.io/podRole': 'instance',
    });
  });

  it('leads clients through a pooler, which leaves connections to others', () => {
    const { chart, store } = operated(
      { maxConnections: 100, cloudNativePg: { pooler: { replicas: 3 } } },
      { memory: Size.gibibytes(1) },
    );
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(store);
    expect(find(chart, 'Pooler', 'orders-pooler')['spec']).toMatchObject({
      cluster: { name: 'orders' },
      instances: 3,
      type: 'rw',
      pgbouncer: { poolMode: 'session', parameters: { default_pool_size: '30', max_client_conn: '1000' } },
    });
    expect(variables(containerOf(find(chart, 'Deployment')))['ORDERS_HOST']).toBe('orders-pooler');
    const to = { podSelector: { matchLabels: { 'cnpg.io/poolerName': 'orders-pooler' } } };
    expect(find(chart, 'NetworkPolicy', 'web-to-orders')['spec'].egress).toEqual([
      { ports: [{ port: 5432, protocol: 'TCP' }], to: [to] },
    ]);
  });

  it('uses a Secret that is given, under the key that the operator reads', () => {
    const { chart } = operated({}, { credentials: Credentials.fromSecret('orders-login', 'password') });
    expect(find(chart, 'Cluster')['spec'].bootstrap.initdb).toMatchObject({
      owner: 'orders',
      secret: { name: 'orders-login' },
    });
  });

  it('archives to an object store of the plugin, and backs up there', () => {
    const { chart } = operated(EVERYTHING, {}, { installed: [AddOn.cloudNativePg({ barmanCloud: true })] });
    expect(find(chart, 'Cluster')['spec'].plugins).toEqual([
      { isWALArchiver: true, name: 'barman-cloud.cloudnative-pg.io', parameters: { barmanObjectName: 'orders' } },
    ]);
    expect(find(chart, 'ScheduledBackup')['spec']).toMatchObject({
      schedule: '0 30 3 * * *',
      method: 'plugin',
      pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
    });
    expect(names(chart, 'NetworkPolicy')).toContain('orders-to-acme-backups.s3.eu-west-1.amazonaws.com');
  });

  it('recovers from one archive and writes to another, or under another name', () => {
    const archive = { name: 'orders', at: bucket, server: 'orders-2' };
    const recovery = { name: 'orders', at: bucket, server: 'orders' };
    const { chart } = operated(
      { cloudNativePg: { archive, recovery } },
      {},
      { installed: [AddOn.cloudNativePg({ barmanCloud: true })] },
    );
    const { plugins, externalClusters } = find(chart, 'Cluster')['spec'];
    expect(plugins[0].parameters).toEqual({ barmanObjectName: 'orders', serverName: 'orders-2' });
    expect(externalClusters[0].plugin.parameters).toEqual({ barmanObjectName: 'orders', serverName: 'orders' });
  });

  it('snapshots the volume of a replica that stands still when there is no archive', () => {
    const { chart } = operated(
      { cloudNativePg: { backup: { schedule: '0 4 * * 0' } } },
      {},
      { installed: [AddOn.volumeSnapshots()] },
    );
    expect(find(chart, 'ScheduledBackup')['spec']).toEqual({
      backupOwnerReference: 'self',
      cluster: { name: 'orders' },
      method: 'volumeSnapshot',
      online: false,
      schedule: '0 0 4 * * 0',
      target: 'prefer-standby',
    });
    expect(find(chart, 'Cluster')['spec'].backup).toEqual({ volumeSnapshot: { online: false } });
  });

  it('begins with a snapshot, or with an archive up to a time', () => {
    const fromSnapshot = find(operated({}, { fromSnapshot: 'orders-sunday' }).chart, 'Cluster')['spec'];
    expect(fromSnapshot.bootstrap.recovery.volumeSnapshots).toEqual({
      storage: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'orders-sunday' },
    });
    const recovery = { name: 'old', server: 'old-orders', at: bucket, time: '2026-11-22T03:30:00Z' };
    const { chart } = operated(
      { cloudNativePg: { recovery } },
      {},
      { installed: [AddOn.cloudNativePg({ barmanCloud: true })] },
    );
    const { bootstrap, externalClusters } = find(chart, 'Cluster')['spec'];
    expect(bootstrap.recovery).toMatchObject({
      source: 'source',
      recoveryTarget: { targetTime: '2026-11-22T03:30:00Z' },
    });
    expect(externalClusters[0].plugin.parameters).toEqual({ barmanObjectName: 'old', serverName: 'old-orders' });
    expect(validateManifest(find(chart, 'Cluster'))).toEqual([]);
  });

  it('passes the rules of a baseline, whose quota admits its servers, and is watched', () => {
    const app = new App({ cluster: Cluster.generic({ installed: [AddOn.cloudNativePg()] }) });
    const chart = testChart('shop', app);
    new SecurityBaseline(chart, 'baseline');
    const { store } = database({ cloudNativePg: { pooler: {} } }, { storage: Size.gibibytes(100) }, chart);
    const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
    web.uses(store);
    new Observability(chart, 'observability').watch(web, store);
    expect(app.node.findAll().flatMap((node) => node.node.validate())).toEqual([]);
    const { hard } = find(chart, 'ResourceQuota')['spec'];
    expect(Number.parseInt(hard['requests.storage'], 10)).toBeGreaterThanOrEqual(300);
    expect(find(chart, 'NetworkPolicy', 'orders-from-observability-prometheus')['spec'].ingress[0].ports).toEqual([
      { port: 9187, protocol: 'TCP' },
    ]);
  });
});
