import { Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

const REDIS = Engine.redis({ image: 'redis:7.2.4' });

/** A primary with two replicas that have this much of what was written. */
function primary(lab: Laboratory, offsets: readonly [number, number] = [100, 100], ip = 'a'): void {
  const replicas = offsets.map((offset, n) => `slave${n}:ip=${ip},port=6379,state=online,offset=${offset},lag=0`);
  const replication = ['role:master', 'connected_slaves:2', ...replicas, 'master_repl_offset:100'].join('\n');
  lab.answers('localhost', 6379, {
    'info replication': replication,
    'info persistence': 'aof_rewrite_in_progress:0',
    'client unpause': 'OK',
  });
}

/** The Sentinels of the others name the new primary as soon as they are asked. */
function successors(lab: Laboratory, failover: string, answer = 'OK'): void {
  for (const pod of [1, 2]) {
    lab.sentinel(pod, { primary: lab.name(2), epoch: 2 });
    lab.answers(lab.name(pod), 26379, { [failover]: answer });
  }
}

const orders = (lab: Laboratory) => lab.asked.filter((line) => /failover|pause/.test(line));

describe('a server that is told to end', () => {
  it('has a Sentinel of another pod coordinate the handover where the version can', () => {
    const lab = laboratory();
    primary(lab);
    successors(lab, 'sentinel failover mymaster COORDINATED');
    expect(lab.run('handover.sh')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(`${lab.name(2)} is the primary`),
    });
    expect(orders(lab)).toEqual([`${lab.name(1)}:26379 sentinel failover mymaster COORDINATED`]);
  });

  it('has the other replicas follow the new primary, which a Sentinel may forget', () => {
    const lab = laboratory();
    primary(lab);
    successors(lab, 'sentinel failover mymaster COORDINATED');
    lab.answers(lab.name(1), 6379, { role: 'slave' });
    lab.answers(lab.name(2), 6379, { role: 'slave' });
    lab.run('handover.sh');
    expect(lab.asked.filter((line) => line.includes('replicaof'))).toEqual([
      `${lab.name(1)}:6379 replicaof ${lab.name(2)} 6379`,
    ]);
  });

  it('has the Sentinel look at the replicas first, so that it looks again just when the role has moved', () => {
    for (const engine of [Engine.valkey(), REDIS]) {
      const lab = laboratory(engine);
      primary(lab);
      const looked =
        'name\nstore-1\nflags\nslave\ninfo-refresh\n42\nname\nstore-2\nflags\ns_down,slave\ninfo-refresh\n9000';
      const failover = engine === REDIS ? 'sentinel failover mymaster' : 'sentinel failover mymaster COORDINATED';
      successors(lab, failover);
      lab.answers(lab.name(1), 26379, {
        'sentinel debug info-period 100': 'OK',
        'sentinel replicas mymaster': looked,
        'sentinel debug info-period 10000': 'OK',
      });
      lab.run('handover.sh');
      const told = lab.asked
        .filter((line) => /debug|pause|failover/.test(line))
        .map((line) => line.split(' ').slice(1));
      expect(
        told.map(([first, second, third]) => [first, second, third].join(' ').replace(/pause.*/, 'pause')),
      ).toEqual([
        'sentinel debug info-period',
        'sentinel debug info-period',
        ...(engine === REDIS ? ['client pause'] : []),
        'sentinel failover mymaster',
      ]);
      expect(lab.asked.filter((line) => line.includes('sentinel replicas'))).toHaveLength(1);
    }
  });

  it('goes to the next pod when the Sentinel of the first does not answer', () => {
    const lab = laboratory();
    primary(lab);
    lab.sentinel(0, { primary: lab.name(2), epoch: 2 });
    lab.sentinel(2, { primary: lab.name(2), epoch: 2 });
    lab.answers(lab.name(2), 26379, { 'sentinel failover mymaster COORDINATED': 'OK' });
    lab.run('handover.sh');
    expect(orders(lab)).toEqual([`${lab.name(2)}:26379 sentinel failover mymaster COORDINATED`]);
  });

  it('does not make a primary follow another', () => {
    const lab = laboratory();
    primary(lab);
    successors(lab, 'sentinel failover mymaster COORDINATED');
    lab.answers(lab.name(1), 6379, { role: 'master' });
    lab.run('handover.sh');
    expect(lab.asked.filter((line) => line.includes('replicaof'))).toEqual([]);
  });

  it('waits, as a replica too, until clients are sent to the new primary', () => {
    const lab = laboratory();
    primary(lab);
    for (const pod of [1, 2]) {
      lab.sentinel(pod, { primary: lab.name(0), epoch: 2 });
      lab.answers(lab.name(pod), 26379, { 'sentinel failover mymaster COORDINATED': 'OK' });
    }
    lab.answers('localhost', 6379, { role: 'slave' });
    lab.write('config/handover.sh', `HANDOVER=2\n${lab.read('config/handover.sh')}`);
    expect(lab.run('handover.sh').stderr).not.toContain('is the primary');
    expect(lab.asked.filter((line) => line.includes('get-master-addr-by-name')).length).toBeGreaterThan(4);
  });

  it('otherwise stops writes first, and asks when the replicas have everything', () => {
    const lab = laboratory(REDIS);
    primary(lab);
    successors(lab, 'sentinel failover mymaster');
    expect(lab.run('handover.sh').status).toBe(0);
    expect(orders(lab)).toEqual([
      expect.stringMatching(/^localhost:6379 client pause \d+ write$/),
      `${lab.name(1)}:26379 sentinel failover mymaster`,
    ]);
    const [pause = '', failover = ''] = orders(lab);
    const between = lab.asked.slice(lab.asked.indexOf(pause), lab.asked.indexOf(failover));
    expect(between).toContain('localhost:6379 info replication');
  });

  it('sees what replicas have whose addresses have colons', () => {
    const lab = laboratory(REDIS);
    primary(lab, [100, 100], 'fd00:10:244::7');
    successors(lab, 'sentinel failover mymaster');
    expect(lab.run('handover.sh').status).toBe(0);
    expect(lab.asked.filter((line) => line === 'localhost:6379 info replication')).toHaveLength(3);
    expect(orders(lab).at(-1)).toBe(`${lab.name(1)}:26379 sentinel failover mymaster`);
  });

  it('waits for a replica with colons in its address that lacks something', () => {
    const lab = laboratory(REDIS);
    primary(lab, [99, 100], 'fd00:10:244::7');
    successors(lab, 'sentinel failover mymaster');
    lab.write('config/handover.sh', `HANDOVER=2\n${lab.read('config/handover.sh')}`);
    lab.run('handover.sh');
    expect(lab.asked.filter((line) => line === 'localhost:6379 info replication').length).toBeGreaterThan(5);
  });

  it('does not move the role while a replica lacks something', async () => {
    const lab = laboratory(REDIS);
    primary(lab, [100, 99]);
    successors(lab, 'sentinel failover mymaster');
    lab.write('config/handover.sh', `HANDOVER=2\n${lab.read('config/handover.sh')}`);
    lab.run('handover.sh');
    const [first] = orders(lab);
    expect(first).toMatch(/client pause/);
    const after = lab.asked.filter((line) => line === 'localhost:6379 info replication').length;
    expect(after).toBeGreaterThan(5);
  });

  it('lets writes go on when no Sentinel finds a successor', () => {
    const lab = laboratory(REDIS);
    primary(lab);
    successors(lab, 'sentinel failover mymaster', 'NOGOODSLAVE No suitable replica to promote');
    lab.write('config/handover.sh', `HANDOVER=1\n${lab.read('config/handover.sh')}`);
    expect(lab.run('handover.sh').status).toBe(0);
    expect(orders(lab)).toContain('localhost:6379 client unpause');
  });

  it('just ends when it is a replica, or has none', () => {
    for (const replication of ['role:slave\nconnected_slaves:0', 'role:master\nconnected_slaves:0']) {
      const lab = laboratory();
      lab.answers('localhost', 6379, {
        'info replication': replication,
        'info persistence': 'aof_rewrite_in_progress:0',
      });
      expect(lab.run('handover.sh')).toMatchObject({ status: 0, stderr: '' });
      expect(orders(lab)).toEqual([]);
    }
  });

  it('finishes its first append-only file, or it would be killed', () => {
    const lab = laboratory(Engine.valkey(), 0, { replicas: 1 });
    lab.answers('localhost', 6379, { 'info persistence': 'aof_rewrite_in_progress:1' });
    lab.write('config/handover.sh', `HANDOVER=3\n${lab.read('config/handover.sh')}`);
    expect(lab.run('handover.sh').status).toBe(0);
    expect(lab.asked.length).toBeGreaterThan(1);
  });
});

