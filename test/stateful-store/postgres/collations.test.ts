import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../../lib/stateful-store/engines/postgres/scripts');
const QUERY = 'backup-collations.sql';

/** Runs the drill with programs that pretend; `psql` answers for each database what the file of its name has. */
function drill(found: Readonly<Record<string, string>>) {
  const home = mkdtempSync(join(tmpdir(), 'mainstay-drill-'));
  const at = (...parts: string[]): string => join(home, ...parts);
  const program = (name: string, text: string): void => {
    writeFileSync(at('bin', name), `#!/bin/sh\n${text}\n`);
    chmodSync(at('bin', name), 0o755);
  };
  for (const made of ['bin', 'scripts', 'found']) mkdirSync(at(made));
  for (const script of ['backup-drill.sh', QUERY]) cpSync(join(SCRIPTS, script), at('scripts', script));
  for (const script of ['backup-restore.sh', 'recovery.sh']) writeFileSync(at('scripts', script), '');
  for (const [database, text] of Object.entries(found)) writeFileSync(at('found', database), text);
  program('pg_ctl', 'echo ready >>"$DATA/server.log"');
  for (const name of ['pg_isready', 'pg_amcheck']) program(name, 'exit 0');
  program(
    'psql',
    [
      'case "$*" in',
      '  *pg_is_in_recovery*) echo f ;;',
      `  *datallowconn*) ls ${at('found')} ;;`,
      `  *${QUERY}*) while [ "$1" != --dbname ]; do shift; done; cat "${at('found')}/$2" ;;`,
      '  *) echo 1700000000 ;;',
      'esac',
    ].join('\n'),
  );
  const env = {
    PATH: `${at('bin')}:${process.env['PATH']}`,
    DATA: at('data'),
    FACTS: at('facts'),
    CONFIG: at('scripts'),
  };
  const { status, stderr } = spawnSync('sh', [at('scripts', 'backup-drill.sh')], { env, encoding: 'utf8' });
  const facts = existsSync(env.FACTS) ? readFileSync(env.FACTS, 'utf8') : '';
  rmSync(home, { recursive: true, force: true });
  return { status, stderr, facts };
}

describe('a drill with an image that may sort text in another way', () => {
  it('succeeds when every collation has the version by which its indexes are sorted', () => {
    expect(drill({ orders: '', postgres: '' })).toMatchObject({ status: 0, facts: 'canary 1700000000\n' });
  });

  it('fails and names the collation when one has another version, in whatever database', () => {
    const line = 'database orders: collation de was sorted by version 67.1, and the image has 76.1\n';
    const { status, stderr, facts } = drill({ a: '', 'or ders': line, postgres: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain(line);
    expect(stderr).toContain('REINDEX');
    expect(facts).toBe('');
  });
});
