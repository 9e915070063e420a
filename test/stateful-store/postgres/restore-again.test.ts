import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { at, run, withBucket } from '../backup/bucket';

withBucket();

const WISH = 'latest of s3.example/shop/orders';
const SEGMENT = '0000000100000000000000';

function program(name: string, text: string): void {
  writeFileSync(at('bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(at('bin', name), 0o755);
}

const env = () => ({ PGDATA: at('pgdata'), LOG: at('.log'), CONFIG: at('scripts'), MAJOR: '18', WISH });

/** A data directory, and what its recovery.signal says if there is one. */
function directory(signal?: string, settings = ''): void {
  mkdirSync(at('pgdata/pg_twophase'), { recursive: true });
  mkdirSync(at('pgdata/pg_wal'));
  mkdirSync(at('.log'));
  writeFileSync(at('pgdata/PG_VERSION'), '18\n');
  writeFileSync(at('pgdata/postgresql.auto.conf'), settings);
  if (signal !== undefined) writeFileSync(at('pgdata/recovery.signal'), signal);
}

describe('a volume of PostgreSQL', () => {
  const decided = (more: Record<string, string> = {}) => run('backup-occupied.sh', { ...env(), ...more });

  it('is restored again when another restore than the one that has not ended is wanted', () => {
    directory('restore 2030-01-01T00:00:00Z of s3.example/shop/orders\n');
    const { status, said } = decided();
    expect(said).toBe(
      `the volume has a restore that has not ended (2030-01-01T00:00:00Z of s3.example/shop/orders), and now ${WISH} is wanted\n`,
    );
    expect(status).toBe(1);
    expect(readdirSync(at()).filter((name) => name.startsWith('pgdata'))).toEqual([]);
  });

  it('is left to the server while the same is wanted', () => {
    directory(`restore ${WISH}\n`);
    expect(decided()).toEqual({
      status: 0,
      said: `the volume has ${WISH}, and its log is not replayed to the end yet: the server goes on with that\n`,
    });
    expect(existsSync(at('.log'))).toBe(true);
  });

  it('is left alone when a restore has ended, or somebody else has begun one', () => {
    directory();
    expect(decided()).toMatchObject({ status: 0, said: expect.stringContaining('which is left alone') });
    expect(existsSync(at('.log'))).toBe(false);
    mkdirSync(at('.log'));
    for (const signal of ['', 'by hand\n']) {
      writeFileSync(at('pgdata/recovery.signal'), signal);
      expect(decided().status).toBe(0);
      expect(existsSync(at('pgdata/PG_VERSION')) && existsSync(at('.log'))).toBe(true);
    }
  });

  it('is restored where an unfinished one was just given up, and not where foreign files are', () => {
    mkdirSync(at('pgdata.unfinished'));
    expect(decided().status).toBe(1);
    expect(existsSync(at('pgdata.unfinished'))).toBe(false);
    mkdirSync(at('pgdata'));
    writeFileSync(at('pgdata/photo'), '');
    expect(decided()).toMatchObject({ status: 2, said: expect.stringContaining('this is no data directory') });
  });
});

describe('the log of a restore', () => {
  /** The server asks for a file. */
  function asked(name: string) {
    const { status, stderr } = spawnSync('sh', [at('scripts/log-restore.sh'), at('.log'), name, 'pg_wal/NEW'], {
      cwd: at('pgdata'),
      encoding: 'utf8',
    });
    return { status, stderr };
  }
  const ended = () => existsSync(at('pgdata/log-ended'));

  it('is unpacked segment by segment', () => {
    directory();
    writeFileSync(at('.log', `${SEGMENT}10.gz`), gzipSync('changes'));
    expect(asked(`${SEGMENT}10`).status).toBe(0);
    expect(readFileSync(at('pgdata/pg_wal/NEW'), 'utf8')).toBe('changes');
  });

  it('ends with its last segment, and not with one that another timeline has or that the backup has brought', () => {
    directory();
    for (const name of ['10', '12']) writeFileSync(at('.log', `${SEGMENT}${name}.gz`), '');
    writeFileSync(at('pgdata/pg_wal', `${SEGMENT}13`), '');
    for (const name of ['00000002.history', `${SEGMENT}13`, '000000020000000000000012', '000000020000000000000011']) {
      expect(asked(name).status).toBe(1);
      expect(ended()).toBe(false);
    }
    expect(asked(`${SEGMENT}14`).status).toBe(1);
    expect(ended()).toBe(true);
  });

  it('stops the server at a damaged segment, which would else take what is before it for all', () => {
    directory();
    writeFileSync(at('.log', `${SEGMENT}10.gz`), 'damaged');
    const { status, stderr } = asked(`${SEGMENT}10`);
    expect(stderr).toContain('cannot be unpacked: if it is damaged, restore a time before it with Backup.at');
    expect(status).toBeGreaterThan(125);
  });
});

describe('the options of a server that recovers', () => {
  /** The server that made the data allowed seven prepared transactions, and this one allows two. */
  function options() {
    program('pg_controldata', "echo 'max_prepared_xacts setting:           7'");
    program('postgres', 'echo 2');
    const { stdout, stderr } = spawnSync('sh', [at('scripts/recovery.sh')], {
      env: { ...env(), PATH: `${at('bin')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    return { options: stdout.trim().split('\n'), stderr };
  }
  const TIMED = "recovery_target_time = '2030-01-01 00:00:00+00'\nrecovery_target_timeline = 'current'\n";

  it('do not depend on the size of the one that wrote the log', () => {
    directory(`restore ${WISH}\n`);
    expect(options().options).toEqual(['-c hot_standby=off', '-c max_prepared_transactions=7']);
  });

  it('allow what the server that wrote the log allowed, when it takes no write and serves clients meanwhile', () => {
    directory();
    writeFileSync(at('pgdata/standby.signal'), 'read-only\n');
    const lines = ['max_connections setting:              48', 'max_worker_processes setting:         8'];
    program(
      'pg_controldata',
      [...lines, 'max_prepared_xacts setting:           0', 'max_locks_per_xact setting:           64']
        .map((line) => `echo '${line}'`)
        .join('\n'),
    );
    program(
      'postgres',
      'case $2 in max_connections) echo 29 ;; max_worker_processes) echo 8 ;; max_prepared*) echo 0 ;; *) echo 32 ;; esac',
    );
    const { stdout } = spawnSync('sh', [at('scripts/recovery.sh')], {
      env: { ...env(), PATH: `${at('bin')}:${process.env['PATH']}` },
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n')).toEqual(['-c max_connections=48', '-c max_locks_per_transaction=64']);
  });

  it('are its own afterwards, as long as it allows the prepared transactions that there are', () => {
    directory();
    expect(options().options).toEqual(['']);
    for (const name of ['1', '2', '3']) writeFileSync(at('pgdata/pg_twophase', name), '');
    expect(options().options).toEqual(['-c max_prepared_transactions=3']);
  });

  it('replay the log to its end when it ends before the time, and say so', () => {
    directory(`restore ${WISH}\n`, TIMED);
    expect(options().options).toContain('-c recovery_prefetch=off');
    expect(readFileSync(at('pgdata/postgresql.auto.conf'), 'utf8')).toBe(TIMED);
    writeFileSync(at('pgdata/log-ended'), `${SEGMENT}13\n`);
    const { stderr } = options();
    expect(stderr).toContain('the log ends before the time that was asked for: all of it is replayed');
    expect(readFileSync(at('pgdata/postgresql.auto.conf'), 'utf8')).toBe("recovery_target_timeline = 'current'\n");
    expect(readFileSync(at('pgdata/restored'), 'utf8')).toContain('the log ends before the time');
  });
});
