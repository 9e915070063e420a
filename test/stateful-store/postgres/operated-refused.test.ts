import { AddOn, type ClusterProps, Credentials, type PostgresOptions, type StatefulStoreProps } from '../../../lib';
import { synth } from '../../support/charts';
import { bucket, operated } from './support';

describe('PostgreSQL that CloudNativePG would run', () => {
  it.each<[string, PostgresOptions, Partial<StatefulStoreProps>, ClusterProps, RegExp]>([
    [
      'two servers could not survive the loss of one',
      {},
      { replicas: 2 },
      {},
      /replicas must leave a majority when one is lost, got 2; use 3 or 4 or 5/,
    ],
    [
      'a prop is for pods of its own',
      {},
      { volumeName: 'pgdata' },
      {},
      /volumeName is for pods of the store's own, and CloudNativePG makes these, got pgdata; leave it out/,
    ],
    [
      'volumes are to be kept, which the operator decides',
      {},
      { volumeRetention: 'retain' },
      {},
      /volumeRetention is for pods of the store's own/,
    ],
    [
      'the password has another key',
      {},
      { credentials: Credentials.fromSecret('login', 'pw') },
      {},
      /CloudNativePG reads the password under the key password, got pw; store it under password/,
    ],
    [
      "a setting is the operator's",
      { parameters: { cluster_name: 'x' } },
      {},
      {},
      /parameter cluster_name is set by CloudNativePG, got x; leave it out/,
    ],
    [
      'there is no plugin for an archive',
      { cloudNativePg: { archive: { name: 'orders', at: bucket } } },
      {},
      {},
      /cloudNativePg.archive needs the Barman Cloud plugin, got a cluster without; say installed: \[AddOn.cloudNativePg\(\{ barmanCloud: true \}\)\] in the Cluster$/,
    ],
    [
      'there is nowhere to back up to',
      { cloudNativePg: { backup: { schedule: '0 3 * * *' } } },
      {},
      {},
      /cloudNativePg.backup without an archive needs a snapshot controller .+; say installed: \[AddOn.volumeSnapshots\(\)\] in the Cluster, or give an archive/,
    ],
    [
      'the schedule never comes',
      { cloudNativePg: { backup: { schedule: '0 3 31 2 *' } } },
      {},
      { installed: [AddOn.volumeSnapshots()] },
      /schedule must have the fields/,
    ],
    [
      'the pooler has an unknown mode',
      { cloudNativePg: { pooler: { mode: 'statement' as never } } },
      {},
      {},
      /pooler.mode must be one of session, transaction, got statement/,
    ],
    [
      'a time has no zone',
      { cloudNativePg: { recovery: { name: 'a', server: 'a', at: bucket, time: '2026-11-22' } } },
      {},
      { installed: [AddOn.cloudNativePg({ barmanCloud: true })] },
      /a time must have a date, hour, minute and zone/,
    ],
    [
      'it shall begin with two things',
      { cloudNativePg: { recovery: { name: 'a', server: 'a', at: bucket } } },
      { fromSnapshot: 'b' },
      { installed: [AddOn.cloudNativePg({ barmanCloud: true })] },
      /a store can begin with one thing, got fromSnapshot and recovery/,
    ],
    [
      'it would write into the archive that it recovers from',
      {
        cloudNativePg: {
          archive: { name: 'a', at: bucket },
          recovery: { name: 'a', server: 'orders', at: bucket },
        },
      },
      {},
      { installed: [AddOn.cloudNativePg({ barmanCloud: true })] },
      /writes to an empty archive only, not to the one that it recovers from, got orders; pass archive.server, 'orders-2' for example/,
    ],
    [
      'a majority is lost with a zone',
      {},
      {},
      { zones: ['a', 'b'] },
      /a majority of the pods must be left when a zone is lost/,
    ],
  ])('fails when %s', (_, options, props, cluster, message) => {
    expect(() => synth(operated(options, props, cluster).chart)).toThrow(message);
  });
});
