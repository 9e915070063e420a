import { chmodSync, existsSync } from 'node:fs';
import { Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

const FILE = 'appendonlydir/appendonly.aof.1.incr.aof';
const GOOD = '*1\r\n$4\r\nPING\r\n';
const zeros = (count: number) => '\0'.repeat(count);

/** Stands in for valkey-check-aof: a file is good up to its first zero, or up to `damage` in the middle of it. */
const CHECK = `#!/bin/sh
fix=
[ "$1" != --fix ] || { fix=yes && shift; }
size=$(wc -c <"$1")
good=$(tr '\\n\\000~' '\\001\\n\\n' <"$1" | head -n 1 | tr -d '\\n' | wc -c)
[ "$size" -ne "$good" ] || exit 0
case $(cat "$1" | tr -d '\\000') in *~) echo 'Expected to read 32 bytes, got 9 bytes' ;; *) echo "AOF $1 format error" ;; esac
echo "AOF analyzed: filename=$1, size=$size, ok_up_to=$good, ok_up_to_line=1, diff=$((size - good))"
[ -n "$fix" ] || exit 1
head -c "$good" "$1" >"$1.good" && cat "$1.good" >"$1" && rm "$1.good"
`;

/** A pod whose append-only file ends like this. */
function damaged(tail: string, { replicas = 1, image = 'valkey/valkey:9.1.0' } = {}): Laboratory {
  const lab = laboratory(Engine.valkey({ image }), 0, { replicas });
  lab.write('bin/valkey-check-aof', CHECK);
  lab.write('bin/valkey-check-rdb', '#!/bin/sh\n[ "$(cat "$1")" = REDIS ]\n');
  for (const name of ['aof', 'rdb']) chmodSync(lab.at(`bin/valkey-check-${name}`), 0o755);
  lab.write('data/appendonlydir/appendonly.aof.1.base.rdb', 'REDIS');
  lab.write(`data/${FILE}`, GOOD + tail);
  const files = 'file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n';
  lab.write('data/appendonlydir/appendonly.aof.manifest', files);
  return lab;
}

function named(lab: Laboratory, primary: string): void {
  for (const pod of [1, 2]) lab.sentinel(pod, { primary });
}

const HAS_DATA = { 'info all': 'role:master\nloading:0\nmaster_repl_offset:700' };

describe('a server that is alone, with an append-only file that', () => {
  it('ends with zeros, cuts them off, keeps them and the time of the last write, and starts', () => {
    const lab = damaged(zeros(512));
    const written = new Date('2026-11-24T10:00:00Z');
    lab.touch(`data/${FILE}`, written);
    const { stdout, stderr } = lab.run('start-server.sh');
    expect(stderr).toContain('is damaged: its last 512 bytes are cut off');
    expect(stdout).toContain('STARTED');
    expect(lab.read(`data/${FILE}`)).toBe(GOOD);
    expect(lab.read('data/damaged-tail')).toBe(zeros(512));
    expect(lab.read('run/freshness')).toBe('2147483600\n');
  });

  it.each<[string, string, RegExp]>([
    ['ends with more zeros than a loss of power leaves', zeros(4 * 1024 ** 2 + 1), /last 4194305 bytes, which stay in/],
    [
      'has commands behind the damage',
      `${zeros(4)}\r\n${GOOD}`,
      /last \d+ bytes, which stay in .*cut-log in this container/,
    ],
  ])('%s, is left alone until somebody decides', async (_, tail, message) => {
    const lab = damaged(tail);
    // It ended before it had loaded the file.
    lab.write('run/loading', '');
    const { ended, stderr } = await lab.until('start-server.sh', message);
    expect({ ended, file: lab.read(`data/${FILE}`) }).toEqual({ ended: false, file: GOOD + tail });
    expect(stderr).toContain('nothing is changed: restore a backup into another store');
    lab.write('run/cut-log', '');
    expect(lab.run('start-server.sh').stdout).toContain('STARTED');
    expect(lab.read(`data/${FILE}`)).toBe(GOOD);
    expect(lab.read('data/damaged-tail')).toBe(tail);
  });

  it('is short of the end of its last command, is left to the server', () => {
    const lab = damaged('~');
    expect(lab.run('start-server.sh').stdout).toContain('STARTED');
    expect(lab.read(`data/${FILE}`)).toBe(`${GOOD}~`);
  });

  it.each<[string, (lab: Laboratory) => void]>([
    ['begins with a damaged dump', (lab) => lab.write('data/appendonlydir/appendonly.aof.1.base.rdb', 'RED')],
    ['has lost its manifest', (lab) => lab.write('data/appendonlydir/appendonly.aof.manifest', 'file lost.aof type i')],
  ])('%s, waits', async (_, harm) => {
    const lab = damaged('');
    harm(lab);
    lab.write('run/loading', '');
    const { ended } = await lab.until('start-server.sh', /is damaged; nothing is changed/);
    expect(ended).toBe(false);
  });

  it('was not loaded because the server was killed, starts', () => {
    const lab = damaged('');
    lab.write('run/loading', '');
    expect(lab.run('start-server.sh')).toMatchObject({ stderr: '', status: 0 });
  });

  it('cannot be examined, because the image has no program for it, starts', () => {
    const lab = damaged(zeros(512));
    lab.write('bin/valkey-check-aof', '#!/bin/sh\nexit 127\n');
    expect(lab.run('start-server.sh').stdout).toContain('STARTED');
    expect(lab.read(`data/${FILE}`)).toBe(GOOD + zeros(512));
  });
});

describe('a server of a set with a damaged append-only file', () => {
  it('puts it aside and copies from its primary, and keeps only the newest of those', () => {
    const lab = damaged('\0and more', { replicas: 3 });
    lab.write('data/damaged/older', '');
    named(lab, lab.name(1));
    lab.answers(lab.name(1), 6379, HAS_DATA);
    const { stdout, stderr } = lab.run('start-server.sh');
    expect(stderr).toContain(`all data is copied from ${lab.name(1)}`);
    expect(stdout).toContain(`replicaof ${lab.name(1)} 6379`);
    expect(existsSync(lab.at('data/appendonlydir'))).toBe(false);
    expect(lab.read('data/damaged/appendonly.aof.1.incr.aof')).toBe(`${GOOD}\0and more`);
    expect(existsSync(lab.at('data/damaged/older'))).toBe(false);
  });

  it.each<[string, Record<string, string>]>([
    ['does not answer', {}],
    ['is loading', { 'info all': 'role:master\nloading:1\nmaster_repl_offset:700' }],
    ['is a replica itself', { 'info all': 'role:slave\nloading:0\nmaster_repl_offset:700' }],
    ['has no data', { 'info all': 'role:master\nloading:0\nmaster_repl_offset:0' }],
  ])('keeps its file while the primary %s: it may be the last copy', async (_, answers) => {
    const lab = damaged('\0and more', { replicas: 3 });
    named(lab, lab.name(1));
    if ('info all' in answers) lab.answers(lab.name(1), 6379, answers);
    const { ended } = await lab.until('start-server.sh', /waiting for another server that has the data/);
    expect(ended).toBe(false);
    expect(lab.read(`data/${FILE}`)).toBe(`${GOOD}\0and more`);
  });

  it('lets another one become the primary, and cuts zeros off when none does', () => {
    const lab = damaged(zeros(512), { replicas: 3 });
    named(lab, lab.name(0));
    const text = lab.read('config/mend-log.sh');
    lab.write('config/mend-log.sh', text.replace('WAIT_FOR_OTHERS=30', 'WAIT_FOR_OTHERS=2'));
    const { stdout, stderr } = lab.run('start-server.sh');
    expect(stderr).toMatch(/waiting for another server that has the data\n.*last 512 bytes are cut off/);
    expect(stdout).toContain('STARTED');
  });
});
