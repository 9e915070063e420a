import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { Credentials, Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

/** Two of three Sentinels answer. */
function majority(lab: Laboratory, view: Parameters<Laboratory['sentinel']>[1]): void {
  lab.sentinel(1, view);
  lab.sentinel(2, view);
}

const start = (lab: Laboratory) => lab.run('start-server.sh');

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

describe('a server that starts', () => {
  it('is a replica of the primary that a majority of the Sentinels names', () => {
    const lab = laboratory(Engine.valkey(), 0);
    majority(lab, { primary: lab.name(2) });
    const { stdout } = start(lab);
    expect(stdout).toContain('STARTED');
    expect(stdout).toContain(`replicaof ${lab.name(2)} 6379\nreplica-priority 0\n`);
    expect(stdout).toContain(`replica-announce-ip ${lab.name(0)}\n`);
  });

  it('is the primary when it is named and has its data', () => {
    const lab = laboratory(Engine.valkey(), 0);
    majority(lab, { primary: lab.name(0) });
    lab.write('data/appendonlydir/appendonly.aof.manifest', '');
    const { stdout, stderr } = start(lab);
    expect(stdout).toContain('STARTED');
    expect(stdout).not.toContain('replicaof');
    expect(stderr).toMatch(/primary\n$/);
  });

  it('is the primary at the very first start, when nobody has data', () => {
    const lab = laboratory(Engine.valkey(), 0);
    majority(lab, { primary: lab.name(0), replicas: 0 });
    expect(start(lab).stdout).toContain('STARTED');
  });

  it('does not take half an answer of a Sentinel that is just starting for a whole one', async () => {
    const lab = laboratory(Engine.valkey(), 0);
    majority(lab, { primary: lab.name(2) });
    for (const pod of [1, 2]) lab.answers(lab.name(pod), 26379, { 'sentinel get-master-addr-by-name mymaster': '' });
    const { ended, stdout } = await lab.until(
      'start-server.sh',
      /0 of 2 Sentinels that are needed name a primary \(none\)/,
    );
    expect({ ended, stdout }).toEqual({ ended: false, stdout: '' });
  });

  it('needs no name for the address of its own Service', () => {
    const lab = laboratory(Engine.valkey(), 0, { addressing: 'services' });
    lab.sentinel('10.0.0.1', { primary: '10.0.0.2' });
    expect(start(lab).stdout).toContain('replica-announce-ip 10.0.0.1\n');
  });

  it('believes the newest epoch', () => {
    const lab = laboratory(Engine.valkey(), 0);
    lab.sentinel(0, { primary: lab.name(0), epoch: 3 });
    majority(lab, { primary: lab.name(1), epoch: 4 });
    expect(start(lab).stdout).toContain(`replicaof ${lab.name(1)} 6379`);
  });

  it('comes before others when all have lost the primary, if its log was written later', () => {
    const priorities = ['2026-11-24T10:00:00.100Z', '2026-11-24T10:00:00.110Z', undefined].map((written) => {
      const lab = laboratory(Engine.valkey(), 0);
      majority(lab, { primary: lab.name(2) });
      lab.write('data/appendonlydir/appendonly.aof.1.base.rdb', 'REDIS');
      lab.write('data/appendonlydir/appendonly.aof.manifest', 'file appendonly.aof.1.base.rdb seq 1 type b\n');
      if (written) {
        lab.write('data/appendonlydir/appendonly.aof.1.incr.aof', '');
        lab.touch('data/appendonlydir/appendonly.aof.1.incr.aof', new Date(written));
      }
      start(lab);
      return Number(lab.read('run/freshness'));
    });
    const [earlier = 0, later = 0, never = 0] = priorities;
    expect(later).toBeLessThan(earlier);
    expect(earlier).toBeLessThan(never);
    expect(later).toBeGreaterThan(100);
    expect(never).toBeLessThan(2 ** 31);
  });

  it('takes passwords that contain anything but line breaks', () => {
    const lab = laboratory(Engine.valkey(), 0);
    majority(lab, { primary: lab.name(1) });
    lab.write('secrets/admin', 'a "quoted" \\ one & $HOME');
    lab.write('secrets/password', "it's & /another/");
    expect(start(lab).stdout).toContain('masterauth "a \\"quoted\\" \\\\ one & $HOME"\n');
    const users = lab.read('run/users.acl');
    expect(users).toContain(`user default reset resetchannels on #${hash("it's & /another/")} ~*`);
    expect(users).toContain(`user replica reset resetchannels on #${hash('a "quoted" \\ one & $HOME')} `);
    expect(users).not.toMatch(/@(password|admin)@/);
  });

  it('takes over what an earlier server without an append-only file has left', () => {
    const lab = laboratory(Engine.valkey(), 0, { replicas: 1 });
    lab.write('data/dump.rdb', 'REDIS');
    expect(start(lab).stdout).toContain('STARTED');
    expect(lab.read('data/appendonlydir/appendonly.aof.1.base.rdb')).toBe('REDIS');
    expect(lab.read('data/appendonlydir/appendonly.aof.manifest')).toBe(
      'file appendonly.aof.1.base.rdb seq 1 type b\n',
    );
  });

  it('takes it over in the form of Redis 6.2', () => {
    const lab = laboratory(Engine.redis({ image: 'redis:6.2.6' }), 0, { replicas: 1 });
    lab.write('data/dump.rdb', 'REDIS');
    expect(start(lab).stdout).toContain('STARTED');
    expect(lab.read('data/appendonly.aof')).toBe('REDIS');
  });

  it('leaves an append-only file alone', () => {
    const lab = laboratory(Engine.valkey(), 0, { replicas: 1 });
    lab.write('data/dump.rdb', 'REDIS');
    lab.write('data/appendonlydir/appendonly.aof.manifest', 'own');
    expect(start(lab).stdout).toContain('STARTED');
    expect(lab.read('data/appendonlydir/appendonly.aof.manifest')).toBe('own');
  });

  it('waits for nobody when it was away and the Sentinels know no replica that they could choose', () => {
    const lab = laboratory(Engine.valkey(), 0);
    const replica = (pod: number, flags: string, priority: number) =>
      `name\n${lab.name(pod)}\nip\n${lab.name(pod)}\nflags\n${flags}\nslave-priority\n${priority}`;
    majority(lab, { primary: lab.name(0), flags: 's_down,o_down,master', silence: 9000 });
    lab.write('data/appendonlydir/appendonly.aof.manifest', '');
    for (const pod of [1, 2]) {
      const slaves = `${replica(1, 'slave', 0)}\n${replica(2, 's_down,slave,disconnected', 100)}`;
      lab.answers(lab.name(pod), 26379, { 'sentinel slaves mymaster': slaves });
    }
    const { stderr, stdout } = start(lab);
    expect(stdout).toContain('STARTED');
    expect(stderr).toMatch(/^\S+ primary\n$/);
  });

  it('asks nobody when it is alone', () => {
    const lab = laboratory(Engine.valkey(), 0, { replicas: 1 });
    expect(start(lab).stdout).toContain('STARTED');
    expect(lab.asked).toEqual([]);
  });

  it('is the primary when somebody has decided it by force, and takes writes without replicas', () => {
    const lab = laboratory(Engine.valkey(), 0);
    lab.write('run/force-primary', '');
    expect(start(lab).stdout).toContain('min-replicas-to-write 0');
  });
});

describe('a server waits', () => {
  it.each<[string, (lab: Laboratory) => void, RegExp]>([
    [
      'while no majority of the Sentinels answers',
      (lab) => lab.sentinel(1, { primary: lab.name(1) }),
      /1 of 2 Sentinels that are needed name a primary \(store-1\.store\.shop\.svc\.cluster\.local\): waiting/,
    ],
    [
      'while its volume is empty and there are replicas, which would copy the emptiness',
      (lab) => majority(lab, { primary: lab.name(0) }),
      /the volume is empty and there are 2 replicas: waiting for one of them to take over/,
    ],
    [
      'while a Sentinel moves the role',
      (lab) => {
        lab.write('data/appendonlydir/x', '');
        majority(lab, { primary: lab.name(0), flags: 'master,failover_in_progress' });
      },
      /another server is the primary, or is becoming it: waiting/,
    ],
    [
      'while another server says that it is the primary',
      (lab) => {
        lab.write('data/appendonlydir/x', '');
        majority(lab, { primary: lab.name(0) });
        lab.answers(lab.name(1), 6379, { role: 'master\n0' });
      },
      /another server is the primary, or is becoming it: waiting/,
    ],
    [
      'when it was away and a Sentinel knows a replica that it could choose',
      (lab) => {
        lab.write('data/appendonlydir/x', '');
        majority(lab, { primary: lab.name(0), flags: 's_down,o_down,master', silence: 9000 });
        const able = (priority: number) => ({
          'sentinel slaves mymaster': `name\na\nflags\nslave\nslave-priority\n${priority}`,
        });
        lab.answers(lab.name(1), 26379, able(0));
        lab.answers(lab.name(2), 26379, able(2147480000));
      },
      /away for so long that another one may become the primary: waiting/,
    ],
    [
      'when it was away almost long enough to be replaced',
      (lab) => {
        lab.write('data/appendonlydir/x', '');
        majority(lab, { primary: lab.name(0), silence: 4200 });
      },
      /away for so long that another one may become the primary: waiting/,
    ],
    [
      'when the Sentinels do not take its password, and names it',
      (lab) => {
        for (const pod of [1, 2]) lab.answers(lab.name(pod), 26379, { ping: 'NOAUTH Authentication required.' });
      },
      /the Sentinels do not take the password in key server of Secret passwords/,
    ],
    [
      'while a password is missing, and names it',
      (lab) => rmSync(lab.at('secrets/password')),
      /key client of Secret passwords is missing/,
    ],
    [
      'while a password is empty, and names it',
      (lab) => lab.write('secrets/admin', ''),
      /key server of Secret passwords is empty/,
    ],
    [
      'while a password has a line break, and names it',
      (lab) => lab.write('secrets/admin', 'one\n'),
      /key server of Secret passwords has a line break/,
    ],
    [
      'while the name of its pod is not known',
      (lab) => lab.write('fake/unknown', ''),
      /waiting for DNS: the name of this pod, store-0, is not known yet/,
    ],
  ])('%s', async (_, prepare, message) => {
    const credentials = Credentials.fromSecret('passwords', 'client', { admin: 'server' });
    const lab = laboratory(Engine.valkey(), 0, { credentials });
    prepare(lab);
    const before = readdirSync(lab.at('data'));
    const { ended, stdout, stderr } = await lab.until('start-server.sh', message);
    expect(stderr).toMatch(message);
    expect({ ended, stdout }).toEqual({ ended: false, stdout: '' });
    expect(readdirSync(lab.at('data'))).toEqual(before);
  });
});
