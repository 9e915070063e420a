/** The scripts of backup and restore, run against a directory in place of a bucket. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const STORES = join(__dirname, '../../../lib/stateful-store');
const SCRIPTS = [join(STORES, 'backup/steps/scripts'), join(STORES, 'engines/postgres/scripts')];
export const PLACE = 'bucket/shop/sessions';

let home: string;
/** Gives each test a directory of its own with a bucket in it. */
export function withBucket(): void {
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mainstay-backup-'));
    for (const made of ['bin', 'work', 'credentials', PLACE]) mkdirSync(join(home, made), { recursive: true });
    for (const folder of SCRIPTS) cpSync(folder, join(home, 'scripts'), { recursive: true });
    cpSync(join(__dirname, 'rclone.sh'), join(home, 'bin/rclone'));
    chmodSync(join(home, 'bin/rclone'), 0o755);
    writeFileSync(join(home, 'credentials/ACCESS_KEY_ID'), 'key');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
}

export const at = (...parts: string[]) => join(home, ...parts);

export function run(script: string, env: Readonly<Record<string, string>> = {}, ...command: string[]) {
  const { status, stderr, stdout } = spawnSync('sh', [at('scripts', script), ...command], {
    env: {
      PATH: `${at('bin')}:${process.env['PATH']}`,
      BUCKET: at('bucket'),
      BASE: 'store:',
      ROOT: 'store:shop/sessions',
      OPTIONS_FROM: at('credentials'),
      WORK: at('work'),
      BACKUP: at('work/files'),
      FACTS: at('work/facts'),
      DATA: at('work/data'),
      STORE: 'shop/sessions',
      ENGINE: 'valkey',
      FORMAT: 'rdb',
      COLLAPSE: '50',
      KEEP_NEWEST: '2',
      KEEP_SECONDS: '0',
      WHICH: 'latest',
      ...env,
    },
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

/** Takes a backup whose one file has this text, of data with these lines for its identity. */
export function take(text: string, facts = 'entries 3\ncanary 7\n', identity = '') {
  const files = `printf '%s' '${text}' >"$BACKUP/dump.rdb" && printf '${facts}' >"$FACTS"`;
  return run('take.sh', {}, 'sh', '-c', `${files} && printf '${identity}' >"$IDENTITY"`);
}

/** Puts a whole backup into the bucket. */
export function stored(name: string, text = 'data', manifest = true, identity = ''): void {
  const sum = createHash('sha256').update(text).digest('hex');
  const lines = [`backup ${name}`, 'store shop/sessions', 'engine valkey', 'format rdb', 'fact entries 3'];
  mkdirSync(at(PLACE, name), { recursive: true });
  writeFileSync(at(PLACE, name, 'dump.rdb'), text);
  if (identity) lines.push(`identity ${identity}`);
  const file = `file ${text.length} ${sum} dump.rdb`;
  if (manifest) writeFileSync(at(PLACE, name, 'manifest'), [...lines, file, ''].join('\n'));
}

export const there = () => readdirSync(at(PLACE)).sort();
export const manifest = () => readFileSync(at('work/manifest'), 'utf8');
export const idOf = () => /^backup (\S+)$/m.exec(manifest())?.[1] ?? '';
