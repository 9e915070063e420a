import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

const SCRIPT = join(__dirname, '../../../lib/stateful-store/engines/valkey-family/scripts/backup-occupied.sh');
const WISH = 'latest of s3.example/shop/store';

/** A first pod, alone unless it is said how many there are, on whose volume an earlier restore has left its dump. */
function restored(wish: string, { image = 'valkey/valkey:9.1.0', replicas = 1 } = {}): Laboratory {
  const lab = laboratory(image.startsWith('redis') ? Engine.redis({ image }) : Engine.valkey({ image }), 0, {
    replicas,
  });
  lab.write('data/.restored', `${wish}\n5\n`);
  if (image.startsWith('redis:6')) lab.write('data/appendonly.aof', 'REDIS');
  else lab.write('data/appendonlydir/appendonly.aof.1.base.rdb', 'REDIS');
  return lab;
}

function decided(lab: Laboratory) {
  const { status, stderr } = spawnSync('sh', [SCRIPT], { env: { ...lab.variables, WISH }, encoding: 'utf8' });
  return { status, stderr };
}

const OTHER = 'named 20261101T000000Z of s3.example/shop/store';

describe.each(['valkey/valkey:9.1.0', 'redis:6.2.6'])('a volume of %s with a restore', (image) => {
  const file = image.startsWith('redis') ? 'data/appendonly.aof' : 'data/appendonlydir/appendonly.aof.1.incr.aof';

  it('that no server has loaded is restored again when something else is wanted', () => {
    const lab = restored(OTHER, { image });
    const { status, stderr } = decided(lab);
    expect(stderr).toContain(`a restore that no server could load (${OTHER}), and now ${WISH} is wanted`);
    expect(status).toBe(1);
    expect(readdirSync(lab.at('data'))).toEqual([]);
  });

  it('is left to the server while the same is wanted', () => {
    const lab = restored(WISH, { image });
    expect(decided(lab)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('which no server has loaded yet'),
    });
    expect(existsSync(lab.at('data/.restored'))).toBe(true);
  });

  it('is data as soon as there is a write in it, though the probe has not seen the server', () => {
    const lab = restored(OTHER, { image });
    lab.write(file, 'REDIS*1\r\n');
    expect(decided(lab)).toMatchObject({ status: 0, stderr: expect.stringContaining('which is left alone') });
    expect(lab.read(file)).toBe('REDIS*1\r\n');
  });
});

it('a restore that no server has loaded stays when another pod has newer data', () => {
  const lab = restored(OTHER, { replicas: 3 });
  lab.answers(lab.name(1), 6379, { 'info all': 'redis_version:7\nloading:0\nmaster_repl_offset:7' });
  expect(decided(lab)).toMatchObject({ status: 0, stderr: expect.stringContaining('has data') });
  expect(lab.read('data/appendonlydir/appendonly.aof.1.base.rdb')).toBe('REDIS');
});

it('a server that has loaded a restore makes it data', () => {
  const lab = restored(OTHER);
  lab.write('run/loading', '');
  lab.answers('localhost', 6379, { info: 'loading:1\nrole:master\nslave_priority:100' });
  expect(lab.run('ready.sh').status).toBe(1);
  expect(existsSync(lab.at('data/.restored'))).toBe(true);
  lab.answers('localhost', 6379, { info: 'loading:0\nrole:master\nslave_priority:100' });
  expect(lab.run('ready.sh').status).toBe(0);
  expect(existsSync(lab.at('data/.restored'))).toBe(false);
});
