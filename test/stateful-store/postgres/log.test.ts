import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { at, PLACE, run, stored, withBucket } from '../backup/bucket';

withBucket();

const OWN = '0123456789abcdef';
const OTHER = 'fedcba9876543210';

/** The name of a segment: `1/20` is 0x20 on timeline 1. */
function segment(short: string): string {
  const [timeline = '', number = ''] = short.split('/');
  return `${timeline.padStart(8, '0')}${'0'.repeat(14)}${number}`;
}

function logged(...names: readonly string[]): void {
  mkdirSync(at(PLACE, 'log'), { recursive: true });
  for (const name of names) writeFileSync(at(PLACE, 'log', `${name}.gz`), gzipSync(name));
}

const segments = (...shorts: readonly string[]) => logged(...shorts.map(segment));

/** All segments of a timeline from one to another. */
function range(timeline: number, from: number, to: number): readonly string[] {
  const hex = (n: number) => n.toString(16).toUpperCase().padStart(2, '0');
  return Array.from({ length: to - from + 1 }, (_, n) => `${timeline}/${hex(from + n)}`);
}

/** Where a timeline has left those before it. */
function history(timeline: number, ...left: readonly [number, string][]): void {
  const lines = left.map(([parent, position]) => `${parent}\t${position}\tbefore 2026-11-01 10:00:00+00\n`);
  logged(`0000000${timeline}.history`);
  writeFileSync(at(PLACE, 'log', `0000000${timeline}.history.gz`), gzipSync(lines.join('\n')));
}

/** The manifest of the new backup, whose data has this identity. */
const newest = (identity = OWN) =>
  writeFileSync(at('work/manifest'), `backup 20261104T000000Z\nidentity ${identity}\n`);

const inLog = () => readdirSync(at(PLACE, 'log')).sort();

describe('what is deleted from the log', () => {
  beforeEach(() => newest());

  function backups(first: Readonly<Record<string, string>>): void {
    for (const [day, short] of Object.entries(first)) {
      stored(`202611${day}T000000Z`);
      writeFileSync(at(PLACE, `202611${day}T000000Z`, 'first-segment'), `${segment(short)}\n`);
    }
  }
  const gone = (...shorts: readonly string[]) => shorts.filter((short) => !inLog().includes(`${segment(short)}.gz`));

  it('is what is older than every backup', () => {
    backups({ '01': '1/20', '02': '1/30' });
    segments(...range(1, 0x1e, 0x32));
    const { status, said } = run('log-prune.sh');
    expect(said).toContain('deleted 2 files of the log from before segment 0000000000000020, which no backup needs');
    expect(status).toBe(0);
    expect(gone(...range(1, 0x1e, 0x32))).toEqual(['1/1E', '1/1F']);
  });

  it('is nothing that follows a backup of a later timeline with smaller numbers', () => {
    backups({ '01': '1/20', '02': '1/30', '03': '2/13' });
    segments(...range(1, 0x11, 0x31), ...range(2, 0x12, 0x16));
    history(2, [1, '0/12000A28']);
    expect(run('log-prune.sh').status).toBe(0);
    expect(gone(...range(2, 0x12, 0x16), ...range(1, 0x11, 0x31))).toEqual(['2/12', '1/11', '1/12']);
  });

  it('is never the history of a timeline, but the label of a backup and a segment that was left half full', () => {
    backups({ '03': '2/13' });
    logged(`${segment('1/10')}.00000028.backup`, `${segment('1/12')}.partial`, `${segment('2/13')}.00000028.backup`);
    history(2, [1, '0/12000A28']);
    writeFileSync(at(PLACE, 'log/system'), 'a database');
    run('log-prune.sh');
    expect(inLog()).toEqual(['00000002.history.gz', `${segment('2/13')}.00000028.backup.gz`, 'system']);
  });

  it('is nothing when there is no log yet', () => {
    backups({ '01': '1/20' });
    expect(run('log-prune.sh', { DIRECTORIES: 'yes' })).toMatchObject({ status: 0 });
  });

  it('does not count a partial backup', () => {
    backups({ '01': '1/20' });
    stored('20261102T000000Z', 'data', false);
    segments('1/1F', '1/20');
    expect(run('log-prune.sh').status).toBe(0);
    expect(inLog()).toEqual([`${segment('1/20')}.gz`]);
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'a backup does not say what it needs',
      () => {
        stored('20261102T000000Z');
        return {};
      },
      /what 20261102T000000Z needs of the log cannot be read: nothing is deleted/,
    ],
    [
      'what a backup says is no segment',
      () => {
        writeFileSync(at(PLACE, '20261101T000000Z/first-segment'), 'one\n');
        return {};
      },
      /20261101T000000Z does not say what it needs of the log: nothing is deleted/,
    ],
    [
      'another store writes the log',
      () => {
        writeFileSync(at(PLACE, 'log/owner'), `identity ${OTHER}\n`);
        return {};
      },
      /store:shop\/sessions\/log belongs to fedcba9876543210, and this store is 0123456789abcdef/,
    ],
    ['what backups need cannot be fetched', () => ({ FAIL: 'copy' }), /cannot be read: nothing is deleted/],
    ['the list of backups cannot be read', () => ({ FAIL: 'lsf' }), /cannot be read/],
    [
      'there is no whole backup',
      () => ({ ROOT: 'store:shop/other', DIRECTORIES: 'yes' }),
      /has no whole backup: nothing is deleted/,
    ],
  ])('is nothing when %s', (_, prepare, message) => {
    backups({ '01': '1/20', '03': '1/30' });
    segments('1/1F', '1/20');
    const { status, said } = run('log-prune.sh', prepare());
    expect(said).toMatch(message);
    expect(status).not.toBe(0);
    expect(inLog().filter((name) => name !== 'owner')).toHaveLength(2);
  });
});

