/**
 * `npm run test:changed [REVISION]`: the tests of the folders in which something differs from a revision, HEAD by default. Tests mirror
 * `lib/`, so these are the tests that say most about the change; `npm test` runs all.
 */
const { execFileSync, spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

const git = (...words) => execFileSync('git', words, { encoding: 'utf8' }).split('\n').filter(Boolean);

/** Returns the nearest folder of tests: those of lib/stateful-store/engines/postgres are in test/stateful-store/postgres. */
function testsOf(file) {
  if (file.endsWith('.test.ts')) return existsSync(file) ? [file] : [];
  const [top, room, ...inner] = path.dirname(file).split(path.sep);
  if (top === 'apps' || top === 'dist') return ['test/apps/'];
  if (top === 'docs') return ['test/docs/'];
  if ((top !== 'lib' && top !== 'test') || room === undefined) return [];
  const folders = [...inner.reverse().map((folder) => `test/${room}/${folder}/`), `test/${room}/`];
  return folders.filter(existsSync).slice(0, 1);
}

const [revision = 'HEAD'] = process.argv.slice(2);
const changed = [
  ...git('diff', '--name-only', '--relative', revision),
  ...git('ls-files', '--others', '--exclude-standard'),
];
const tests = [...new Set(changed.flatMap(testsOf))].sort();
if (tests.length === 0) {
  console.log(`nothing that has tests differs from ${revision}`);
} else {
  console.log(tests.join(' '));
  process.exitCode = spawnSync('npx', ['jest', ...tests], { stdio: 'inherit' }).status ?? 1;
}
