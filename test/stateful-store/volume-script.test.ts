import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, StatefulStore } from '../../lib';
import { find, testChart } from '../support/charts';

const SCRIPT = join(__dirname, '../../lib/stateful-store/volumes/scripts/volume.sh');
const ROOT = process.getuid?.() === 0;
/** Root may do everything, so that the script runs as somebody else. */
const USER = ROOT ? 65534 : (process.getuid?.() ?? 0);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mainstay-volume-'));
  chmodSync(home, 0o755);
  mkdirSync(join(home, 'data'));
  if (ROOT) chownSync(join(home, 'data'), USER, USER);
});
afterEach(() => {
  chmodSync(join(home, 'data'), 0o700);
  rmSync(home, { recursive: true, force: true });
});

function run(call: string) {
  const { status, stderr } = spawnSync('sh', ['-c', `set -eu; . ${SCRIPT}; ${call}`], {
    cwd: home,
    encoding: 'utf8',
    ...(ROOT && { uid: USER, gid: USER }),
  });
  return { status, stderr };
}

describe('a volume', () => {
  it('is used when its files can be read and written, whatever else is there', () => {
    writeFileSync(join(home, 'data/dump.rdb'), 'x');
    if (ROOT) chownSync(join(home, 'data/dump.rdb'), USER, USER);
    mkdirSync(join(home, 'data/lost+found'), { mode: 0o000 });
    expect(run('check_volume data data/dump.rdb data/appendonlydir; check_owner data')).toEqual({
      status: 0,
      stderr: '',
    });
    chmodSync(join(home, 'data/lost+found'), 0o700);
  });

  it('fails when it cannot be written to, with its owner, the user, and what to do', () => {
    chmodSync(join(home, 'data'), 0o500);
    const { status, stderr } = run('check_volume data');
    expect(status).toBe(1);
    expect(stderr).toContain(
      `data belongs to user ${USER} and group ${USER} with mode 500, and this server cannot read and write it as user ${USER}`,
    );
    expect(stderr).toContain(`the volume ignores fsGroup, as NFS and hostPath do, or is read-only: give the exported`);
  });

  const asRoot = ROOT ? it : it.failing;
  asRoot('fails when another chart has written it, with the user to pass', () => {
    const file = join(home, 'data/dump.rdb');
    writeFileSync(file, 'x', { mode: 0o600 });
    chownSync(file, 1001, 1001);
    const { status, stderr } = run('check_volume data data/dump.rdb');
    expect(status).toBe(1);
    expect(stderr).toMatch(/dump.rdb belongs to user 1001 and group 1001 with mode 600, .* nothing was touched/);
    expect(stderr).toContain('pass user: 1001 to the store, or give the files to user 65534: chown -R 65534:65534');
  });

  asRoot('fails when the server must own a directory that others may write', () => {
    mkdirSync(join(home, 'data/pgdata'));
    chmodSync(join(home, 'data/pgdata'), 0o777);
    chownSync(join(home, 'data/pgdata'), 999, USER);
    expect(run('check_volume data/pgdata').status).toBe(0);
    const { status, stderr } = run('check_owner data/pgdata');
    expect(status).toBe(1);
    expect(stderr).toContain('data/pgdata belongs to user 999');
    expect(stderr).toContain('and the server must own it as user 65534');
    expect(stderr).toContain('pass user: 999 to the store');
  });

  it.each([
    ['valkey', Engine.valkey(), 'check_volume "$DATA"'],
    ['postgres', Engine.postgres(), 'check_owner "$PGDATA"'],
  ])('is looked at by the start script of %s before the server starts', (_, engine, call) => {
    const chart = testChart();
    new StatefulStore(chart, 'store', { engine, replicas: 1 });
    const files = find(chart, 'ConfigMap')['data'];
    const start: string = files['start-server.sh'] ?? files['start.sh'];
    expect(files['volume.sh']).toContain('check_volume()');
    expect(start.indexOf(call)).toBeGreaterThan(0);
    expect(start.indexOf(call)).toBeLessThan(start.lastIndexOf('exec '));
  });
});
