import { Engine } from '../../../lib';
import { type Laboratory, laboratory } from './laboratory';

/** What a Sentinel that ran before has left on the volume. */
function remember(lab: Laboratory, primary: string, epoch: number, more = ''): void {
  const lines = [
    `sentinel monitor mymaster ${primary} 6379 2`,
    `sentinel config-epoch mymaster ${epoch}`,
    `sentinel leader-epoch mymaster ${epoch}`,
    `sentinel current-epoch ${epoch}`,
    'sentinel myid of-another',
    more,
  ];
  lab.write('data/sentinel/sentinel.conf', `${lines.join('\n')}\n`);
}

/** The configuration that the Sentinel starts with. */
function start(lab: Laboratory): string {
  const { stdout } = lab.run('start-sentinel.sh');
  expect(stdout).toMatch(/^STARTED .*sentinel\.conf --sentinel\n/);
  return stdout;
}

const known = (text: string, kind: string) =>
  text.split('\n').filter((line) => line.startsWith(`sentinel known-${kind}`));

describe('a Sentinel that starts', () => {
  it('watches what the others watch', () => {
    const lab = laboratory(Engine.valkey(), 0);
    lab.sentinel(1, { primary: lab.name(2), epoch: 2 });
    remember(lab, lab.name(1), 1);
    expect(start(lab)).toContain(`sentinel monitor mymaster ${lab.name(2)} 6379 2\n`);
  });

  it('rather believes its own memory when that is newer', () => {
    const lab = laboratory(Engine.valkey(), 0);
    lab.sentinel(1, { primary: lab.name(0), epoch: 0 });
    remember(lab, lab.name(2), 5);
    const text = start(lab);
    expect(text).toContain(`sentinel monitor mymaster ${lab.name(2)} 6379 2\n`);
    expect(text).toContain('sentinel config-epoch mymaster 5\n');
  });

  it('believes no epoch that the Sentinel of a pod deleted by force writes meanwhile about another primary', () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(2), 5);
    lab.write('newer.conf', lab.read('data/sentinel/sentinel.conf'));
    remember(lab, lab.name(0), 4);
    lab.write('fake/meanwhile', `cp ${lab.at('newer.conf')} ${lab.at('data/sentinel/sentinel.conf')}\n`);
    const text = start(lab);
    expect(text).toContain(`sentinel monitor mymaster ${lab.name(0)} 6379 2\n`);
    expect(text).toContain('sentinel config-epoch mymaster 4\n');
  });

  it('watches what it remembers when nobody answers', () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(1), 1);
    expect(start(lab)).toContain(`sentinel monitor mymaster ${lab.name(1)} 6379 2\n`);
  });

  it('takes the first pod for the primary when nobody answers or remembers for a while', () => {
    const lab = laboratory(Engine.valkey(), 1);
    lab.write('config/start-sentinel.sh', lab.read('config/start-sentinel.sh').replace('BOOTSTRAP=20', 'BOOTSTRAP=1'));
    expect(start(lab)).toContain(`sentinel monitor mymaster ${lab.name(0)} 6379 2\n`);
  });

  it('is who it was, though its volume was lost', () => {
    const ids = [1, 2].map(() => {
      const lab = laboratory(Engine.valkey(), 0);
      lab.sentinel(1, { primary: lab.name(1) });
      return /sentinel myid (.*)/.exec(start(lab))?.[1];
    });
    expect(ids[0]).toMatch(/^[0-9a-f]{40}$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it('counts the Sentinels of the pods that there are, whatever it remembers', () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(1), 1, `sentinel known-sentinel mymaster ${lab.name(4)} 26379 ${'0'.repeat(40)}`);
    const text = start(lab);
    expect(known(text, 'sentinel').map((line) => line.split(' ')[3])).toEqual([lab.name(1), lab.name(2)]);
    const five = laboratory(Engine.valkey(), 0, { replicas: 5 });
    remember(five, five.name(1), 1);
    expect(known(start(five), 'sentinel')).toHaveLength(4);
  });

  it('knows the replicas that it or the others knew, as far as they are still there', () => {
    const lab = laboratory(Engine.valkey(), 0);
    const replica = (pod: number): string => `sentinel known-replica mymaster ${lab.name(pod)} 6379`;
    remember(lab, lab.name(1), 1, [replica(0), replica(4)].join('\n'));
    lab.sentinel(2, { primary: lab.name(1), epoch: 1 });
    lab.answers(lab.name(2), 26379, { 'sentinel slaves mymaster': `name\nx\nip\n${lab.name(2)}\nport\n6379` });
    expect(known(start(lab), 'replica')).toEqual([replica(0), replica(2)]);
  });

  it('forgets what it knew of another primary', () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(1), 1, `sentinel known-replica mymaster ${lab.name(2)} 6379`);
    lab.sentinel(1, { primary: lab.name(2), epoch: 2 });
    const text = start(lab);
    expect(known(text, 'replica')).toEqual([]);
    expect(text).not.toContain('config-epoch');
    expect(text).toContain('sentinel current-epoch 1\n');
  });

  it('treats names as names before it meets the first', () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(1), 1);
    const text = start(lab);
    expect(text.indexOf('sentinel resolve-hostnames yes')).toBeLessThan(text.indexOf('sentinel announce-ip'));
    expect(text.indexOf('sentinel announce-hostnames yes')).toBeLessThan(text.indexOf('sentinel monitor'));
  });

  it('makes its own pod the primary when somebody has decided it by force, and knows better than all', () => {
    const lab = laboratory(Engine.valkey(), 2);
    remember(lab, lab.name(1), 7);
    lab.write('run/force-primary', '');
    const text = start(lab);
    expect(text).toContain(`sentinel monitor mymaster ${lab.name(2)} 6379 2\n`);
    expect(text).toContain('sentinel config-epoch mymaster 8\nsentinel current-epoch 8\n');
  });

  it('is alive while it waits', () => {
    const lab = laboratory(Engine.valkey(), 0);
    expect(lab.run('alive.sh', '26379').status).not.toBe(0);
    lab.write('run/sentinel-waits', '');
    expect(lab.run('alive.sh', '26379').status).toBe(0);
  });

  it('waits and decides nothing when the others do not take its password', async () => {
    const lab = laboratory(Engine.valkey(), 0);
    remember(lab, lab.name(1), 1);
    lab.answers(lab.name(1), 26379, { ping: 'NOAUTH Authentication required.' });
    const message = /the other Sentinels do not take the password in key admin of Secret store-credentials/;
    const { ended, stdout } = await lab.until('start-sentinel.sh', message);
    expect({ ended, stdout }).toEqual({ ended: false, stdout: '' });
  });
});