describe('what is fetched of the log', () => {
  /** Fetches what follows a backup that begins and ends in one segment. */
  function fetched(short: string, env: Readonly<Record<string, string>> = {}) {
    mkdirSync(at('work/files'), { recursive: true });
    writeFileSync(at('work/files/first-segment'), `${segment(short)}\n`);
    const ranges = `"WAL-Ranges": [\n{ "Timeline": 1, "Start-LSN": "0/${short.slice(2)}000028", "End-LSN": "0/${short.slice(2)}000100" }\n],`;
    writeFileSync(at('work/files/backup_manifest'), ranges);
    return run('log-fetch.sh', { LOG: at('log'), ...env });
  }
  const brought = () =>
    readdirSync(at('log'))
      .filter((name) => /^[0-9A-F]{24}/.test(name))
      .sort();
  const files = (...shorts: readonly string[]) => shorts.map((short) => `${segment(short)}.gz`).sort();
  const told = (what: string) => readFileSync(at('log', what), 'utf8').trim();
  const BEFORE = { WHICH: 'before 20261103T000000Z', RESTORE_TIME: '2026-11-03T00:00:00Z' };

  it('is what follows the backup', () => {
    segments(...range(1, 0x0e, 0x12));
    expect(fetched('1/10').said).toContain('3 segments of the log, from 000000010000000000000010 on');
    expect(brought()).toEqual(files(...range(1, 0x10, 0x12)));
    expect([told('target'), told('timeline')]).toEqual(['latest', 'current']);
  });

  it('is of the timeline before until it was left, and then of the one that came of it', () => {
    segments(...range(1, 0x0e, 0x20), ...range(2, 0x12, 0x14));
    history(2, [1, '0/12000A28']);
    expect(fetched('1/10').status).toBe(0);
    expect(brought()).toEqual(files('1/10', '1/11', ...range(2, 0x12, 0x14)));
    expect([told('target'), told('timeline')]).toEqual(['latest', '2']);
    expect(existsSync(at('log/00000002.history.gz'))).toBe(true);
  });

  it('leaves out a timeline that was given up for a later one', () => {
    segments(...range(1, 0x10, 0x20), ...range(2, 0x12, 0x19), ...range(3, 0x11, 0x13));
    history(2, [1, '0/12000A28']);
    history(3, [1, '0/11000A28']);
    fetched('1/10');
    expect(brought()).toEqual(files('1/10', ...range(3, 0x11, 0x13)));
    expect(told('timeline')).toBe('3');
  });

  it('follows several timelines, also where two begin in one segment', () => {
    segments(...range(1, 0x10, 0x12), ...range(2, 0x12, 0x12), ...range(3, 0x12, 0x14), ...range(4, 0x14, 0x15));
    history(2, [1, '0/12000A28']);
    history(3, [1, '0/12000A28'], [2, '0/12000F00']);
    history(4, [1, '0/12000A28'], [2, '0/12000F00'], [3, '0/14000028']);
    expect(fetched('1/10').status).toBe(0);
    expect(brought()).toEqual(files('1/10', '1/11', '3/12', '3/13', '4/14', '4/15'));
  });

  it('stops where the older timeline was left as long as the newer one has no segment', () => {
    segments(...range(1, 0x10, 0x20));
    history(2, [1, '0/12000A28']);
    expect(fetched('1/10').status).toBe(0);
    expect(brought()).toEqual(files('1/10', '1/11', '1/12'));
    expect([told('target'), told('timeline')]).toEqual(['position 0/12000A28', '2']);
  });

  it('is of the timeline of the backup for one that is named, or that the newer timeline has passed by', () => {
    segments(...range(1, 0x10, 0x22), ...range(2, 0x12, 0x14));
    history(2, [1, '0/12000A28']);
    fetched('1/10', { WHICH: 'named 20261101T000000Z' });
    expect([told('target'), told('timeline')]).toEqual(['immediate', 'current']);
    expect(fetched('1/20', BEFORE).status).toBe(0);
    expect(brought()).toEqual(files('1/20', '1/21', '1/22'));
    expect([told('target'), told('timeline')]).toEqual(['time 2026-11-03T00:00:00Z', 'current']);
  });

  it.each<[string, Record<string, string>]>([
    ['where an empty directory is none', {}],
    ['where directories are made', { DIRECTORIES: 'yes' }],
  ])('is nothing without a log, %s', (_, env) => {
    const { status, said } = fetched('1/10', env);
    expect(said).toContain('there is no log after this backup in store:shop/sessions/log: it is restored as it is');
    expect(status).toBe(0);
    expect([told('target'), told('timeline')]).toEqual(['immediate', 'current']);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a segment in the middle is missing',
      () => segments('1/10', '1/12'),
      /segment 000000010000000000000011 of the log is missing in .*, and later ones are there/,
    ],
    [
      'it is missing on the newer timeline, and the older one has one of the same number',
      () => {
        segments(...range(1, 0x10, 0x20), '2/12', '2/14');
        history(2, [1, '0/12000A28']);
      },
      /segment 000000020000000000000013 of the log is missing/,
    ],
    [
      'the newer timeline lacks that in which it begins',
      () => {
        segments(...range(1, 0x10, 0x20), '2/13');
        history(2, [1, '0/12000A28']);
      },
      /segment 000000020000000000000012 of the log is missing/,
    ],
    [
      'the older timeline ends before the newer one begins',
      () => {
        segments('1/10');
        history(2, [1, '0/12000A28']);
      },
      /segment 000000010000000000000011 of the log is missing/,
    ],
    [
      'an earlier state was restored since',
      () => {
        segments(...range(1, 0x08, 0x12), ...range(2, 0x0c, 0x13));
        history(2, [1, '0/C000A28']);
      },
      /an earlier state than that of the newest backup was restored, and went on as timeline 2 of .* without a backup yet/,
    ],
    [
      'a history is damaged',
      () => {
        segments('1/10');
        logged('00000002.history');
        writeFileSync(at(PLACE, 'log/00000002.history.gz'), 'no history');
      },
      /00000002.history.gz of store:shop\/sessions\/log is damaged/,
    ],
  ])('fails when %s', (_, prepare, message) => {
    prepare();
    const { status, said } = fetched('1/10');
    expect(said).toMatch(message);
    expect(status).toBe(1);
  });

  it('fails when the backup does not say where it ends', () => {
    fetched('1/10');
    writeFileSync(at('work/files/backup_manifest'), '{}');
    const { status, said } = run('log-fetch.sh', { LOG: at('log') });
    expect(said).toContain('backup_manifest of the backup does not say where it ends');
    expect(status).toBe(1);
  });
});
