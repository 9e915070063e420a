// npm run synth [-- options of cdk8s synth]: manifests of apps/ into dist/.
// cdk8s-cli empties its output folder before the app has run. Here the app writes to a temporary folder, and dist/ is
// only touched when that went well.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');

const args = process.argv.slice(2);
const { values } = parseArgs({
  args,
  strict: false,
  options: { output: { type: 'string', short: 'o' }, stdout: { type: 'boolean', short: 'p' } },
});
const target = path.resolve(values.output ?? 'dist');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mainstay-synth-'));
try {
  process.exitCode = synth();
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
}

function synth() {
  const out = path.join(scratch, 'dist');
  const options = values.stdout ? args : [...withoutOutput(args), '--output', out];
  const cli = path.join(__dirname, '..', 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const run = spawnSync(process.execPath, [cli, 'synth', ...options], {
    env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false' },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const shown = path.relative('.', target) || '.';
  process.stdout.write(run.stdout.replaceAll(out, shown));
  if (run.status !== 0) {
    console.error(brief(run.stderr));
    if (!values.stdout) console.error(`synthesis failed; ${shown} is unchanged`);
    return run.status || 1;
  }
  process.stderr.write(run.stderr);
  if (!values.stdout) replace(target, out);
  return 0;
}

function withoutOutput(args) {
  return args.filter(
    (arg, i) =>
      !['-o', '--output'].includes(arg) && !['-o', '--output'].includes(args[i - 1]) && !arg.startsWith('--output='),
  );
}

/** Makes `target` equal to `source`: unchanged files keep their time, files of charts that are gone go too. */
function replace(target, source) {
  const files = (folder) =>
    fs.existsSync(folder)
      ? fs
          .readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      : [];
  const made = files(source);
  const ours = files(target).filter((file) => file.endsWith('.k8s.yaml'));
  for (const stale of ours.filter((file) => !made.includes(file))) fs.rmSync(path.join(target, stale));
  for (const file of made) {
    const to = path.join(target, file);
    const text = fs.readFileSync(path.join(source, file));
    if (fs.existsSync(to) && text.equals(fs.readFileSync(to))) continue;
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.writeFileSync(to, text);
  }
}

/** The app's own message and the frames in its own files; not those of Node, of packages or of the CLI. */
function brief(stderr) {
  return stderr
    .replace(/^\S+:\d+\n.*\n\s*\^+\n+/m, '')
    .replace(/\n+Stack backtrace:\n[\s\S]*/, '\n')
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || (/\.ts:\d+/.test(line) && !/node:|node_modules/.test(line)))
    .filter((line) => line.trim() !== '' && !/^Node\.js v|returned a non-zero exit code/.test(line))
    .join('\n')
    .replaceAll(`${process.cwd()}${path.sep}`, '');
}
