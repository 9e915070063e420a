import { chmodSync } from 'node:fs';
import { Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

/** Stands in for the program of Valkey 9 that checks dumps. */
const CHECK = `#!/bin/sh
case $(head -c 9 "$1") in
  REDIS0012) echo '[offset 9] Foreign RDB version 12 detected' ;;
  REDIS0010 | VALKEY080) echo '[offset 9] Unexpected EOF reading RDB file' ;;
  *) echo '[offset 9] Wrong signature trying to load DB from file' ;;
esac
exit 1
`;

/** A pod whose volume has data in this format. */
function volume(format: string, file: 'log' | 'dump.rdb' = 'log', replicas = 1): Laboratory {
  const lab = laboratory(Engine.valkey({ image: 'valkey/valkey:9.1.0' }), 0, { replicas });
  lab.write('bin/valkey-check-rdb', CHECK);
  chmodSync(lab.at('bin/valkey-check-rdb'), 0o755);
  if (file === 'dump.rdb') {
    lab.write('data/dump.rdb', `${format} and data`);
    return lab;
  }
  lab.write('data/appendonlydir/appendonly.aof.1.base.rdb', `${format} and data`);
  lab.write('data/appendonlydir/appendonly.aof.manifest', 'file appendonly.aof.1.base.rdb seq 1 type b\n');
  return lab;
}

describe('a volume of another version', () => {
  it.each(['REDIS0010', 'VALKEY080'])('is taken over when the server can read its format, such as %s', (format) => {
    expect(volume(format).run('start-server.sh').stdout).toContain('STARTED');
    expect(volume(format, 'dump.rdb').run('start-server.sh').stdout).toContain('STARTED');
  });

  it.each([
    ['REDIS0012', 'log'],
    ['VALKEY099', 'log'],
    ['REDIS0012', 'dump.rdb'],
  ] as const)(
    'makes the pod wait when the server cannot read its format, %s in its %s, and stays as it is',
    async (format, file) => {
      const lab = volume(format, file);
      // It ended before it had loaded the file, and must not take that for damage.
      lab.write('run/loading', '');
      const { ended, stderr } = await lab.until('start-server.sh', /cannot read/);
      expect(ended).toBe(false);
      expect(stderr).toContain(
        `the data has the format ${format}, which a later version or another server has written and this one cannot read; nothing is changed: give the store the image back that it had`,
      );
      const name = file === 'log' ? 'data/appendonlydir/appendonly.aof.1.base.rdb' : 'data/dump.rdb';
      expect(lab.read(name)).toBe(`${format} and data`);
    },
  );

  it('is not put aside for a copy of the primary in a set', async () => {
    const lab = volume('REDIS0012', 'log', 3);
    for (const pod of [1, 2]) lab.sentinel(pod, { primary: lab.name(1) });
    lab.write('run/loading', '');
    await lab.until('start-server.sh', /cannot read/);
    expect(lab.read('data/appendonlydir/appendonly.aof.1.base.rdb')).toBe('REDIS0012 and data');
  });
});

describe('a replica', () => {
  /** A pod that is to copy from a primary of this version. */
  function replica(engine: Engine, primary: string, own?: string): Laboratory {
    const lab = laboratory(engine, 0);
    for (const pod of [1, 2]) lab.sentinel(pod, { primary: lab.name(1) });
    lab.answers(lab.name(1), 6379, {
      'info server': `# Server\r\nredis_version:${primary}\r\nredis_mode:standalone\r`,
    });
    if (own === undefined) return lab;
    lab.write('bin/redis-server', `#!/bin/sh\necho "STARTED Redis server v=${own} sha=00000000:0 malloc=jemalloc"\n`);
    chmodSync(lab.at('bin/redis-server'), 0o755);
    return lab;
  }
  const redis = (version: string) => Engine.redis({ image: `redis:${version}` });

  it.each([
    ['Valkey, from Redis 8', Engine.valkey(), '8.0.2', undefined, 'that of 7.2 at most'],
    ['Redis 7.0, from Valkey', redis('7.0.15'), '7.2.4', '7.0.15', 'that of 7.0.15 at most'],
    ['Redis 6.2, from Redis 7.0', redis('6.2.14'), '7.0.15', '6.2.14', 'that of 6.2.14 at most'],
  ] as const)('waits when it could not read what its primary sends: %s', async (_, engine, primary, own, words) => {
    const { ended, stderr } = await replica(engine, primary, own).until('start-server.sh', /nothing is changed/);
    expect(ended).toBe(false);
    expect(stderr).toContain(
      `sends data in the format of Redis ${primary}, and this server reads ${words}; nothing is changed`,
    );
  });

  it.each([
    ['Valkey, from Redis 7.2', Engine.valkey(), '7.2.11', undefined],
    ['Valkey, from Redis 6.2', Engine.valkey(), '6.2.14', undefined],
    ['Redis 8.0, from Redis 8.2', redis('8.0.2'), '8.2.1', '8.0.2'],
    ['Redis 7.2, from Valkey', redis('7.2.11'), '7.2.4', '7.2.11'],
    ['one whose primary does not say its version', redis('7.0.15'), '', '7.0.15'],
  ] as const)('starts when it can: %s', (_, engine, primary, own) => {
    expect(replica(engine, primary, own).run('start-server.sh').stdout).toContain('STARTED');
  });
});
