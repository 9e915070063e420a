import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Laboratory, laboratory } from './laboratory';

const SCRIPTS = join(__dirname, '../../../lib/stateful-store/engines/valkey-family/scripts');
const REFUSED = { ping: 'NOAUTH Authentication required.', 'info all': 'NOAUTH Authentication required.' };
const NAMED = 'take the password in key admin of Secret store-credentials';

/** Puts a script of backups beside the others, with variables and without its patience. */
function put(lab: Laboratory, name: string, variables: Readonly<Record<string, string>> = {}): void {
  const lines = Object.entries(variables).map(([key, value]) => `${key}='${value}'`);
  const text = readFileSync(join(SCRIPTS, name), 'utf8').replaceAll('+ 300))', '+ 0))');
  lab.write(`config/${name}`, `${lines.join('\n')}\n${text}`);
}

describe('a wrong password is told as such, and not as a primary that is missing', () => {
  it('at a handover', () => {
    const lab = laboratory();
    lab.answers('localhost', 6379, REFUSED);
    expect(lab.run('handover.sh').stderr).toContain(`the server does not ${NAMED}: it ends without a handover`);
  });

  it('when a primary is made by force, which then changes nothing', () => {
    const lab = laboratory();
    lab.answers('localhost', 6379, REFUSED);
    const { status, stderr } = lab.run('force-primary.sh');
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing was changed') });
    expect(lab.read('run/force-primary')).toBe('');
    expect(lab.asked.filter((line) => line.includes('replicaof'))).toEqual([]);
  });

  it('by a backup, which otherwise says that no primary answers', () => {
    const lab = laboratory();
    put(lab, 'backup-identity.sh');
    put(lab, 'backup-dump.sh', { BACKUP: lab.at('data'), FACTS: lab.at('facts'), IDENTITY: lab.at('identity') });
    expect(lab.run('backup-dump.sh')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no primary has answered'),
    });
    for (const pod of [0, 1, 2]) lab.answers(lab.name(pod), 6379, REFUSED);
    const { status, stderr } = lab.run('backup-dump.sh');
    expect(status).toBe(1);
    expect(stderr).toContain(`the servers do not ${NAMED}`);
    expect(stderr).not.toContain('no primary');
  });

  it('by a pod that waits to restore a backup', async () => {
    const lab = laboratory();
    put(lab, 'backup-occupied.sh', { WISH: 'latest' });
    lab.answers(lab.name(1), 6379, REFUSED);
    const { ended, stderr } = await lab.until('backup-occupied.sh', /waiting/);
    expect(ended).toBe(false);
    expect(stderr).toContain(`waiting: pod 1 does not ${NAMED}`);
  });
});
