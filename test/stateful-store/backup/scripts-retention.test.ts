import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { at, idOf, PLACE, run, stored, take, there, withBucket } from './bucket';

withBucket();

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
