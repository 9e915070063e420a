import { createHash } from 'node:crypto';
import { type Laboratory, laboratory } from './laboratory';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const DAY = 86_400;
const now = (): number => Math.floor(Date.now() / 1000);

const CLIENTS = hash('for clients');
const SERVERS = hash('for servers');
const NEW = { password: hash('new for clients'), admin: hash('new for servers') };

/** A pod that runs with the passwords of the laboratory, as its scripts have left it. */
function running(pod = 0): Laboratory {
  const lab = laboratory(undefined, pod);
  for (const peer of [0, 1, 2]) {
    lab.sentinel(peer, { primary: lab.name(1) });
    lab.answers(lab.name(peer), 6379, { ping: 'PONG' });
  }
  lab.run('start-server.sh');
  lab.run('start-sentinel.sh');
  const info = [
    'loading:0',
    'role:slave',
    'master_link_status:up',
    'master_sync_in_progress:0',
    'slave_priority:100',
  ].join('\n');
  const told = { 'config set masterauth': 'OK', 'sentinel set mymaster auth-pass': 'OK' };
  for (const port of [6379, 26379]) {
    lab.answers('localhost', port, { ...told, info, ping: 'PONG', 'sentinel config set sentinel-pass': 'OK' });
    takes(lab, port, [CLIENTS], [SERVERS]);
  }
  expect(lab.run('ready.sh').status).toBe(0);
  return lab;
}

/** The server or Sentinel takes these hashes, and no others. */
function takes(lab: Laboratory, port: number, clients: readonly string[], servers: readonly string[]): void {
  const words = (all: readonly string[]): string =>
    all
      .map((one) => `#${one}`)
      .sort()
      .join(' ');
  const users = { default: clients, admin: servers, sentinel: servers, replica: servers };
  const replies = Object.entries(users).map(([user, all]) => [`acl setuser ${user} resetpass ${words(all)}`, 'OK']);
  lab.answers('localhost', port, Object.fromEntries(replies));
}

function change(lab: Laboratory): void {
  lab.write('secrets/password', 'new for clients');
  lab.write('secrets/admin', 'new for servers');
  lab.write('fake/asked', '');
  for (const port of [6379, 26379]) takes(lab, port, [NEW.password, CLIENTS], [NEW.admin, SERVERS]);
}

const users = (lab: Laboratory, file = 'users.acl'): string => lab.read(`run/${file}`);
const told = (lab: Laboratory): string[] =>
  lab.asked.filter((line) => /setuser|masterauth|auth-pass|sentinel-pass/.test(line));

describe('a pod that starts', () => {
  it.each(['start-server.sh', 'start-sentinel.sh'])(
    'accepts a password that was replaced less than a day ago: %s',
    (script) => {
      const lab = laboratory();
      lab.sentinel(1, { primary: lab.name(1) });
      lab.sentinel(2, { primary: lab.name(1) });
      const old = hash('before');
      lab.write('data/.accepted', `for shop/store\nkept admin ${SERVERS} -\nkept password ${old} -\n`);
      lab.run(script);
      const acl = users(lab, script === 'start-server.sh' ? 'users.acl' : 'sentinel-users.acl');
      const both = [CLIENTS, old]
        .sort()
        .map((one) => `#${one}`)
        .join(' ');
      expect(acl).toContain(`user default reset resetchannels on ${both} `);
      expect(acl).toMatch(new RegExp(`user admin reset resetchannels on #${SERVERS} ~`));
      const until = Number(new RegExp(`kept password ${old} (\\d+)`).exec(lab.read('data/.accepted'))?.[1]);
      expect(Math.abs(until - now() - DAY)).toBeLessThan(60);
    },
  );

  it.each([
    ['was replaced earlier', 'shop/store', () => now() - 5],
    ['belongs to another store, whose volume this was', 'shop/other', () => '-'],
  ])('does not accept a password that %s', (_, store, until) => {
    const lab = laboratory();
    lab.sentinel(1, { primary: lab.name(1) });
    lab.sentinel(2, { primary: lab.name(1) });
    lab.write('data/.accepted', `for ${store}\nkept password ${hash('before')} ${until()}\n`);
    lab.run('start-server.sh');
    expect(users(lab)).toContain(CLIENTS);
    expect(users(lab)).not.toContain(hash('before'));
  });

  it('accepts a password for a day at most, though the clock was wrong when it was replaced', () => {
    const lab = laboratory();
    lab.sentinel(1, { primary: lab.name(1) });
    lab.sentinel(2, { primary: lab.name(1) });
    lab.write('data/.accepted', `for shop/store\nkept password ${hash('before')} ${now() + 400 * DAY}\n`);
    lab.run('start-server.sh');
    const until = Number(/kept password \w+ (\d+)/.exec(lab.read('data/.accepted'))?.[1]);
    expect(until).toBeLessThanOrEqual(now() + DAY);
  });
});

