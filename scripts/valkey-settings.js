// Writes lib/stateful-store/engines/valkey-family/valkey.tsv and redis.tsv: the settings of several versions, as servers themselves answer.
//
//   node scripts/valkey-settings.js valkey 8.1=ROOT 9.1=ROOT
//   node scripts/valkey-settings.js redis 6.2=PROGRAM 7.0=ROOT 7.4=PROGRAM 8.0=ROOT
//
// ROOT is a root file system, such as one of the data plane, and PROGRAM a server for this machine. A server lists its settings, and its
// errors about wrong values tell the type and the range of each.
const { spawnSync, spawn, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [family, ...servers] = process.argv.slice(2);
const TARGET = path.join(__dirname, `../lib/stateful-store/engines/valkey-family/${family}.tsv`);
// Some settings name files, which the server makes.
const cwd = fs.mkdtempSync(path.join(os.tmpdir(), 'valkey-settings-'));
const LONG = '9223372036854775807';

/** `8.10` is 810. */
function numberOf(version) {
  const [major, minor] = version.split('.').map(Number);
  return major * 100 + minor;
}

function commandOf(place) {
  return fs.statSync(place).isDirectory() ? ['chroot', place, `/usr/bin/${family}-server`] : [place];
}

/** What the server says about a line of its configuration; empty when it takes the line. A second line is wrong, so that it never starts. */
function objection([program, ...args], line) {
  const { stdout, stderr } = spawnSync(program, [...args, '-'], {
    input: `${line}\nno-such-setting 1\n`,
    encoding: 'utf8',
    cwd,
  });
  const [, at = '', said = ''] = /^>>> '(.*)'\n(.*)$/m.exec(`${stdout}${stderr}`) ?? [];
  return at.startsWith('no-such-setting') ? '' : said;
}

function names([program, ...args]) {
  const port = 17379;
  const server = spawn(program, [...args, '--port', `${port}`, '--save', ''], { stdio: 'ignore', cwd });
  try {
    const ask = `for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; exec 3<>/dev/tcp/127.0.0.1/${port} && break; done
      printf 'CONFIG GET *\\r\\nQUIT\\r\\n' >&3; cat <&3`;
    const answer = execFileSync('bash', ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const words = answer.split('\r\n').filter((_, at) => at > 0 && at % 2 === 0);
    return words
      .filter((_, at) => at % 2 === 0)
      .filter((name) => /^[a-z][a-z-]+$/.test(name))
      .sort();
  } finally {
    server.kill('SIGKILL');
  }
}

/** [type, least, most, words] */
function definition(command, name) {
  const said = objection(command, `${name} @@`);
  const range = (probe) => /between (\S+) and (\S+) inclusive/.exec(objection(command, `${name} ${probe}`));
  const [, least = '', most = ''] = range(LONG) ?? range(`-${LONG}`) ?? range('18446744073709551615') ?? [];
  if (/'yes' or 'no'/.test(said)) return ['bool', '', '', ''];
  const words = /must be one of the following: (.*)$/.exec(said)?.[1];
  if (words) return ['enum', '', '', words.split(/,\s*/).join(',')];
  if (/memory or percent/.test(said)) return ['percent', '', '', ''];
  if (/memory value/.test(said)) return ['memory', least, most, ''];
  if (/octal/.test(said)) return ['octal', '', '', ''];
  if (/integer/.test(said)) return ['integer', least, most, ''];
  const several = !/number of arguments/i.test(objection(command, `${name} 1 1`));
  return [several || /number of arguments/i.test(said) ? 'words' : 'text', '', '', ''];
}

const found = new Map();
const versions = servers.map((one) => one.split('=')).map(([version, place]) => [numberOf(version), commandOf(place)]);
for (const [version, command] of versions) {
  const all = names(command);
  console.log(`${family} ${version}: ${all.length} settings`);
  for (const name of all) {
    const rows = found.get(name) ?? [];
    const [type, least, most, words] = definition(command, name);
    const text = [type, '', least, most, words].join('\t').trimEnd();
    const last = rows.at(-1);
    const before = versions[versions.findIndex(([other]) => other === version) - 1]?.[0];
    if (last?.text === text && last.to === before) last.to = version;
    else rows.push({ from: version, to: version, text });
    found.set(name, rows);
  }
}
const lines = [...found]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .flatMap(([name, rows]) => rows.map(({ from, to, text }) => `${name}\t${from}\t${to}\t${text}`));
fs.writeFileSync(
  TARGET,
  `# settings by scripts/valkey-settings.js, from servers of the versions: ${versions.map(([version]) => version).join(' ')}
# name, first and last version, type, unit, least, most, words
${lines.join('\n')}
`,
);
fs.rmSync(cwd, { recursive: true });
