import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at, PLACE, run, stored, take, withBucket } from './bucket';

withBucket();

describe('fetching', () => {
  const fetched = (env: Readonly<Record<string, string>> = {}) => run('fetch.sh', env);
  const names = ['20261101T000000Z', '20261102T000000Z', '20261103T000000Z'];

  it('takes the newest whole backup, the newest before a time, or the one that is named', () => {
    for (const name of names) stored(name);
    stored('20261104T000000Z', 'partial', false);
    expect(fetched().said).toContain('20261103T000000Z of shop/sessions: 4 bytes, unharmed');
    expect(fetched({ WHICH: 'before 20261102T120000Z' }).said).toContain('20261102T000000Z');
    expect(fetched({ WHICH: 'before 20261102T000000Z' }).said).toContain('20261102T000000Z');
    expect(fetched({ WHICH: 'named 20261101T000000Z' }).said).toContain('20261101T000000Z');
    expect(readFileSync(at('work/files/dump.rdb'), 'utf8')).toBe('data');
  });

  it('does nothing where nothing is wanted', () => {
    expect(fetched({ WANTED: at('work/wanted'), FAIL: 'lsf' })).toEqual({ status: 0, said: '' });
  });

  it('lets a store begin empty where that is allowed and there is no backup yet', () => {
    writeFileSync(at('work/wanted'), '');
    expect(fetched({ WANTED: at('work/wanted'), OPTIONAL: 'yes' }).status).toBe(0);
    expect(existsSync(at('work/wanted'))).toBe(false);
  });

  it('lets it begin empty also where the first backup makes the directory', () => {
    rmSync(at(PLACE), { recursive: true });
    writeFileSync(at('work/wanted'), '');
    const { status, said } = fetched({ WANTED: at('work/wanted'), OPTIONAL: 'yes', DIRECTORIES: 'yes' });
    expect(said).toContain('store:shop/sessions is not there yet');
    expect(status).toBe(0);
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'there is none',
      () => ({ WHICH: 'before 20200101T000000Z' }),
      /has no whole backup \(before 2020.*it has: 20261101T/,
    ],
    ['the named one is not there', () => ({ WHICH: 'named 20200101T000000Z' }), /has no whole backup \(named/],
    ['the place cannot be read', () => ({ FAIL: 'lsf', OPTIONAL: 'yes', WANTED: at('credentials') }), /cannot be read/],
    [
      'the place itself is not there',
      () => ({ BASE: 'store:lost', ROOT: 'store:lost/sessions', DIRECTORIES: 'yes' }),
      /store:lost\/sessions cannot be read/,
    ],
    ['it is for another engine', () => ({ FORMAT: 'tar' }), /was written by valkey as rdb, and this engine reads tar/],
    [
      'its manifest names no files',
      () => {
        writeFileSync(at(PLACE, '20261103T000000Z', 'manifest'), 'backup 20261103T000000Z\nformat rdb\n');
        return {};
      },
      /the manifest of backup 20261103T000000Z is incomplete, it names no file that could be checked: nothing is restored/,
    ],
    [
      'a file is truncated',
      () => {
        writeFileSync(at(PLACE, '20261103T000000Z', 'dump.rdb'), 'dat');
        return {};
      },
      /dump.rdb of backup 20261103T000000Z is truncated, it should have 4 bytes: nothing is restored/,
    ],
    [
      'a file is corrupt',
      () => {
        writeFileSync(at(PLACE, '20261103T000000Z', 'dump.rdb'), 'dats');
        return {};
      },
      /dump.rdb of backup 20261103T000000Z is corrupt, its checksum differs: nothing is restored/,
    ],
    [
      'a file is missing',
      () => {
        rmSync(at(PLACE, '20261103T000000Z', 'dump.rdb'));
        return {};
      },
      /backup 20261103T000000Z lacks dump.rdb: nothing is restored/,
    ],
  ])('fails when %s', (_, prepare, message) => {
    for (const name of names) stored(name);
    const { status, said } = fetched(prepare());
    expect(said).toMatch(message);
    expect(status).toBe(1);
  });
});

describe('restoring', () => {
  const env = () => ({
    WANTED: at('wanted'),
    WISH: 'latest of a bucket',
    WORK: at('volume/.restore'),
    DATA: at('volume'),
  });

  function decided(code: number) {
    mkdirSync(at('volume'), { recursive: true });
    return run('decide.sh', env(), 'sh', '-c', `exit ${code}`);
  }

  it('goes on only where the engine says that the pod may get the data', () => {
    expect(decided(1).status).toBe(0);
    expect(existsSync(at('wanted'))).toBe(true);
    expect(decided(0)).toEqual({ status: 0, said: 'nothing is restored\n' });
    expect(existsSync(at('wanted'))).toBe(false);
  });

  it('fails when the engine cannot find out', () => {
    const { status, said } = decided(2);
    expect(said).toContain('whether the volume has data could not be found out: nothing is restored');
    expect(status).toBe(1);
    expect(existsSync(at('wanted'))).toBe(false);
  });

  const files = () => ({ ...env(), BACKUP: at('volume/.restore/files') });

  it('has the engine make its data, and leaves nothing else behind', () => {
    stored('20261103T000000Z');
    decided(1);
    expect(run('fetch.sh', files()).status).toBe(0);
    const { status, said } = run('load.sh', files(), 'sh', '-c', 'mv "$BACKUP/dump.rdb" "$DATA/data"');
    expect([status, said]).toEqual([0, expect.stringMatching(/^restored backup 20261103T000000Z of shop\/sessions\n/)]);
    expect(readdirSync(at('volume'))).toEqual(['data']);
    expect(run('load.sh', files(), 'false')).toEqual({ status: 0, said: '' });
  });

  it('fails when the engine refuses the backup', () => {
    stored('20261103T000000Z');
    decided(1);
    run('fetch.sh', files());
    const { status, said } = run('load.sh', files(), 'false');
    expect(said).toContain('the engine refused the backup: the volume stays empty');
    expect(status).toBe(1);
  });
});

describe('judging a drill', () => {
  function judged(found: string) {
    take('abc');
    run('try.sh', {}, 'sh', '-c', `printf '${found}' >"$FACTS"`);
    return run('judge.sh');
  }

  it('is content when all that must be found is found, in whatever order', () => {
    expect(judged('canary 7\nentries 3\n').status).toBe(0);
  });

  it.each([
    ['an entry is missing', 'entries 2\ncanary 7\n'],
    ['the canary is missing', 'entries 3\n'],
    ['the canary is another', 'entries 3\ncanary 6\n'],
    ['nothing is found', ''],
  ])('fails when %s', (_, found) => {
    const { status, said } = judged(found);
    expect(said).toContain('the restored server does not have what backup');
    expect(status).toBe(1);
  });

  it('fails when the server does not start', () => {
    take('abc');
    const { status, said } = run('try.sh', {}, 'false');
    expect(said).toMatch(/backup \S+ cannot be restored/);
    expect(status).toBe(1);
  });

  it('fails when the manifest says nothing', () => {
    take('abc', '');
    run('try.sh', {}, 'true');
    expect(run('judge.sh')).toEqual({ status: 1, said: 'the manifest says nothing about what must be found\n' });
  });
});
