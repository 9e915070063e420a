import { Duration, Size } from 'cdk8s';
import { Backup, CloudIdentity, ConfigKey, External, Port } from '../../../lib';
import { bucket, type Call, chart, key, PORTS, SCHEDULE, store } from './support';

/** Calls of backups and of where they lie. */
export const BACKUPS: Readonly<Record<string, Call>> = {
  'Backup.at': {
    args: () => [bucket(), '2026-11-22T03:30:00Z', { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
    also: { 1: ['Date'] },
  },
  'Backup.latest': {
    args: () => [bucket(), { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
  },
  'Backup.named': {
    args: () => [bucket(), '20261122T033000Z', { path: 'a/b', orEmpty: true }],
    use: (restoreFrom) => store({ restoreFrom }),
  },
  'Backup.ofClaims': {
    on: () => Backup.snapshots({ ...SCHEDULE, keep: 7 }),
    args: () => [chart(), { name: 'media', labels: { app: 'web' }, claims: ['media'] }],
  },
  'Backup.snapshots': {
    args: () => [{ ...SCHEDULE, keep: 7, snapshotClass: 'fast' }],
    use: (backup) => store({ backup }),
  },
  'Backup.to': {
    args: () => [
      bucket(),
      {
        ...SCHEDULE,
        keep: { newest: 3, within: Duration.days(3) },
        name: 'near',
        path: 'a/b',
        collapse: 50,
        drill: { ...SCHEDULE },
        pointInTime: false,
        memory: Size.mebibytes(512),
        scratch: Size.gibibytes(9),
        scratchClass: 'fast',
      },
    ],
    use: (backup) => store({ backup }),
    also: { '1.keep': ['number'] },
  },
  'Backup.velero': {
    args: () => [
      {
        schedule: '30 3 * * *',
        keep: Duration.days(3),
        storageLocation: 'default',
        timeout: Duration.minutes(5),
        volumes: 'snapshots',
        suspend: true,
      },
    ],
    use: (backup) => store({ backup }),
  },
  'ObjectStore.azure': {
    args: () => [
      {
        account: 'acme',
        container: 'backups',
        prefix: 'a/b',
        credentials: key(),
        accessTier: 'cool',
        endpoint: 'https://acme.blob.core.usgovcloudapi.net',
        ranges: ['10.0.0.0/8'],
        options: { list_chunk: '1000' },
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'] },
  },
  'ObjectStore.gcs': {
    args: () => [
      {
        bucket: 'acme-backups',
        prefix: 'a/b',
        credentials: key(),
        storageClass: 'NEARLINE',
        userProject: 'acme-prod',
        ranges: ['199.36.153.8/30'],
        options: { decompress: 'false' },
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'] },
  },
  'ObjectStore.of': {
    args: () => [
      {
        url: 'sftp://a.example.com/b',
        root: 'b',
        options: { TYPE: 'sftp' },
        secrets: { PASS: key() },
        identity: CloudIdentity.awsPodIdentity(),
        ca: ConfigKey.of('ca', 'ca.crt'),
        peer: External.https('a.example.com').peer,
        port: Port.tcp(22, 'ssh'),
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.ca': ['SecretKey'] },
  },
  'ObjectStore.s3': {
    args: () => [
      {
        bucket: 'acme-backups',
        prefix: 'a/b',
        credentials: { accessKeyId: key(), secretAccessKey: key() },
        region: 'eu-west-1',
        endpoint: 'https://minio.example.com:9000',
        provider: 'Minio',
        pathStyle: true,
        ca: ConfigKey.of('ca', 'ca.crt'),
        peer: External.https('a.example.com').peer,
        port: Port.tcp(9000, 's3'),
        ranges: ['10.0.0.0/8'],
        encryption: { customerKey: key() },
        storageClass: 'STANDARD_IA',
        acl: 'bucket-owner-full-control',
        lock: { mode: 'governance', days: 30 },
        options: { upload_concurrency: '8' },
      },
    ],
    use: (at) => store({ backup: Backup.to(at, { schedule: '@daily', keep: 3 }) }),
    also: { '0.credentials': ['CloudIdentity'], '0.ca': ['SecretKey'], '0.port': PORTS },
  },
};
