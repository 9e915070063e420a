import { Size } from 'cdk8s';
import { Backup, Certificate, Cluster, Credentials, Engine, StatefulStore, WebApp } from '../../../lib';
import { containerOf, find, type Manifest, names, podOf, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { backup, bucket, configOf, database, server, settings, variables } from './support';

const BACKED_UP = { backup: backup({ drill: { schedule: '0 6 * * 0' } }) };

function initContainers(manifest: Manifest): string[] {
  return (podOf(manifest)['initContainers'] ?? []).map(({ name }: Manifest) => name);
}

function jobPod(chart: ReturnType<typeof testChart>, name: string): Manifest {
  return find(chart, 'CronJob', name)['spec'].jobTemplate.spec.template.spec;
}

describe('backups of PostgreSQL', () => {
  it('fit their schemas', () => {
    const { chart } = database({}, { ...BACKED_UP, restoreFrom: Backup.latest(bucket, { orEmpty: true }) });
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('have the log shipped by a container that outlives the server', () => {
    const { chart, store } = database({}, BACKED_UP);
    const pod = podOf(find(chart, 'StatefulSet'));
    const archiver = pod['initContainers'].find(({ name }: Manifest) => name === 'archiver');
    expect(archiver).toMatchObject({ command: ['sh', '/etc/backup/log-ship.sh'], restartPolicy: 'Always' });
    expect(archiver.volumeMounts).toContainEqual({ mountPath: '/data', name: 'data', readOnly: true });
    expect(archiver.volumeMounts.map(({ name }: Manifest) => name)).not.toContain('password');
    expect(settings(chart)).toMatchObject({ archive_mode: 'on', archive_command: 'sh /etc/store/log-archive.sh %f' });
    expect(store.signals.map(({ name }) => name)).toEqual(expect.arrayContaining(['ArchiveFailing', 'BackupAge']));
  });

  it('have it shipped by a plain container where there are no others', () => {
    const chart = testChart();
    Cluster.generic({ version: '1.28' }).attachTo(chart);
    database({}, { ...BACKED_UP, credentials: Credentials.fromSecret('a', 'b') }, chart);
    expect(containerOf(find(chart, 'StatefulSet'), 'archiver')['restartPolicy']).toBeUndefined();
    expect(initContainers(find(chart, 'StatefulSet'))).toEqual([]);
  });

  it('open the network of the server to the object store, because it ships its log there', () => {
    expect(names(database({}, BACKED_UP).chart, 'NetworkPolicy')).toContain(
      'orders-to-acme-backups.s3.eu-west-1.amazonaws.com',
    );
    const without = database({}, { backup: backup({ pointInTime: false }) }).chart;
    expect(names(without, 'NetworkPolicy')).not.toContain('orders-to-acme-backups.s3.eu-west-1.amazonaws.com');
  });

  it('are copies only when no time between them is wanted', () => {
    const { chart } = database({}, { backup: backup({ pointInTime: false }) });
    expect(settings(chart)['archive_mode']).toBeUndefined();
    expect(initContainers(find(chart, 'StatefulSet'))).toEqual([]);
    expect(jobPod(chart, 'orders-backup')['containers'].map(({ name }: Manifest) => name)).toEqual(['retain']);
  });

  it('are taken by a role that may do nothing else, and old log is deleted after old backups', () => {
    const pod = jobPod(database({}, BACKED_UP).chart, 'orders-backup');
    expect(pod['initContainers'].map(({ name }: Manifest) => name)).toEqual([
      'take',
      'claim',
      'upload',
      'compare',
      'retain',
    ]);
    expect(pod['containers'][0]).toMatchObject({ name: 'prune', command: ['sh', '/etc/backup/log-prune.sh'] });
    const take = pod['initContainers'][0];
    expect(take.command).toEqual(['sh', '/etc/backup/take.sh', 'sh', '/etc/backup/backup-dump.sh']);
    expect(variables(take)).toMatchObject({ STORE_HOST: 'orders-0.orders', ADMIN_FILE: '/run/secrets/store/admin' });
  });

  it('need room for a packed copy, and before version 18 for one that is checked first', () => {
    const room = (image?: string) => {
      const { chart } = database({ image }, { ...BACKED_UP, storage: Size.gibibytes(4) });
      const { volumes } = jobPod(chart, 'orders-backup');
      return volumes.find(({ name }: Manifest) => name === 'work').emptyDir.sizeLimit;
    };
    expect([room(), room('postgres:17.6')]).toEqual(['4Gi', '8Gi']);
  });

  it('are restored with the log that follows them, before the server starts', () => {
    const { chart } = database({}, { restoreFrom: Backup.at(bucket, '2026-11-22T03:30:00Z') });
    const set = find(chart, 'StatefulSet');
    expect(initContainers(set)).toEqual(['restore-decide', 'restore-fetch', 'restore-log', 'restore-load']);
    const log = podOf(set)['initContainers'][2];
    expect(variables(log)).toMatchObject({ LOG: '/data/.log', RESTORE_TIME: '2026-11-22T03:30:00Z' });
  });

  it('are drilled in a server without passwords', () => {
    const { initContainers: steps } = jobPod(database({}, BACKED_UP).chart, 'orders-drill');
    const restore = steps.find(({ name }: Manifest) => name === 'restore');
    expect(restore.command).toEqual(['sh', '/etc/backup/try.sh', 'sh', '/etc/backup/backup-drill.sh']);
    expect(restore.volumeMounts.map(({ name }: Manifest) => name)).not.toContain('password');
  });

  it('leave engines without a log as they are', () => {
    const chart = testChart();
    new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), backup: backup() });
    expect(initContainers(find(chart, 'StatefulSet'))).not.toContain('archiver');
  });

  it('fails when a time between backups is wanted of an engine without a log', () => {
    const store = () =>
      new StatefulStore(testChart(), 'sessions', { engine: Engine.valkey(), backup: backup({ pointInTime: true }) });
    expect(store).toThrow(
      '[shop/sessions] valkey must have a log to restore a time between two backups, got pointInTime; leave it out',
    );
  });
});

describe('PostgreSQL with a certificate', () => {
  const encrypted = () => database({}, { ...BACKED_UP, tls: Certificate.fromSecret('orders-tls') });

  it('lets nobody in over the network without encryption', () => {
    const { chart } = encrypted();
    expect(settings(chart)).toMatchObject({ ssl: 'on', ssl_cert_file: '/run/secrets/certificate/tls.crt' });
    const lines = configOf(chart)['data']['pg_hba.conf'].split('\n') as string[];
    const plain = lines.filter((line) => line.startsWith('host ') && !line.endsWith('reject'));
    expect(plain.filter((line) => !/ (127\.0\.0\.1\/32|::1\/128) /.test(line))).toEqual([]);
    expect(lines).toContain('hostssl all all all scram-sha-256');
  });

  it('tells clients and Jobs whom to trust', () => {
    const { chart, store } = encrypted();
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(store);
    expect(variables(containerOf(find(chart, 'Deployment')))).toMatchObject({
      ORDERS_CA_FILE: '/run/secrets/orders-ca/ca.crt',
      ORDERS_URL: 'postgresql://orders:$(ORDERS_PASSWORD)@orders-rw:5432/orders?sslmode=verify-full',
    });
    const [take] = jobPod(chart, 'orders-backup')['initContainers'];
    expect(variables(take)).toMatchObject({
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/run/secrets/certificate/ca.crt',
    });
    expect(variables(server(chart))['CERTIFICATE']).toBe('/run/secrets/certificate/tls.crt');
  });
});
