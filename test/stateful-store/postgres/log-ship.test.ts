import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { at, PLACE, run, withBucket } from '../backup/bucket';

withBucket();

const SEGMENT = '000000010000000000000010';
const PRODUCTION = '0123456789abcdef';
const REHEARSAL = 'fedcba9876543210';

/** A server with one full segment. The archiver is told to end when it waits for the first time. */
function server(...identity: readonly string[]): void {
  for (const made of ['pg_wal/archive_status', 'global']) mkdirSync(at('data/pgdata', made), { recursive: true });
  writeFileSync(at('data/pgdata/pg_wal', SEGMENT), 'writes');
  writeFileSync(at('data/pgdata/pg_wal/archive_status', `${SEGMENT}.ready`), '');
  writeFileSync(at('data/pgdata/global/pg_control'), 'database');
  writeFileSync(at('data/pgdata/mainstay.identity'), identity.map((line) => `${line}\n`).join(''));
  writeFileSync(at('bin/sleep'), '#!/bin/sh\nkill -TERM "$PPID"\n');
  chmodSync(at('bin/sleep'), 0o755);
}

const ship = (env: Readonly<Record<string, string>> = {}) =>
  run('log-ship.sh', { DATA: at('data'), RUN: at('run'), ...env });
const archived = () => readdirSync(at('run/archived'));
const owner = () => readFileSync(at(PLACE, 'log/owner'), 'utf8');

/** A log that this data writes, or that was begun before there were owners. */
function begun(identity?: string): void {
  mkdirSync(at(PLACE, 'log'), { recursive: true });
  writeFileSync(at(PLACE, 'log/system'), ' 64 61 74 61 62 61 73 65\n');
  if (identity !== undefined) writeFileSync(at(PLACE, 'log/owner'), `identity ${identity}\n`);
}

describe('what is shipped of the log', () => {
  it.each<[string, () => void]>([
    ['that is empty', () => {}],
    ['of this data', () => begun(PRODUCTION)],
    ['from before there were owners', () => begun()],
  ])('is every full segment, into a log %s', (_, prepare) => {
    prepare();
    server(`identity ${PRODUCTION}`);
    expect(ship().status).toBe(0);
    expect(existsSync(at(PLACE, 'log', `${SEGMENT}.gz`))).toBe(true);
    expect(archived()).toEqual([SEGMENT]);
    expect(owner()).toBe(`identity ${PRODUCTION}\n`);
  });

  it.each<[string, string | undefined, string]>([
    ['of the data that was restored', PRODUCTION, PRODUCTION],
    ['from before there were owners', undefined, '20261101T000000Z'],
    ['of somebody else', 'aaaabbbbccccdddd', 'aaaabbbbccccdddd'],
  ])('fails when a copy would write into a log %s', (_, there, named) => {
    begun(there);
    server(`identity ${REHEARSAL}`, `parent ${there === undefined ? '20261101T000000Z' : PRODUCTION}`);
    const { status, said } = ship();
    expect(said).toContain(
      `store:shop/sessions/log belongs to ${named}, and this store is ${REHEARSAL}, restored from`,
    );
    expect(said).toContain('another server must not write there: this one keeps its log on its volume');
    expect(status).toBe(1);
    expect(readdirSync(at(PLACE, 'log')).sort()).toEqual(there === undefined ? ['system'] : ['owner', 'system']);
    expect(archived()).toEqual([]);
    expect(existsSync(at('run/refused'))).toBe(true);
  });

  it('goes on in the log that it takes over, and the data from before does not come back', () => {
    begun(PRODUCTION);
    server(`identity ${REHEARSAL}`, `parent ${PRODUCTION}`);
    ship();
    expect(ship({ TAKE_OVER: PRODUCTION }).status).toBe(0);
    expect(existsSync(at('run/refused'))).toBe(false);
    expect(owner()).toBe(`identity ${REHEARSAL}\n`);
    server(`identity ${PRODUCTION}`);
    expect(ship({ RUN: at('other'), TAKE_OVER: PRODUCTION }).status).toBe(1);
    expect(owner()).toBe(`identity ${REHEARSAL}\n`);
  });

  it('is shipped by a copy to a place of its own', () => {
    begun(PRODUCTION);
    server(`identity ${REHEARSAL}`, `parent ${PRODUCTION}`);
    expect(ship({ ROOT: 'store:rehearsal/sessions' }).status).toBe(0);
    expect(existsSync(at('bucket/rehearsal/sessions/log', `${SEGMENT}.gz`))).toBe(true);
  });

  it('does not make the place that must be there', () => {
    server(`identity ${PRODUCTION}`);
    const { status, said } = ship({ BASE: 'store:lost', ROOT: 'store:lost/orders', DIRECTORIES: 'yes' });
    expect(said).toContain('store:lost is not there: the log is not written to a wrong place');
    expect(status).toBe(1);
    expect(existsSync(at('bucket/lost'))).toBe(false);
    expect(archived()).toEqual([]);
  });
});

describe('the archive command', () => {
  it('fails at once while the log belongs to others, so that a server that ends does not wait', () => {
    mkdirSync(at('run/archived'), { recursive: true });
    writeFileSync(at('run/refused'), '');
    // A wait would be an error of its own.
    writeFileSync(at('bin/sleep'), '#!/bin/sh\nexit 9\n');
    chmodSync(at('bin/sleep'), 0o755);
    const { status, said } = run('log-archive.sh', { RUN: at('run') }, SEGMENT);
    expect([status, said]).toEqual([1, expect.stringContaining(`${SEGMENT} stays here`)]);
    writeFileSync(at('run/archived', SEGMENT), '');
    expect(run('log-archive.sh', { RUN: at('run') }, SEGMENT).status).toBe(0);
  });
});
