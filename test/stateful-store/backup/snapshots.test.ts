import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { AddOn, Backup, Cluster, type ClusterProps, Credentials, Engine, StatefulStore } from '../../../lib';
import type { SnapshotProps } from '../../../lib/stateful-store/backup/settle-snapshots';
import { find, names, synth, testChart } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { podOfJob, steps, variables } from './support';

const SCRIPTS = join(__dirname, '../../../lib/stateful-store/backup/steps/scripts');

function snapshotted(
  props: Partial<SnapshotProps> = {},
  cluster: ClusterProps = { installed: [AddOn.volumeSnapshots()] },
  chart = testChart(),
) {
  Cluster.generic(cluster).attachTo(chart);
  const backup = Backup.snapshots({ schedule: '@hourly', keep: 24, ...props });
  const store = new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), backup });
  return { chart, store, pod: () => podOfJob(chart, 'sessions-snapshots') };
}

describe('Backup.snapshots', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(snapshotted().chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('creates, waits until they can be used, and only then deletes', () => {
    expect(steps(snapshotted().pod()).map(({ name }) => name)).toEqual([
      'proxy',
      'name',
      'create',
      'wait',
      'choose',
      'delete',
    ]);
  });

  it('may do with VolumeSnapshots of its namespace what it must, and nothing else', () => {
    const { chart } = snapshotted();
    expect(find(chart, 'Role', 'sessions-snapshots')['rules']).toEqual([
      {
        apiGroups: ['snapshot.storage.k8s.io'],
        resources: ['volumesnapshots'],
        verbs: ['create', 'delete', 'get', 'list', 'watch'],
      },
    ]);
    expect(names(chart, 'ClusterRole')).toEqual([]);
  });

  it('gives the token to kubectl only, which has no shell, and a proxy that reads to the shell', () => {
    const pod = snapshotted().pod();
    for (const { name, image, volumeMounts } of steps(pod)) {
      const token = JSON.stringify(volumeMounts).includes('serviceaccount');
      expect([name, token]).toEqual([name, image.startsWith('registry.k8s.io/kubectl:')]);
    }
    expect(steps(pod)[0]?.['command']).toEqual([
      'kubectl',
      'proxy',
      '--port=8001',
      '--accept-paths=^/apis/snapshot\\.storage\\.k8s\\.io/v1/namespaces/shop/volumesnapshots$',
      '--reject-methods=POST,PUT,PATCH,DELETE',
    ]);
  });

  it('is about the claims of the pods, by the class that was given', () => {
    const naming = variables(steps(snapshotted({ snapshotClass: 'fast' }).pod())[1]);
    expect(naming).toMatchObject({ CLAIMS: 'data-sessions-0 data-sessions-1 data-sessions-2', CLASS: 'fast' });
  });

  it('tells how old the newest are, and that they fail', () => {
    expect(snapshotted().store.signals.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SnapshotAge', 'SnapshotFailed']),
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'the cluster has none',
      () => snapshotted({}, {}),
      /\[shop\/sessions\/Snapshots\] Backup.snapshots needs a snapshot controller and a CSI driver .+, got a cluster without; say installed: \[AddOn.volumeSnapshots\(\)\]/,
    ],
    [
      'the cluster is too old',
      () => {
        const chart = testChart();
        Cluster.generic({ version: '1.28', installed: [AddOn.volumeSnapshots()] }).attachTo(chart);
        const credentials = Credentials.fromSecret('sessions', 'password');
        const backup = Backup.snapshots({ schedule: '@hourly', keep: 1 });
        return new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), credentials, backup });
      },
      /Backup.snapshots needs Kubernetes 1.29, got 1.28/,
    ],
    ['none is kept', () => snapshotted({ keep: 0 }), /keep must be a whole number from 1 to 1000, got 0/],
    ['the class is no name', () => snapshotted({ snapshotClass: 'Fast' }), /snapshotClass must be a DNS name/],
    ['the time zone is unknown', () => snapshotted({ timeZone: 'Oslo' }), /timeZone must be one of the IANA database/],
    ['the schedule never comes', () => snapshotted({ schedule: '0 0 31 2 *' }), /schedule must have the fields/],
    [
      'the namespace is not known',
      () => snapshotted({}, { installed: [AddOn.volumeSnapshots()] }, new Chart(Testing.app(), 'nameless')),
      /needs to know the namespace of the store/,
    ],
  ])('fails when %s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('the scripts of snapshots', () => {
  let work: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), 'mainstay-snapshots-'));
  });
  afterEach(() => rmSync(work, { recursive: true }));

  const lines = (file: string) =>
    readFileSync(join(work, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  function run(script: string, env: Readonly<Record<string, string>>): void {
    const { status, stderr } = spawnSync('sh', [join(SCRIPTS, script)], {
      env: { PATH: `${work}:${process.env['PATH']}`, WORK: work, CLAIMS: 'data-a-0 data-a-1', ...env },
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
  }

  /** A wget that answers with a list as the API server writes it. */
  function served(items: readonly { readonly name: string; readonly ready: boolean }[]): void {
    const list = {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      items: items.map(({ name, ready }) => ({
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: {
          labels: { 'app.kubernetes.io/name': 'a' },
          managedFields: [
            { apiVersion: 'snapshot.storage.k8s.io/v1', fieldsV1: { 'f:metadata': {} }, manager: 'kubectl' },
          ],
          name,
          namespace: 'shop',
        },
        spec: { source: { persistentVolumeClaimName: 'other' } },
        status: { readyToUse: ready },
      })),
      kind: 'VolumeSnapshotList',
    };
    // As it answers wget: for people to read.
    writeFileSync(join(work, 'served.json'), JSON.stringify(list, undefined, 2));
    writeFileSync(join(work, 'wget'), `#!/bin/sh\ncp ${work}/served.json ${work}/list.json\n`, { mode: 0o755 });
  }

  const stamps = ['20261101t000000z', '20261102t000000z', '20261103t000000z', '20261104t000000z'];

  it('name one for each claim', () => {
    run('snapshot-name.sh', { LABELS: '{"app":"a"}', CLASS: 'fast' });
    expect(lines('new.json')).toEqual(
      ['data-a-0', 'data-a-1'].map((claim) => ({
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name: expect.stringMatching(new RegExp(`^${claim}-20\\d{6}t\\d{6}z$`)), labels: { app: 'a' } },
        spec: { source: { persistentVolumeClaimName: claim }, volumeSnapshotClassName: 'fast' },
      })),
    );
    expect(lines('new.json').flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    run('snapshot-name.sh', { LABELS: '{}' });
    expect(lines('new.json')[0].spec).toEqual({ source: { persistentVolumeClaimName: 'data-a-0' } });
  });

  const chosen = () => lines('old.json').map(({ metadata }) => metadata.name);

  it('delete what is older than the newest of each claim', () => {
    served(
      stamps.flatMap((stamp) => ['data-a-0', 'data-a-1'].map((claim) => ({ name: `${claim}-${stamp}`, ready: true }))),
    );
    run('snapshot-choose.sh', { KEEP: '2', LIST_URL: 'http://x' });
    expect(chosen().sort()).toEqual(
      ['none', ...['0', '1'].flatMap((pod) => stamps.slice(0, 2).map((stamp) => `data-a-${pod}-${stamp}`))].sort(),
    );
  });

  it('never count one that cannot be used among those that are kept', () => {
    served(stamps.map((stamp, at) => ({ name: `data-a-0-${stamp}`, ready: at === 0 })));
    run('snapshot-choose.sh', { KEEP: '1', LIST_URL: 'http://x' });
    expect(chosen()).toEqual(['none']);
  });

  it('leave alone what others have made', () => {
    const others = [
      'data-a-0-by-hand',
      'data-a-01-20261101t000000z',
      'data-b-0-20261101t000000z',
      'a-20261101t000000z',
    ];
    served([...others, ...stamps.map((stamp) => `data-a-0-${stamp}`)].map((name) => ({ name, ready: true })));
    run('snapshot-choose.sh', { KEEP: '1', LIST_URL: 'http://x' });
    expect(chosen().sort()).toEqual(['none', ...stamps.slice(0, 3).map((stamp) => `data-a-0-${stamp}`)].sort());
  });
});