describe('a server that runs when its Secret changes', () => {
  it('accepts the new passwords besides the ones before, and uses the new one', () => {
    const lab = running();
    change(lab);
    expect(lab.run('ready.sh')).toMatchObject({ status: 0, stderr: expect.stringContaining('2 that were replaced') });
    expect(told(lab)).toEqual([
      expect.stringMatching(/^localhost:6379 acl setuser default resetpass #\w+ #\w+$/),
      ...['replica', 'sentinel', 'admin'].map(
        (user) =>
          `localhost:6379 acl setuser ${user} resetpass ${[NEW.admin, SERVERS]
            .sort()
            .map((one) => `#${one}`)
            .join(' ')}`,
      ),
      'localhost:6379 config set masterauth',
    ]);
    expect(lab.read('run/admin')).toBe('new for servers');
  });

  it('uses the new one only when no other pod refuses it', () => {
    const lab = running();
    change(lab);
    lab.answers(lab.name(2), 26379, { ping: 'NOAUTH Authentication required.' });
    lab.run('ready.sh');
    lab.run('alive.sh', '26379');
    expect(told(lab).filter((line) => !line.includes('setuser'))).toEqual([]);
    expect(lab.read('run/admin')).toBe('for servers');
    lab.answers(lab.name(2), 26379, { ping: 'PONG' });
    lab.run('alive.sh', '26379');
    lab.run('ready.sh');
    expect(told(lab).filter((line) => !line.includes('setuser'))).toEqual([
      'localhost:26379 sentinel set mymaster auth-pass',
      'localhost:26379 sentinel config set sentinel-pass',
      'localhost:6379 config set masterauth',
    ]);
  });

  it('does not wait for a pod that is gone', () => {
    const lab = running();
    change(lab);
    lab.silence(lab.name(2));
    lab.run('ready.sh');
    expect(lab.read('run/admin')).toBe('new for servers');
  });

  it('keeps the password before when the new one is none, and says which key is wrong', () => {
    const lab = running();
    lab.write('fake/asked', '');
    lab.write('secrets/password', '');
    const { status, stderr } = lab.run('ready.sh');
    expect(status).toBe(0);
    expect(stderr).toContain('key password of Secret store-credentials is empty: the password before stays');
    expect(told(lab)).toEqual([]);
    expect(lab.read('data/.accepted')).toContain(`kept password ${CLIENTS} -`);
  });

  it('says that it refuses the Secret, and tries again', () => {
    const lab = running();
    change(lab);
    lab.answers('localhost', 6379, { 'auth default': 'WRONGPASS invalid username-password pair' });
    expect(lab.run('ready.sh').stderr).toContain('the server refuses the password of Secret store-credentials');
    const before = told(lab).length;
    lab.write('run/passwords-of-server', '0 0');
    lab.run('ready.sh');
    expect(told(lab).length).toBeGreaterThan(before);
  });

  it('does so when it is the only one, which asks nobody else', () => {
    const lab = laboratory(undefined, 0, { replicas: 1 });
    lab.run('start-server.sh');
    lab.answers('localhost', 6379, { info: 'loading:0\nrole:master\nslave_priority:100' });
    change(lab);
    expect(lab.run('ready.sh').status).toBe(0);
    expect(told(lab)).toHaveLength(4);
    expect(told(lab).every((line) => line.startsWith('localhost:6379 acl setuser'))).toBe(true);
    expect(lab.asked.filter((line) => !line.startsWith('localhost:6379 '))).toEqual([]);
    expect(lab.read('run/admin')).toBe('new for servers');
  });

  it('shows no password among arguments', () => {
    const lab = running();
    change(lab);
    lab.run('ready.sh');
    lab.run('alive.sh', '26379');
    expect(lab.read('fake/asked')).not.toMatch(/for (clients|servers)/);
  });

  it('is told nothing while the Secret is the same', () => {
    const lab = running();
    lab.write('fake/asked', '');
    lab.run('ready.sh');
    expect(lab.asked).toEqual(['localhost:6379 info']);
  });
});
