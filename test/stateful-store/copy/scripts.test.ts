import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { at, run, withBucket } from '../backup/bucket';

withBucket();

function program(name: string, text: string): void {
  writeFileSync(at('bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(at('bin', name), 0o755);
}

/** A data directory with a note about the copy that it is. */
function directory(note?: string): void {
  for (const name of ['pg_twophase', 'base/5', 'global']) mkdirSync(at('pgdata', name), { recursive: true });
  writeFileSync(at('pgdata/PG_VERSION'), '17\n');
  if (note !== undefined) writeFileSync(at('pgdata/mainstay.copy'), note);
}

const signal = (): string | undefined =>
  existsSync(at('pgdata/standby.signal')) ? readFileSync(at('pgdata/standby.signal'), 'utf8') : undefined;

describe('a server that must take no write', () => {
  function readOnly(wanted = 'yes') {
    const env = { PGDATA: at('pgdata'), ...(wanted ? { READ_ONLY: wanted } : {}), PATH: process.env['PATH'] };
    const { status, stderr } = spawnSync('sh', [at('scripts/read-only.sh')], { env, encoding: 'utf8' });
    return { status, stderr };
  }

  it('is in recovery from its next start on, until it may take some again', () => {
    directory();
    expect(readOnly()).toEqual({ status: 0, stderr: '' });
    expect(signal()).toBe('read-only\n');
    expect(readOnly().status).toBe(0);
    expect(readOnly('').status).toBe(0);
    expect(signal()).toBeUndefined();
  });

  it('leaves alone what somebody else has put there', () => {
    directory();
    writeFileSync(at('pgdata/standby.signal'), '');
    expect(readOnly('').status).toBe(0);
    expect(signal()).toBe('');
  });

  it.each([
    ['the volume is empty', 'the volume is empty', () => undefined],
    ['a restore has not ended', 'a restore has not ended', () => writeFileSync(at('pgdata/recovery.signal'), '')],
    [
      'recovery would empty a table',
      'there are unlogged tables',
      () => writeFileSync(at('pgdata/base/5/16384_init'), ''),
    ],
    [
      'a prepared transaction is open',
      'prepared transactions are open',
      () => writeFileSync(at('pgdata/pg_twophase/7'), ''),
    ],
  ])('fails when %s', (what, words, given) => {
    if (what !== 'the volume is empty') directory();
    given();
    const { status, stderr } = readOnly();
    expect(status).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr).toContain('leave readOnly out until then; nothing was touched');
    expect(signal()).toBeUndefined();
  });
});

describe('a volume that begins with a copy', () => {
  /** The store that is copied answers with its position, or not at all. Time passes at once. */
  function take(copy: 'final' | 'rehearsal', position?: string) {
    program('sleep', `echo >>'${at('waited')}'`);
    program('pg_isready', position === undefined ? 'exit 2' : 'exit 0');
    // At first it still takes writes.
    program('psql', `[ ! -e '${at('waited')}' ] || echo '${position ?? ''}'`);
    if (copy === 'rehearsal' || position === undefined) program('psql', "echo ''");
    program('pg_basebackup', `echo '$PGHOST as $PGUSER' >'${at('copied')}'; exit 1`);
    writeFileSync(at('password'), 'secret');
    return run('copy-take.sh', {
      PGDATA: at('pgdata'),
      RUN: at('run'),
      CONFIG: at('scripts'),
      COPY: copy,
      SOURCE: 'orders',
      SOURCE_HOST: 'orders-0.orders',
      SOURCE_MAJOR: '17',
      SOURCE_PASSWORD: at('password'),
    });
  }
  const note = (copy: string, position: string) => `of orders\ncopy ${copy}\nposition ${position}\nmajor 17\n`;

  it('keeps the copy that it has, also when the other store is gone', () => {
    for (const [copy, position] of [
      ['final', '0/5000028'],
      ['final', undefined],
      ['rehearsal', '0/7000000'],
    ] as const) {
      directory(note(copy, '0/5000028'));
      const { status, said } = take(copy, position);
      expect(said).toContain('the volume has the copy of orders already: nothing is copied');
      if (copy === 'final')
        expect(said).toContain(position ? 'waiting until orders takes no write any more' : 'taken for gone');
      expect(status).toBe(0);
    }
  });

  it.each([
    [
      'has a rehearsal, and clients are to be switched',
      note('rehearsal', 'none'),
      'the volume has a rehearsal, which lacks what orders has taken since',
    ],
    [
      'has a copy of what was there before the last writes',
      note('final', '0/4000000'),
      'orders has taken writes since this copy was made',
    ],
    ['has data of its own', undefined, 'the volume has data that is no copy of orders'],
    [
      'has the copy of another store',
      note('final', '0/5000028').replace('orders', 'carts'),
      'the volume has data that is no copy of orders',
    ],
  ])('fails when it %s, and leaves it alone', (_, about, words) => {
    directory(about);
    const { status, said } = take('final', '0/5000028');
    expect(said).toContain(words);
    expect(said).toContain('nothing was touched');
    expect(status).toBe(1);
    expect(existsSync(at('pgdata/PG_VERSION'))).toBe(true);
    expect(existsSync(at('copied'))).toBe(false);
  });

  it('fails when it has foreign files', () => {
    mkdirSync(at('pgdata'));
    writeFileSync(at('pgdata/photo'), '');
    expect(take('rehearsal', '').said).toContain(
      'has files but no PG_VERSION: this is no data directory; nothing was touched',
    );
    expect(existsSync(at('pgdata/photo'))).toBe(true);
  });

  it('is not filled from a store that takes writes while it is copied', () => {
    program('pg_verifybackup', 'exit 0');
    program('pg_isready', 'exit 0');
    program('pg_basebackup', `mkdir -p '${at('work/old')}'; : >'${at('moved')}'`);
    program('psql', `[ -e '${at('moved')}' ] && echo 0/6000000 || echo 0/5000028`);
    writeFileSync(at('password'), 'secret');
    const { status, said } = run('copy-take.sh', {
      PGDATA: at('pgdata'),
      RUN: at('run'),
      CONFIG: at('scripts'),
      COPY: 'final',
      SOURCE: 'orders',
      SOURCE_HOST: 'orders-0.orders',
      SOURCE_MAJOR: '17',
      SOURCE_PASSWORD: at('password'),
    });
    expect(said).toContain('orders has taken writes while it was copied');
    expect(status).toBe(1);
  });
});

describe('the load of a copy', () => {
  const load = () => {
    writeFileSync(at('password'), 'secret');
    return run('copy-load.sh', {
      PGDATA: at('pgdata'),
      RUN: at('run'),
      CONFIG: at('scripts'),
      INITDB: '--data-checksums',
      COPY: 'final',
      SOURCE: 'orders',
      SOURCE_HOST: 'orders-0.orders',
      SOURCE_PASSWORD: at('password'),
    });
  };

  it('does nothing on a volume that has data', () => {
    directory('of orders\n');
    expect(load().status).toBe(0);
  });

  it('fails without a dump, because the server would begin with an empty database', () => {
    const { status, said } = load();
    expect(said).toContain('there is no dump of orders: delete this pod, and it is copied again');
    expect(status).toBe(1);
  });

  /** A dump of one table with three rows, and a server that finds so many. */
  function dumped(rows: number, position: string) {
    mkdirSync(at('work/dump'), { recursive: true });
    writeFileSync(at('work/note'), 'of orders\ncopy final\nposition 0/5000028\nmajor 17\n');
    writeFileSync(at('work/contents'), 'app table public.orders: 3 rows, sum 7\n');
    writeFileSync(at('work/databases'), 'app\n');
    writeFileSync(at('work/globals.sql'), 'CREATE ROLE postgres;\nCREATE ROLE app;\n');
    for (const name of ['pg_restore', 'vacuumdb', 'pg_ctl']) program(name, 'exit 0');
    program('initdb', `for word in "$@"; do case $word in --pgdata=*new) mkdir -p "\${word#*=}" ;; esac; done`);
    const found = `echo 'app table public.orders: ${rows} rows, sum 7'`;
    program('psql', `case "$*" in *contents*) ${found} ;; *replay*) echo '${position}' ;; *) cat >/dev/null ;; esac`);
  }

  it('gives the data directory its name when all is as it was', () => {
    dumped(3, '0/5000028');
    const { status, said } = load();
    expect(said).toContain(
      'checked: 1 tables with 3 rows are the same as in orders (final, PostgreSQL 17, position 0/5000028)',
    );
    expect(status).toBe(0);
    expect(readFileSync(at('pgdata/mainstay.copy'), 'utf8')).toContain('copy final\nposition 0/5000028\n');
  });

  it.each([
    ['a table has other rows', 2, '0/5000028', 'the copy is not what orders has (< there, > here)'],
    ['the store has taken writes since', 3, '0/6000000', 'has taken writes since it was dumped'],
    ['the store takes writes again', 3, '', 'has taken writes since it was dumped'],
  ])('fails when %s, and the server has nothing to begin with', (_, rows, position, words) => {
    dumped(rows, position);
    const { status, said } = load();
    expect(said).toContain(words);
    expect(status).toBe(1);
    expect(existsSync(at('pgdata'))).toBe(false);
  });
});
