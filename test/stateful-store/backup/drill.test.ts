import { Duration, Size } from 'cdk8s';
import type { FileBackupProps } from '../../../lib';
import { find, names, synth } from '../../support/charts';
import { validateManifest } from '../../support/schema';
import { backedUp, podOfJob, steps, variables } from './support';

const WEEKLY: FileBackupProps['drill'] = { schedule: '0 5 * * 0' };

function drilled(props: Partial<FileBackupProps> = {}, memory = Size.mebibytes(512)) {
  const { chart, store } = backedUp({ drill: WEEKLY, ...props }, { memory });
  return { chart, store, pod: podOfJob(chart, 'sessions-drill') };
}

describe('a drill', () => {
  it('makes objects that fit their schemas', () => {
    expect(synth(drilled().chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('fetches the newest backup, restores it into a server of its own, and judges what that has', () => {
    const { pod } = drilled();
    expect(steps(pod).map(({ name, command }) => [name, command])).toEqual([
      ['fetch', ['sh', '/etc/backup/fetch.sh']],
      ['restore', ['sh', '/etc/backup/try.sh', 'sh', '/etc/backup/backup-drill.sh']],
      ['judge', ['sh', '/etc/backup/judge.sh']],
    ]);
    expect(variables(steps(pod)[0])).toMatchObject({ WHICH: 'latest', ROOT: 'store:acme-backups/shop/sessions' });
    // A day, the deadline of a start, and the time of a run.
    const oldest = Number(variables(steps(pod)[0])['OLDEST']);
    expect(oldest).toBeGreaterThan(24 * 3600 + 3600);
    expect(oldest).toBeLessThan(48 * 3600);
  });

  it('sees neither volumes nor passwords of the store, and cannot reach its pods', () => {
    const { chart, pod } = drilled();
    const volumes = pod['volumes'].map(({ name }: { name: string }) => name);
    expect(volumes).not.toContain('data');
    expect(volumes).not.toContain('password');
    expect(JSON.stringify(pod['volumes'])).not.toContain('sessions-credentials');
    const own = names(chart, 'NetworkPolicy').filter((name) => name.startsWith('sessions-drill'));
    expect(own).toEqual(['sessions-drill', 'sessions-drill-to-acme-backups.s3.eu-west-1.amazonaws.com']);
  });

  it('has the memory of a server, and space for the files and for what is made of them', () => {
    const { pod } = drilled();
    expect(steps(pod)[1]?.['resources'].limits).toEqual({ memory: '512Mi', 'ephemeral-storage': '576Mi' });
    expect(pod['volumes']).toContainEqual({ name: 'work', emptyDir: { sizeLimit: '512Mi' } });
  });

  it('is at the time of the zone of the backup unless it has its own', () => {
    const zone = (drill: FileBackupProps['drill']) =>
      find(drilled({ timeZone: 'Europe/Oslo', drill }).chart, 'CronJob', 'sessions-drill')['spec'].timeZone;
    expect(zone(WEEKLY)).toBe('Europe/Oslo');
    expect(zone({ schedule: '0 5 * * 0', timeZone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
  });

  it('fails when its schedule never comes', () => {
    expect(() => drilled({ drill: { schedule: 'sometimes' } })).toThrow(
      /\[shop\/sessions\/Drill\] schedule must have the fields/,
    );
  });

  it('fails when a run may take no time', () => {
    expect(() => drilled({ drill: { schedule: '0 5 * * 0', timeout: Duration.seconds(0) } })).toThrow(
      /\[shop\/sessions\/Drill\] timeout in seconds must be .* got 0; use 1 or more/,
    );
  });
});
