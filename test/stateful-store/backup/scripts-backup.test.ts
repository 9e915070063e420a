import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at, idOf, manifest, PLACE, run, stored, take, there, withBucket } from './bucket';

withBucket();

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

  it('makes the directory of the first backup where there are directories', () => {
    rmSync(at(PLACE), { recursive: true });
    take('abc');
    expect(run('upload.sh', { DIRECTORIES: 'yes' }).status).toBe(0);
    expect(there()).toEqual([idOf()]);
  });

  it('fails when the place itself is not there, and makes nothing', () => {
    take('abc');
    const { status, said } = run('upload.sh', { BASE: 'store:lost', ROOT: 'store:lost/sessions', DIRECTORIES: 'yes' });
    expect(said).toContain('store:lost/sessions cannot be read');
    expect(status).toBe(1);
    expect(existsSync(at('bucket/lost'))).toBe(false);
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
