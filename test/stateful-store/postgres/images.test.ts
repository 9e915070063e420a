import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { database, server, variables } from './support';

const major = (image: string, version?: string) =>
  variables(server(database({ image, ...(version && { version }) }).chart))['MAJOR'];

describe('images with extensions', () => {
  it.each([
    ['pgvector/pgvector:pg17', '17'],
    ['pgvector/pgvector:0.8.1-pg18-trixie', '18'],
    ['postgis/postgis:17-3.5', '17'],
    ['timescale/timescaledb:2.17.2-pg17', '17'],
    ['timescale/timescaledb-ha:pg16.4-ts2.17.2', '16'],
    ['paradedb/paradedb:0.15.1-pg17', '17'],
    ['citusdata/citus:12.1-pg16', '16'],
    ['docker.io/tensorchord/pgvecto-rs:pg16-v0.3.0', '16'],
  ])('say their version of PostgreSQL: %s is %s', (image, version) => {
    expect(major(image)).toBe(version);
  });

  it('are believed less than an explicit version', () => {
    expect(major('citusdata/citus:13.0.3', '17')).toBe('17');
    expect(major('ghcr.io/acme/database:2026.11.1', '18')).toBe('18');
  });

  it('fails when the tag begins with the version of an extension, and asks for the version', () => {
    expect(() => major('citusdata/citus:13.0.3')).toThrow(
      /one that is maintained, got 13; pass version, one of 15, 16, 17, 18/,
    );
  });
});

describe('the libraries that a server loads', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mainstay-start-'));
    for (const made of ['bin', 'config', 'run', 'data/pgdata']) mkdirSync(join(home, made), { recursive: true });
    for (const folder of ['engines/postgres/scripts', 'volumes/scripts']) {
      cpSync(join(__dirname, '../../../lib/stateful-store', folder), join(home, 'config'), { recursive: true });
    }
    writeFileSync(join(home, 'data/pgdata/PG_VERSION'), '17\n');
    writeFileSync(join(home, 'secret'), 'a');
    program('postgres', 'case $1 in --version) echo "postgres (PostgreSQL) 17.6" ;; *) echo "run: $*" ;; esac');
    program('initdb', `echo "POSTGRESQL_CONF_SAMPLE=${home}/sample" >&2`);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  function program(name: string, text: string): void {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(home, 'bin', name), 0o755);
  }

  function started(sample: string, own: string): string {
    writeFileSync(join(home, 'sample'), sample);
    writeFileSync(join(home, 'config/postgresql.conf'), own);
    const env = {
      PATH: `${home}/bin:${process.env['PATH']}`,
      ADMIN_FILE: `${home}/secret`,
      PASSWORD_FILE: `${home}/secret`,
      CREDENTIALS_FROM: 'orders password admin',
      CONFIG: `${home}/config`,
      RUN: `${home}/run`,
      PGDATA: `${home}/data/pgdata`,
      MAJOR: '17',
      INITDB: '',
    };
    const { stdout, stderr } = spawnSync('sh', [join(home, 'config/start.sh')], { env, encoding: 'utf8' });
    return /^run: .*$/m.exec(stdout)?.[0] ?? stderr;
  }

  it('are those of the image first, and then those of the program, each once', () => {
    const sample =
      "#shared_preload_libraries = ''\nshared_preload_libraries = 'timescaledb'\t# (change requires restart)\n";
    expect(started(sample, "shared_preload_libraries = 'pg_stat_statements, timescaledb'\n")).toMatch(
      /-c shared_preload_libraries=timescaledb,pg_stat_statements$/,
    );
    expect(started("shared_preload_libraries='citus'\n", '')).toMatch(/-c shared_preload_libraries=citus$/);
    expect(started("shared_preload_libraries = 'pg_search,pg_cron'\n", '')).toMatch(/=pg_search,pg_cron$/);
  });

  it('are those of the program alone where the image has none', () => {
    expect(started("#shared_preload_libraries = ''\n", "work_mem = '4MB'\n")).toMatch(/postgresql.conf$/);
    expect(started("#shared_preload_libraries = ''\n", "shared_preload_libraries = 'auto_explain'\n")).toMatch(
      /=auto_explain$/,
    );
  });
});
