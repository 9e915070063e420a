import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine, StatefulStore, type ValkeyOptions } from '../../../lib';
import { containerOf, find, testChart } from '../../support/charts';

const SCRIPT = join(__dirname, '../../../lib/stateful-store/engines/valkey-family/scripts/modules.sh');

describe('the modules of an image', () => {
  const home = mkdtempSync(join(tmpdir(), 'mainstay-modules-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  function lines(MODULES?: string) {
    const env = { PATH: process.env['PATH'], ...(MODULES !== undefined && { MODULES }) };
    return spawnSync('sh', ['-c', `log() { echo "$*" >&2; }; . '${SCRIPT}'; modules`], { env, encoding: 'utf8' });
  }

  it('are loaded from its folders, those that may be executed', () => {
    mkdirSync(join(home, 'modules'));
    for (const [name, mode] of [
      ['rejson.so', 0o755],
      ['redisearch.so', 0o755],
      ['broken.so', 0o644],
    ] as const) {
      writeFileSync(join(home, 'modules', name), '');
      chmodSync(join(home, 'modules', name), mode);
    }
    const { status, stdout } = lines(`${home}/modules ${home}/none`);
    expect([status, stdout]).toEqual([
      0,
      `loadmodule ${home}/modules/redisearch.so\nloadmodule ${home}/modules/rejson.so\n`,
    ]);
  });

  it('are not loaded unless the program says so', () => {
    expect(lines()).toMatchObject({ status: 0, stdout: '' });
    const variables = (options: ValkeyOptions) => {
      const chart = testChart();
      new StatefulStore(chart, 'store', { engine: Engine.redis(options) });
      return containerOf(find(chart, 'StatefulSet'))['env'].map(({ name }: { name: string }) => name);
    };
    expect(variables({})).not.toContain('MODULES');
    expect(variables({ modules: true })).toContain('MODULES');
  });

  it('fails when the image has none, before the server reads data that needs them', () => {
    const { status, stderr } = lines(`${home}/none`);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^the image has no modules in .*: take an image of Redis 8/),
    ]);
  });
});
