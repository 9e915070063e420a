import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, PLACE, withBucket } from './bucket';

withBucket();

const ENGINES = join(__dirname, '../../../lib/stateful-store/engines');
const NEWEST = '20261103T000000Z';

/** Programs that change files: each step of a restore ends with one. The pod dies when the count has come to 0. */
const CHANGING = ['mv', 'rm', 'mkdir', 'tar', 'cp', 'sync', 'rmdir', 'ln'];
const dying = (program: string): string => `#!/bin/sh
read -r left <"$COUNT"
echo "$((left - 1))" >"$COUNT"
[ "$left" -ne 1 ] || kill -KILL 0
exec ${program} "$@"
`;

function program(path: string, text: string): void {
  mkdirSync(at(path, '..'), { recursive: true });
  writeFileSync(at(path), text);
  chmodSync(at(path), 0o755);
}

/** The steps of a restore as containers of one pod run them. Each is started again when it was killed, or the pod is. */
class Restore {
  readonly env: Readonly<Record<string, string>>;

  constructor(
    private readonly engine: 'postgres' | 'valkey-family',
    more: Readonly<Record<string, string>>,
  ) {
    cpSync(join(ENGINES, engine, 'scripts'), at('config'), { recursive: true });
    for (const name of CHANGING) {
      const own = at('bin', name);
      const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
      program(`dying/${name}`, dying(existsSync(own) ? own : stdout.trim()));
    }
    for (const made of ['volume', 'run']) mkdirSync(at(made));
    this.env = {
      CONFIG: at('config'),
      COUNT: at('count'),
      DATA: at('volume'),
      FORMAT: 'rdb',
      WANTED: at('run/wanted'),
      WISH: 'latest of a bucket',
      WORK: at('volume/.restore'),
      BACKUP: at('volume/.restore/files'),
      ...more,
    };
  }

  /** Runs one container. @returns false when it was killed */
  private step(script: string, ...command: string[]): boolean {
    const PATH = `${at('dying')}:${at('bin')}:${process.env['PATH']}`;
    const { status, stderr } = spawnSync('setsid', ['--wait', 'sh', at('scripts', script), ...command], {
      env: {
        BUCKET: at('bucket'),
        BASE: 'store:',
        ROOT: 'store:shop/sessions',
        OPTIONS_FROM: at('credentials'),
        WHICH: 'latest',
        ...this.env,
        PATH,
      },
      encoding: 'utf8',
    });
    if (status === 0) return true;
    if (status === 137 || status === null) return false;
    throw new Error(`${script} ended with ${status}: ${stderr}`);
  }

  get log(): readonly string[] {
    return this.engine === 'postgres' ? ['log-fetch.sh'] : [];
  }

  /** Runs all containers; the pod dies in front of the nth change of a file. @returns true when it has died */
  pod(after: number, again: 'the container' | 'the pod'): boolean {
    writeFileSync(at('count'), `${after}`);
    const steps = [
      ['decide.sh', 'sh', at('config/backup-occupied.sh')],
      ['fetch.sh'],
      ...this.log.map((script) => [script]),
      ['load.sh', 'sh', at('config/backup-restore.sh')],
    ] as [string, ...string[]][];
    let died = false;
    for (let n = 0; n < steps.length; n += 1) {
      const [script = '', ...command] = steps[n] ?? [];
      if (this.step(script, ...command)) continue;
      died = true;
      n = again === 'the pod' ? -1 : n - 1;
    }
    return died;
  }
}

function backup(files: Readonly<Record<string, string | Buffer>>): void {
  const directory = at(PLACE, NEWEST);
  mkdirSync(directory, { recursive: true });
  const lines = Object.entries(files).map(([name, content]) => {
    writeFileSync(join(directory, name), content);
    return `file ${Buffer.byteLength(content)} ${createHash('sha256').update(content).digest('hex')} ${name}`;
  });
  const head = [`backup ${NEWEST}`, 'store shop/sessions', 'engine any', 'format rdb'];
  writeFileSync(join(directory, 'manifest'), [...head, ...lines, ''].join('\n'));
}

/** A restore that is killed at every change of a file, one after the other. @returns the number of those */
function everywhere(again: 'the container' | 'the pod', make: () => Restore, right: () => void): number {
  for (let after = 1; ; after += 1) {
    for (const old of ['volume', 'run']) rmSync(at(old), { recursive: true, force: true });
    const died = make().pod(after, again);
    right();
    if (!died) return after - 1;
  }
}

const PLACES = ['the container', 'the pod'] as const;

describe.each(PLACES)('a restore that is killed at any change of a file, with %s started again', (again) => {
  it('ends with the whole data directory of PostgreSQL, and nothing else on the volume', () => {
    mkdirSync(at('base/pg_wal'), { recursive: true });
    writeFileSync(at('base/PG_VERSION'), '18');
    writeFileSync(at('base/table'), 'rows');
    const packed = spawnSync('tar', ['-czf', '-', '-C', at('base'), '.']).stdout;
    const segment = '000000010000000000000010';
    const ends = `"End-LSN": "0/10000100"`;
    backup({ 'base.tar.gz': packed, backup_manifest: ends, 'first-segment': `${segment}\n` });
    mkdirSync(at(PLACE, 'log'));
    writeFileSync(at(PLACE, 'log', `${segment}.gz`), 'changes');
    for (const name of ['pg_verifybackup', 'postgres']) program(`bin/${name}`, '#!/bin/sh\n');
    const make = () => new Restore('postgres', { PGDATA: at('volume/pgdata'), LOG: at('volume/.log') });
    const killed = everywhere(again, make, () => {
      expect(readdirSync(at('volume')).sort()).toEqual(['.log', 'pgdata']);
      expect(readFileSync(at('volume/pgdata/table'), 'utf8')).toBe('rows');
      expect(readFileSync(at('volume/pgdata/recovery.signal'), 'utf8')).toBe('restore latest of a bucket\n');
      expect(readFileSync(at('volume/.log', `${segment}.gz`), 'utf8')).toBe('changes');
    });
    expect(killed).toBeGreaterThan(15);
  }, 600_000);

  it.each(['yes', 'no'])(
    'ends with the whole file of Valkey, in a directory: %s',
    (directory) => {
      backup({ 'dump.rdb': 'REDIS data' });
      for (const name of ['valkey-cli', 'check']) program(`bin/${name}`, '#!/bin/sh\n');
      const pod = { POD_NAME: 'sessions-0', POD_NAMESPACE: 'shop', REPLICAS: '1', STORE_NAME: 's', STORE_SERVICE: 's' };
      const server = {
        CLUSTER_DOMAIN: 'c',
        CLI: 'valkey-cli',
        PORT: '1',
        SENTINEL_PORT: '2',
        SECRETS: '/',
        RUN: at('run'),
      };
      const make = () => new Restore('valkey-family', { ...pod, ...server, CHECK: 'check', LOG_DIRECTORY: directory });
      const file = directory === 'yes' ? 'appendonlydir/appendonly.aof.1.base.rdb' : 'appendonly.aof';
      const log = directory === 'yes' ? 'appendonlydir/appendonly.aof.1.incr.aof' : file;
      const killed = everywhere(again, make, () => {
        expect(readdirSync(at('volume')).sort()).toEqual(['.restored', file.split('/')[0]]);
        expect(readFileSync(at('volume', file), 'utf8')).toMatch(/^REDIS data/);
        const said = readFileSync(at('volume', log), 'utf8');
        expect(said.match(/SELECT/g)).toEqual(['SELECT']);
      });
      expect(killed).toBeGreaterThan(10);
    },
    600_000,
  );
});
