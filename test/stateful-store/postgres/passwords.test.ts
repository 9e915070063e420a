import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOf, database, server, variables } from './support';

const homes: string[] = [];
afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

/** Stands in for psql: writes down what it gets, and refuses the passwords in the file `refused`. */
const PSQL = `#!/bin/sh
echo "$*" >>"$HOME/asked"
case $* in
  *'\\password'*) cat >>"$HOME/typed" ;;
  *127.0.0.1*)
    if [ -e "$HOME/refused" ]; then echo "FATAL:  password authentication failed for user" >&2 && exit 2; fi
    ;;
esac
[ ! -e "$HOME/broken" ] || exit 1
`;

/** A server that has started with these passwords. */
function running(password = 'one', admin = 'two') {
  const home = mkdtempSync(join(tmpdir(), 'mainstay-postgres-'));
  homes.push(home);
  const { chart } = database();
  const write = (path: string, text: string): void => {
    mkdirSync(join(home, path, '..'), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const read = (path: string): string => (existsSync(join(home, path)) ? readFileSync(join(home, path), 'utf8') : '');
  for (const [name, text] of Object.entries(configOf(chart)['data'] as Record<string, string>))
    write(`config/${name}`, text);
  for (const name of ['psql', 'pg_isready']) {
    write(`bin/${name}`, name === 'psql' ? PSQL : '#!/bin/sh\n[ "$1" = --quiet ] && echo f >/dev/null\n');
    chmodSync(join(home, 'bin', name), 0o755);
  }
  write('password', password);
  write('admin', admin);
  mkdirSync(join(home, 'run'));
  const files = { CONFIG: 'config', RUN: 'run', PASSWORD_FILE: 'password', ADMIN_FILE: 'admin', HOME: '.' };
  const moved = Object.fromEntries(Object.entries(files).map(([name, path]) => [name, join(home, path)]));
  const env = { ...variables(server(chart)), ...moved, PATH: `${join(home, 'bin')}:${process.env['PATH']}` };
  const run = (script: string) => spawnSync('sh', [join(home, 'config', script)], { env, encoding: 'utf8' });
  const state = spawnSync('sh', ['-c', '. "$CONFIG/passwords.sh"; passwords_state'], { env, encoding: 'utf8' });
  write('run/settled', state.stdout);
  const look = () => {
    rmSync(join(home, 'run/next-login'), { force: true });
    return run('follow-passwords.sh');
  };
  return { write, read, run, look };
}

const ROLES = ['postgres', 'orders', 'backup'];

describe('a PostgreSQL server that runs when its Secret changes', () => {
  it('gets the passwords of all roles from psql, which makes verifiers, and none is an argument', () => {
    const { write, read, look } = running();
    write('password', `it's "new"\\ `);
    const { status, stderr } = look();
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('are set') });
    const set = read('asked')
      .split('\n')
      .filter((line) => line.includes('\\password'));
    expect(set.map((line) => /\\password "(.*)"/.exec(line)?.[1])).toEqual(ROLES);
    expect(read('typed')).toBe(`two\ntwo\nit's "new"\\ \nit's "new"\\ \ntwo\ntwo\n`);
    expect(read('asked')).not.toContain('new');
  });

  it('is told nothing while the Secret is the same, and nothing before it has started', () => {
    const { write, read, look } = running();
    look();
    expect(read('asked')).not.toContain('\\password');
    write('run/settled', '');
    write('password', 'another');
    look();
    expect(read('asked')).not.toContain('\\password');
  });

  it('keeps the password before when the new one is none, names the key once, and counts it for the alert', () => {
    const { write, read, look } = running();
    write('password', 'two lines\n');
    expect(look().stderr).toContain('key password of Secret orders-credentials must be one line');
    expect(look().stderr).toBe('');
    expect(read('asked')).not.toContain('\\password');
    expect(read('asked').match(/UPDATE mainstay.refusals/g)).toHaveLength(2);
  });

  it('tries again when the server did not take a password', () => {
    const { write, read, look } = running();
    write('password', 'another');
    write('broken', '');
    expect(look().stderr).toContain('cannot be set: the passwords before stay');
    rmSync(join(homes[0] ?? '', 'broken'));
    look();
    expect(read('asked').match(/password "orders"/g)).toHaveLength(1);
    expect(look().stderr).toBe('');
  });

  it('counts for the alert that it lets nobody in, because somebody has changed a role', () => {
    const { write, read, look } = running();
    write('refused', '');
    expect(look().stderr).toContain('does not let in with the passwords of Secret orders-credentials');
    expect(read('asked')).toContain('UPDATE mainstay.refusals');
    expect(read('asked')).not.toContain('\\password');
  });

  it('is alive whatever happens to passwords', () => {
    const { write, run } = running();
    write('password', '');
    write('broken', '');
    expect(run('alive.sh').status).toBe(0);
  });
});
