import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../../lib/stateful-store/backup/scripts');
const PLACE = 'bucket/shop/sessions';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mainstay-backup-'));
  for (const made of ['bin', 'work', 'credentials', PLACE]) mkdirSync(join(home, made), { recursive: true });
  cpSync(join(__dirname, 'rclone.sh'), join(home, 'bin/rclone'));
  chmodSync(join(home, 'bin/rclone'), 0o755);
  writeFileSync(join(home, 'credentials/ACCESS_KEY_ID'), 'key');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const at = (...parts: string[]) => join(home, ...parts);

function run(script: string, env: Readonly<Record<string, string>> = {}, ...command: string[]) {
  const { status, stderr, stdout } = spawnSync('sh', [join(SCRIPTS, script), ...command], {
    env: {
      PATH: `${at('bin')}:${process.env['PATH']}`,
      BUCKET: at('bucket'),
      ROOT: 'store:shop/sessions',
      OPTIONS_FROM: at('credentials'),
      WORK: at('work'),
      BACKUP: at('work/files'),
      FACTS: at('work/facts'),
      DATA: at('work/data'),
      STORE: 'shop/sessions',
      ENGINE: 'valkey',
      FORMAT: 'rdb',
      COLLAPSE: '50',
      KEEP_NEWEST: '2',
      KEEP_SECONDS: '0',
      WHICH: 'latest',
      ...env,
    },
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

/** Takes a backup whose one file has this text. */
function take(text: string, facts = 'entries 3\ncanary 7\n') {
  return run('take.sh', {}, 'sh', '-c', `printf '%s' '${text}' >"$BACKUP/dump.rdb" && printf '${facts}' >"$FACTS"`);
}

/** Puts a whole backup into the bucket. */
function stored(name: string, text = 'data', manifest = true): void {
  const sum = createHash('sha256').update(text).digest('hex');
  const lines = [`backup ${name}`, 'store shop/sessions', 'engine valkey', 'format rdb', 'fact entries 3'];
  mkdirSync(at(PLACE, name), { recursive: true });
  writeFileSync(at(PLACE, name, 'dump.rdb'), text);
  const file = `file ${text.length} ${sum} dump.rdb`;
  if (manifest) writeFileSync(at(PLACE, name, 'manifest'), [...lines, file, ''].join('\n'));
}

const there = () => readdirSync(at(PLACE)).sort();
const manifest = () => readFileSync(at('work/manifest'), 'utf8');
const idOf = () => /^backup (\S+)$/m.exec(manifest())?.[1] ?? '';

describe('taking a backup', () => {
  it('describes every file by size and checksum, and says what must be found again', () => {
    expect(take('abc').status).toBe(0);
    expect(manifest().split('\n')).toEqual([
      expect.stringMatching(/^backup \d{8}T\d{6}Z$/),
      'store shop/sessions',
      'engine valkey',
      'format rdb',
      'fact entries 3',
      'fact canary 7',
      'file 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad dump.rdb',
      '',
    ]);
  });

  it.each<[string, string[], RegExp]>([
    ['the engine fails', ['false'], /the engine did not write a backup: nothing is uploaded/],
    ['it writes nothing', ['true'], /the backup has no files: nothing is uploaded/],
    ['a file is empty', ['sh', '-c', ': >"$BACKUP/dump.rdb"'], /a file of the backup is empty: dump.rdb/],
    ['a name is strange', ['sh', '-c', 'echo a >"$BACKUP/a b"'], /a file of a backup must be named with .*: a b/],
  ])('fails when %s', (_, command, message) => {
    const { status, said } = run('take.sh', {}, ...command);
    expect(said).toMatch(message);
    expect(status).toBe(1);
    expect(existsSync(at('work/manifest'))).toBe(false);
  });
});

describe('uploading', () => {
  it('writes the manifest last and leaves that of the backup before', () => {
    stored('20200101T000000Z', 'older');
    stored('20200102T000000Z', 'partial', false);
    take('abc');
    const { status, said } = run('upload.sh');
    expect([status, said]).toEqual([0, expect.stringContaining('uploaded and read back')]);
    expect(readFileSync(at(PLACE, idOf(), 'dump.rdb'), 'utf8')).toBe('abc');
    expect(readFileSync(at(PLACE, idOf(), 'manifest'), 'utf8')).toBe(manifest());
    expect(readFileSync(at('work/before'), 'utf8')).toContain('backup 20200101T000000Z');
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    ['the place cannot be read', () => ({ FAIL: 'lsf' }), /store:shop\/sessions cannot be read/],
    ['a file is not taken', () => ({ FAIL: 'copy' }), /the upload failed; the previous backups stay/],
    ['a file cannot be read back', () => ({ FAIL: 'cat' }), /what was uploaded differs .* the previous backups stay/],
    [
      'the credentials are empty',
      () => {
        writeFileSync(at('credentials/ACCESS_KEY_ID'), '');
        return {};
      },
      /the credentials of the object store must not be empty: ACCESS_KEY_ID/,
    ],
    [
      'what was written has changed since',
      () => {
        writeFileSync(at('work/files/dump.rdb'), 'abd');
        return {};
      },
      /what was uploaded differs from what was written/,
    ],
  ])('fails when %s, and the backup before stays the newest', (_, prepare, message) => {
    stored('20200101T000000Z');
    take('abc');
    const { status, said } = run('upload.sh', prepare());
    expect(said).toMatch(message);
    expect(status).toBe(1);
    expect(existsSync(at(PLACE, idOf(), 'manifest'))).toBe(false);
    writeFileSync(at('credentials/ACCESS_KEY_ID'), 'key');
    expect(run('fetch.sh', { WORK: at('fetched'), BACKUP: at('fetched/files') }).said).toContain('20200101T000000Z');
  });
});

describe('comparing', () => {
  function compared(before: string | undefined, now: string) {
    if (before !== undefined) stored('20200101T000000Z', before);
    take(now);
    run('upload.sh');
    return run('compare.sh');
  }

  it('takes the first backup, a larger one, and one that is half as large', () => {
    expect(compared(undefined, 'abcd')).toEqual({ status: 0, said: 'this is the first backup\n' });
    rmSync(at(PLACE), { recursive: true });
    expect(compared('ab', 'abcd').status).toBe(0);
    rmSync(at(PLACE), { recursive: true });
    expect(compared('abcd', 'ab').status).toBe(0);
  });

  it('fails with 3 when the size has collapsed, and keeps both', () => {
    const { status, said } = compared('abcd', 'a');
    expect(status).toBe(3);
    expect(said).toContain('less than 50 % of the size of the one before: both are kept');
    expect(there()).toEqual(['20200101T000000Z', idOf()].sort());
  });
});

describe('retention', () => {
  const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString().replace(/[-:]|\.\d+/g, '');

  function retained(env: Readonly<Record<string, string>> = {}) {
    take('abc');
    run('upload.sh');
    return run('retain.sh', env);
  }

  it('keeps the newest', () => {
    const [a, b, c] = [days(3), days(2), days(1)];
    for (const name of [a, b, c]) stored(name);
    expect(retained().status).toBe(0);
    expect(there()).toEqual([c, idOf()]);
  });

  it('keeps those that are young beside the newest', () => {
    const [a, b, c] = [days(9), days(5), days(1)];
    for (const name of [a, b, c]) stored(name);
    retained({ KEEP_NEWEST: '1', KEEP_SECONDS: `${6 * 86_400}` });
    expect(there()).toEqual([b, c, idOf()]);
  });

  it('keeps all', () => {
    const names = Array.from({ length: 9 }, (_, at) => days(9 - at));
    for (const name of names) stored(name);
    expect(retained({ KEEP_NEWEST: 'all' }).said).toContain('10 backups, all are kept');
    expect(there()).toEqual([...names, idOf()]);
  });

  it('never counts a partial backup, and deletes it when it is a day old', () => {
    const [good, old, young] = [days(4), days(3), days(0.5)];
    stored(good);
    stored(old, 'data', false);
    stored(young, 'data', false);
    retained({ KEEP_NEWEST: '2' });
    expect(there()).toEqual([good, young, idOf()]);
  });

  it('deletes the manifest first, so that half a backup is none', () => {
    const [a, b] = [days(3), days(2)];
    stored(a);
    stored(b);
    const { status } = retained({ KEEP_NEWEST: '1', FAIL: 'purge' });
    expect(status).toBe(1);
    expect(readdirSync(at(PLACE, a))).toEqual(['dump.rdb']);
    expect(readdirSync(at(PLACE, b)).sort()).toEqual(['dump.rdb', 'manifest']);
  });

  it('touches nothing else in the bucket', () => {
    mkdirSync(at(PLACE, 'by-hand'));
    writeFileSync(at(PLACE, 'by-hand/manifest'), 'backup by-hand\n');
    stored(days(2));
    retained({ KEEP_NEWEST: '1' });
    expect(there()).toEqual([idOf(), 'by-hand'].sort());
  });

  it('deletes nothing when the new backup is not there', () => {
    stored(days(2));
    stored(days(1));
    take('abc');
    const { status, said } = run('retain.sh', { KEEP_NEWEST: '1' });
    expect(said).toContain('the new backup is not in store:shop/sessions: nothing is deleted');
    expect(status).toBe(1);
    expect(there()).toHaveLength(2);
  });
});

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

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'there is none',
      () => ({ WHICH: 'before 20200101T000000Z' }),
      /has no whole backup \(before 2020.*it has: 20261101T/,
    ],
    ['the named one is not there', () => ({ WHICH: 'named 20200101T000000Z' }), /has no whole backup \(named/],
    ['the place cannot be read', () => ({ FAIL: 'lsf', OPTIONAL: 'yes', WANTED: at('credentials') }), /cannot be read/],
    ['it is for another engine', () => ({ FORMAT: 'tar' }), /was written by valkey as rdb, and this engine reads tar/],
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
  const env = () => ({ WANTED: at('wanted'), WORK: at('volume/.restore'), DATA: at('volume') });

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
    expect([status, said]).toEqual([0, 'restored backup 20261103T000000Z of shop/sessions\n']);
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
