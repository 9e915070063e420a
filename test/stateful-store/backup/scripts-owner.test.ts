import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { at, idOf, manifest, PLACE, run, stored, take, there, withBucket } from './bucket';

withBucket();

const PRODUCTION = '0123456789abcdef';
const REHEARSAL = 'fedcba9876543210';
const OLD = '20260101T000000Z';

/** Takes a backup of data that was restored, or that was not. */
function taken(identity: string, parent?: string) {
  const lines = [`identity ${identity}`, ...(parent === undefined ? [] : [`parent ${parent}`])];
  return take('abc', 'entries 3\n', `${lines.join('\n')}\n`);
}

describe('the identity of the data', () => {
  it('stands in the manifest, with that of the data that was restored', () => {
    taken(REHEARSAL, PRODUCTION);
    expect(manifest()).toContain(`\nidentity ${REHEARSAL}\nparent ${PRODUCTION}\n`);
  });

  it('is left out where the engine has none', () => {
    take('abc');
    expect(manifest()).not.toMatch(/identity|parent/);
  });

  it.each<[string, string, string]>([
    ['that of the data', PRODUCTION, PRODUCTION],
    ['the name of the backup, from before there were identities', '', OLD],
  ])('is another one after a restore, and its parent is %s', (_, identity, parent) => {
    stored(OLD, 'data', true, identity);
    writeFileSync(at('work/wanted'), '');
    run('fetch.sh');
    const { status, said } = run(
      'load.sh',
      { WANTED: at('work/wanted') },
      'sh',
      '-c',
      'cat "$IDENTITY" >"$BUCKET/seen"',
    );
    const seen = readFileSync(at('bucket/seen'), 'utf8');
    expect(seen).toMatch(new RegExp(`^identity [0-9a-f]{16}\\nparent ${parent}\\n$`));
    expect(seen).not.toContain(`identity ${PRODUCTION}`);
    expect(said).toContain(`Backup.to(objectStore, { takeOver: '${parent}' })`);
    expect(status).toBe(0);
  });
});

describe('a place with backups', () => {
  const ALLOWED: [string, string, string | undefined, string, Record<string, string>][] = [
    ['the same data', PRODUCTION, undefined, PRODUCTION, {}],
    ['data from before there were identities', PRODUCTION, undefined, '', {}],
    ['data that takes over that of the newest backup', REHEARSAL, PRODUCTION, PRODUCTION, { TAKE_OVER: PRODUCTION }],
    ['data that takes over a backup without an identity', REHEARSAL, OLD, '', { TAKE_OVER: OLD }],
  ];
  const REFUSED: [string, string, string | undefined, string, Record<string, string>][] = [
    ['data that was restored from there', REHEARSAL, PRODUCTION, PRODUCTION, {}],
    ['new data, such as that on a volume that was lost', REHEARSAL, undefined, PRODUCTION, {}],
    ['data that was restored from before there were identities', REHEARSAL, OLD, '', {}],
    ['data that takes over somebody else', REHEARSAL, PRODUCTION, PRODUCTION, { TAKE_OVER: 'aaaabbbbccccdddd' }],
  ];

  it.each(ALLOWED)('accepts %s', (_, identity, parent, owner, env) => {
    stored(OLD, 'data', true, owner);
    taken(identity, parent);
    expect(run('claim.sh', env).status).toBe(0);
    expect(run('upload.sh', env).status).toBe(0);
    expect(run('retain.sh', { KEEP_NEWEST: '1', ...env }).status).toBe(0);
    expect(there()).toEqual([idOf()]);
  });

  it.each(REFUSED)('fails when %s comes, and stays as it is', (_, identity, parent, owner, env) => {
    stored(OLD, 'data', true, owner);
    taken(identity, parent);
    for (const script of ['claim.sh', 'upload.sh']) {
      const { status, said } = run(script, env);
      expect(said).toContain(`belongs to ${owner || OLD}, and this store is ${identity}`);
      expect(said).toContain(`Backup.to(objectStore, { takeOver: '${owner || OLD}' })`);
      expect(said).toContain("Backup.to(objectStore, { path: 'rehearsal/…' })");
      expect(status).toBe(3);
    }
    expect(there()).toEqual([OLD]);
  });

  it('fails when data without an identity comes, because it may be anybody', () => {
    stored(OLD, 'data', true, PRODUCTION);
    take('abc');
    expect(run('claim.sh')).toMatchObject({
      status: 3,
      said: expect.stringContaining('this store is without an identity'),
    });
  });

  it('keeps its old backups when other data has written there since the upload', () => {
    stored(OLD, 'data', true, PRODUCTION);
    taken(PRODUCTION);
    run('upload.sh');
    const name = new Date(Date.now() + 60_000).toISOString().replace(/[-:]|\.\d+/g, '');
    stored(name, 'data', true, REHEARSAL);
    const { status, said } = run('retain.sh', { KEEP_NEWEST: '1' });
    expect(said).toContain(`with backup ${name} of shop/sessions belongs to ${REHEARSAL}`);
    expect(status).toBe(3);
    expect(there()).toHaveLength(3);
  });

  it('no longer lets in who once was to take over', () => {
    stored(OLD, 'data', true, PRODUCTION);
    taken(REHEARSAL, PRODUCTION);
    run('upload.sh', { TAKE_OVER: PRODUCTION });
    taken('aaaabbbbccccdddd', REHEARSAL);
    expect(run('claim.sh', { TAKE_OVER: PRODUCTION }).status).toBe(3);
    taken(PRODUCTION);
    expect(run('claim.sh').status).toBe(3);
  });

  it('does not let anybody in who cannot read the manifest there', () => {
    stored(OLD, 'data', true, PRODUCTION);
    taken(PRODUCTION);
    const { status, said } = run('claim.sh', { FAIL: 'copyto' });
    expect([status, said]).toEqual([1, expect.stringContaining(`the manifest of ${OLD} cannot be read`)]);
  });

  /** A backup there whose canary is 7, and a new one of the same data that has seen this one. */
  function again(seen: string, env: Readonly<Record<string, string>> = {}) {
    stored(OLD, 'data', true, PRODUCTION);
    writeFileSync(at(PLACE, OLD, 'manifest'), `${readFileSync(at(PLACE, OLD, 'manifest'), 'utf8')}fact canary 7\n`);
    take('abc', 'canary 9\n', `identity ${PRODUCTION}\n${seen}`);
    return run('claim.sh', env);
  }

  it.each(['seen 7\n', 'seen 8\n', ''])(
    'accepts data that knows the newest backup, or has been emptied since: %j',
    (seen) => {
      expect(again(seen).status).toBe(0);
    },
  );

  it('fails when a copy of the volume comes, which has the same identity and does not know the newest backup', () => {
    const { status, said } = again('seen 6\n');
    expect(said).toContain(
      `has backup ${OLD} of ${PRODUCTION}, which this store is too, but it has not written that backup`,
    );
    expect(said).toContain(`Backup.to(objectStore, { takeOver: '${OLD}' })`);
    expect(status).toBe(3);
  });

  it('accepts data that was set back, when its program names the backup that it takes over', () => {
    expect(again('seen 6\n', { TAKE_OVER: OLD }).status).toBe(0);
  });

  it('is free for everybody while it is empty', () => {
    taken(REHEARSAL, PRODUCTION);
    expect(run('claim.sh', { DIRECTORIES: 'yes' }).status).toBe(0);
    expect(readdirSync(at(PLACE))).toEqual([]);
    expect(existsSync(at('work/newest'))).toBe(false);
  });
});