describe('a server is ready', () => {
  const ready = (lines: Record<string, string | number>) => {
    const lab = laboratory();
    const info = Object.entries({ loading: 0, master_sync_in_progress: 0, ...lines }).map(([k, v]) => `${k}:${v}`);
    lab.answers('localhost', 6379, {
      info: info.join('\r\n'),
      'config set replica-priority 100': 'OK',
      'config set replica-priority 0': 'OK',
      'config set replica-priority 4711': 'OK',
    });
    lab.write('run/freshness', '4711\n');
    const { status } = lab.run('ready.sh');
    return {
      ready: status === 0,
      told: lab.asked.filter((line) => line.includes('replica-priority')).map((line) => line.split(' ').at(-1)),
    };
  };

  it('as the primary', () => {
    expect(ready({ role: 'master' })).toEqual({ ready: true, told: [] });
  });

  it('as a replica in step, and from then on it may take over', () => {
    expect(ready({ role: 'slave', master_link_status: 'up', slave_priority: 0 })).toEqual({
      ready: true,
      told: ['100'],
    });
    expect(ready({ role: 'slave', master_link_status: 'up', slave_priority: 100 })).toEqual({ ready: true, told: [] });
  });

  it('not while it loads', () => {
    expect(ready({ role: 'master', loading: 1 })).toEqual({ ready: false, told: [] });
  });

  it('not while it copies, and then it must not take over with what it had', () => {
    const copying = { role: 'slave', master_link_status: 'down', master_sync_in_progress: 1 };
    expect(ready({ ...copying, slave_priority: 100 })).toEqual({ ready: false, told: ['0'] });
  });

  it('not without its primary, and it takes over only when that does not come for a while', () => {
    const cut = { role: 'slave', master_link_status: 'down', slave_priority: 0 };
    expect(ready({ ...cut, uptime_in_seconds: 5 })).toEqual({ ready: false, told: [] });
    expect(ready({ ...cut, uptime_in_seconds: 31 })).toEqual({ ready: false, told: ['4711'] });
    expect(ready({ ...cut, uptime_in_seconds: 36, slave_priority: 4711 })).toEqual({ ready: false, told: [] });
  });

  it('and as likely to take over as the others once it is in step', () => {
    const back = { role: 'slave', master_link_status: 'up', slave_priority: 4711 };
    expect(ready(back)).toEqual({ ready: true, told: ['100'] });
  });

  it('not when nobody answers', () => {
    expect(laboratory().run('ready.sh').status).not.toBe(0);
  });
});
