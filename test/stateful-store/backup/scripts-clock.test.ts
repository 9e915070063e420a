import { existsSync, writeFileSync } from 'node:fs';
import { at, idOf, PLACE, run, stored, take, there, withBucket } from './bucket';

withBucket();

const YEAR = 365 * 86_400;
const FUTURE = '20990101T000000Z';

/** The header of an object store whose clock is some seconds after that of this machine. */
const later = (seconds: number) => ({ DATE: new Date(Date.now() + seconds * 1000).toUTCString() });
const named = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');

describe('the clock of a backup', () => {
  it.each([0, 240, -240])('may differ by minutes: %d s', (seconds) => {
    take('abc');
    expect(run('claim.sh', later(seconds))).toMatchObject({ status: 0 });
  });

  it.each([400, -400, 3 * YEAR, -3 * YEAR])('fails when that of the object store is %d s later', (seconds) => {
    stored('20200101T000000Z');
    take('abc');
    const { status, said } = run('claim.sh', later(seconds));
    const ahead = Number(/the clock of this pod is (-?\d+) seconds ahead of that of the object store/.exec(said)?.[1]);
    expect(Math.abs(ahead + seconds)).toBeLessThan(60);
    expect(said).toContain('nothing is uploaded');
    expect(status).toBe(3);
    expect(there()).toEqual(['20200101T000000Z']);
  });

  it('fails when it was wrong while the backup began, and is right again', () => {
    take('abc');
    writeFileSync(at('work/manifest'), `backup ${FUTURE}\n`);
    expect(run('claim.sh', later(0)).status).toBe(3);
  });

  it('is believed where the object store has none', () => {
    take('abc');
    const { status, said } = run('claim.sh');
    expect(said).toContain('the object store does not say what time it is: the clock of this pod is believed');
    expect(status).toBe(0);
  });

  it.each(['Thu, 29 Feb 2024 23:59:59 GMT', 'Fri, 01 Mar 2024 00:00:00 GMT', 'Thu, 31 Dec 2026 12:00:00 GMT'])(
    'is compared with the day that is meant: %s',
    (DATE) => {
      take('abc');
      const ahead = Number(/is (-?\d+) seconds ahead/.exec(run('claim.sh', { DATE }).said)?.[1]);
      expect(Math.abs(ahead - (Date.now() - Date.parse(DATE)) / 1000)).toBeLessThan(60);
    },
  );
});

describe('a backup that is named for the future', () => {
  it('is not the newest: for a restore, for a drill, for the next backup', () => {
    stored('20260101T000000Z');
    stored(FUTURE, 'wrong', true, '0123456789abcdef');
    const { status, said } = run('fetch.sh');
    expect(said).toContain(`backup ${FUTURE} is from the future and does not count`);
    expect(said).toContain('backup 20260101T000000Z of shop/sessions: 4 bytes, unharmed');
    expect(status).toBe(0);
    take('abc', 'entries 3\n', 'identity fedcba9876543210\n');
    expect(run('claim.sh').status).toBe(0);
  });

  it('can be restored by its name', () => {
    stored(FUTURE);
    expect(run('fetch.sh', { WHICH: `named ${FUTURE}` }).status).toBe(0);
  });

  it('takes the place of no other, and is not deleted', () => {
    const [older, old] = [named(-3 * 86_400), named(-2 * 86_400)];
    for (const name of [older, old, FUTURE]) stored(name);
    take('abc');
    run('upload.sh');
    expect(run('retain.sh', { KEEP_NEWEST: '2' }).status).toBe(0);
    expect(there()).toEqual([old, idOf(), FUTURE]);
  });

  it('is judged by the clock of the object store, when that of the pod is behind', () => {
    stored('20260101T000000Z');
    expect(run('fetch.sh', later(0)).said).not.toContain('future');
    const { status, said } = run('fetch.sh', {
      DATE: 'Wed, 01 Jan 2025 00:00:00 GMT',
      OPTIONAL: 'yes',
      WANTED: at(PLACE),
    });
    expect(said).toContain('all backups in store:shop/sessions are from the future, such as 20260101T000000Z');
    expect(status).toBe(1);
    expect(existsSync(at(PLACE))).toBe(true);
  });
});

describe('a drill', () => {
  const DAY = 86_400;
  /** Fetches and judges the newest backup, which may be two days old. */
  const drill = (env: Readonly<Record<string, string>> = {}) => {
    const fetched = run('fetch.sh', { OLDEST: `${2 * DAY}`, ...env });
    writeFileSync(at('work/facts'), 'entries 3\n');
    const judged = run('judge.sh');
    return { status: fetched.status === 0 ? judged.status : fetched.status, said: `${fetched.said}${judged.said}` };
  };

  it('is content with a backup of its schedule', () => {
    stored(named(-DAY));
    expect(drill()).toMatchObject({ status: 0 });
  });

  it('fails when the newest backup is older than its schedule, and says so after it was restored', () => {
    const old = named(-3 * DAY);
    stored(old);
    const { status, said } = drill();
    expect(said).toMatch(
      new RegExp(`backup ${old} restores: [^]*the newest backup ${old} is older than .*: look at the runs`),
    );
    expect(status).toBe(1);
  });

  it('judges the age by the clock of the object store', () => {
    stored(named(-3 * DAY));
    expect(drill(later(-2 * DAY)).status).toBe(0);
  });

  it('fails when a backup is from the future, and restores the newest one all the same', () => {
    const newest = named(-3600);
    for (const name of [newest, FUTURE]) stored(name);
    const { status, said } = drill();
    expect(said).toContain(`backup ${newest} restores`);
    expect(said).toContain(`backups are from the future and may be taken for the newest: delete ${FUTURE}`);
    expect(status).toBe(1);
  });

  it('forgets what an earlier try of the same run found', () => {
    stored(named(-3 * DAY));
    drill();
    stored(named(-3600));
    expect(drill().status).toBe(0);
  });
});
