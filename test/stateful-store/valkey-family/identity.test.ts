import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../../lib/stateful-store/engines/valkey-family/scripts');
const [OWN, PARENT] = ['fedcba9876543210', '0123456789abcdef'];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mainstay-identity-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Runs lines of a shell after the script, where `cli` prints the answers to questions by their first word. */
function shell(script: string, answers: Readonly<Record<string, string>> = {}, functions = 'yes') {
  const cases = Object.entries(answers).map(([word, answer]) => `${word}) printf '%s\\n' '${answer}' ;;`);
  const fake = `cli() { case $3 in ${cases.join(' ')} esac; }\nlog() { echo "$*" >&2; }\n`;
  const { stdout, stderr } = spawnSync('sh', ['-euc', `${fake}. "${SCRIPTS}/backup-identity.sh"\n${script}`], {
    env: { PATH: process.env['PATH'], PORT: '6379', LOG_DIRECTORY: functions },
    encoding: 'utf8',
  });
  return { stdout, stderr };
}

/** Reads commands in the form of the append-only file; throws when a length is wrong. */
function commands(text: string): string[][] {
  const found: string[][] = [];
  let rest = Buffer.from(text);
  const line = (): string => {
    const end = rest.indexOf('\r\n');
    const read = rest.subarray(0, end).toString();
    rest = rest.subarray(end + 2);
    return read;
  };
  while (rest.length > 0) {
    const words = Number(/^\*(\d+)$/.exec(line())?.[1]);
    found.push(
      Array.from({ length: words }, () => {
        const length = Number(/^\$(\d+)$/.exec(line())?.[1]);
        const word = rest.subarray(0, length).toString();
        if (rest.subarray(length, length + 2).toString() !== '\r\n') throw new Error(`wrong length of ${word}`);
        rest = rest.subarray(length + 2);
        return word;
      }),
    );
  }
  return found;
}

describe('the identity of Valkey and Redis', () => {
  it.each([
    [{ fcall: OWN, get: PARENT }, `${OWN}\n`],
    [{ fcall: `${OWN} ${PARENT}` }, `${OWN} ${PARENT}\n`],
    [{ fcall: 'ERR Function not found', get: OWN }, `${OWN}\n`],
    [{ fcall: 'ERR Function not found', get: '' }, ''],
    [{ fcall: 'NOPERM', get: 'WRONGTYPE' }, ''],
  ])('is what the function says, or the key of old versions: %j', (answers, expected) => {
    expect(shell('identity_of primary', answers).stdout).toBe(expected);
  });

  it('is told when the server does not take one', () => {
    expect(shell('identify primary', { function: 'OOM command not allowed' }).stderr).toContain(
      'the primary did not take an identity: OOM command not allowed',
    );
    expect(shell('identify primary', { function: 'mainstay' }).stderr).toBe('');
    expect(shell('identify primary', { set: 'OK' }, 'no').stderr).toBe('');
  });

  it.each([
    ['a function', 'yes', ['FUNCTION', 'LOAD', 'REPLACE', expect.stringContaining(`return '${OWN} ${PARENT}' end}`)]],
    ['a key', 'no', ['SET', '__mainstay:identity', `${OWN} ${PARENT}`]],
  ])('follows the dump of a restore as %s', (_, functions, command) => {
    writeFileSync(join(home, 'identity'), `identity ${OWN}\nparent ${PARENT}\n`);
    const { stdout } = shell(`log_with_identity "${home}/identity"`, {}, functions);
    expect(commands(stdout)).toEqual([['SELECT', '0'], command]);
  });
});
