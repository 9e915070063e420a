// npm run test:package: packs the library and uses it as a new user would, in an empty project outside the repository.
// Slow (an npm install, and CPU times that no unit test may assert), so it is not part of npm test.
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const { name, devDependencies } = require('../package.json');
const { FILES } = require('./readme.js');
const project = fs.mkdtempSync(path.join(os.tmpdir(), 'mainstay-package-'));
const BUDGET = 1.5; // CPU of require(this library) against require('cdk8s-plus-27')
const COMPILER = { strict: true, skipLibCheck: false, target: 'ES2022', types: [], outDir: 'out' };

const SNAPSHOT_TEST = `
import { Chart, Testing } from 'cdk8s';
import { WebApp } from '${name}';
test('web', () => {
  const chart = new Chart(Testing.app(), 'shop');
  new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.4.2' });
  expect(Testing.synth(chart)).toMatchSnapshot();
});
`;

let passed = 0;
let failed = 0;
/** Runs and prints one check. A check that throws fails; the next ones still run. */
function check(title, body) {
  try {
    const detail = body();
    passed += 1;
    console.log(`ok      ${title}${detail ? `: ${detail}` : ''}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${title}\n${String(error.message).replace(/^/gm, '        ')}`);
  }
}

/** Runs a command and returns what it printed on stdout; throws with all it printed when it fails. */
function run(command, args, { cwd = project, env = {} } = {}) {
  const done = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')}\n${done.stdout}${done.stderr}${done.error ?? ''}`);
  return done.stdout;
}
const node = (args, options) => run(process.execPath, args, options);
const bin = (file) => path.join(root, 'node_modules', '.bin', file);
const write = (file, text) =>
  fs.writeFileSync(path.join(project, file), typeof text === 'string' ? text : JSON.stringify(text));

let tarball;
check('npm pack gives build/, docs/, the pages of the top and package.json, and nothing else', () => {
  const before = fs.readFileSync(path.join(root, 'README.md'), 'utf8');
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', project], { cwd: root }));
  tarball = path.join(project, packed.filename);
  const files = packed.files.map((file) => file.path);
  const top = [...new Set(files.map((file) => file.split('/')[0]))].sort();
  assert.deepEqual(top, ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'build', 'docs', 'package.json']);
  assert.equal(fs.readFileSync(path.join(root, 'README.md'), 'utf8'), before, 'README.md has changed');
  const sources = files.filter((file) => /(?<!\.d)\.ts$|\.map$|\.tsbuildinfo$|\.test\./.test(file));
  assert.deepEqual(sources, [], 'sources or tests in the tarball');
  return `${files.length} files, ${Math.round(packed.size / 1024)} KiB`;
});
if (tarball) {
  check('every link of the packed README is absolute, and those to the package lead to a file of it', readmeLinks);
  check('every relative link of the packed pages leads to a file of the package', pageLinks);
  check("README's commands work in an empty folder with what the registry gives today", readmeCommands);
  check('publint finds nothing', () => assert.match(run(bin('publint'), ['run', '--strict', tarball]), /All good!/));
  check('@arethetypeswrong/cli finds nothing', () => void run(bin('attw'), [tarball]));
  check('it installs into an empty project', install);
  checkProject();
}
fs.rmSync(project, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;

function readmeLinks() {
  const readme = run('tar', ['-xzOf', tarball, 'package/README.md']);
  const files = run('tar', ['-tzf', tarball]).split('\n');
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target.split('#')[0]);
  const dead = links.filter((target) =>
    target.startsWith(FILES)
      ? !files.includes(`package/${target.slice(FILES.length)}`)
      : !target.startsWith('https://'),
  );
  assert.deepEqual(dead, [], 'links that lead nowhere');
  return `${links.length} links`;
}

/** The links of the guides and the other pages, which a reader follows inside the package. */
function pageLinks() {
  const files = run('tar', ['-tzf', tarball]).split('\n');
  const pages = files.filter((file) => file.endsWith('.md') && file !== 'package/README.md');
  const links = pages.flatMap((page) => {
    const text = run('tar', ['-xzOf', tarball, page]).replace(/^```[\s\S]*?^```$/gm, '');
    return [...text.matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)].map(([, target]) => [page, target]);
  });
  const relative = links.filter(([, target]) => !/^[a-z]+:/.test(target));
  const dead = relative.filter(([page, target]) => {
    const to = path.posix.join(path.posix.dirname(page), target);
    // Some pages name the tests and gates that show what they say; those are in the repository only.
    if (/^package\/(test|gates)\//.test(to)) return false;
    return !files.some((file) => file === to || file.startsWith(`${to.replace(/\/$/, '')}/`));
  });
  assert.deepEqual(dead, [], 'links that lead nowhere');
  return `${relative.length} links in ${pages.length} pages`;
}

/** Does what the section "Try it" says, word for word: its files, and its commands in order. The tarball is the published package. */
function readmeCommands() {
  const readme = run('tar', ['-xzOf', tarball, 'package/README.md']);
  const [, section] = /^## Try it\n([\s\S]*?)^## /m.exec(readme) ?? [];
  assert.ok(section, 'README has no section "Try it"');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mainstay-readme-'));
  const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
    language,
    text,
  }));
  for (const [language, file] of [
    ['json', 'tsconfig.json'],
    ['yaml', 'cdk8s.yaml'],
  ]) {
    const [found, ...more] = blocks.filter((block) => block.language === language);
    assert.ok(found && more.length === 0, `README shows one ${file}`);
    fs.writeFileSync(path.join(folder, file), found.text);
  }
  fs.writeFileSync(path.join(folder, 'main.ts'), /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1] ?? '');
  const commands = blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'));
  const manifests = path.join(folder, 'dist', 'shop.k8s.yaml');
  const made = [];
  for (const command of commands) {
    fs.rmSync(path.dirname(manifests), { recursive: true, force: true });
    // npx asks before it installs something, which is an error here: the commands before must have installed it.
    const env = { npm_config_yes: 'false', npm_config_audit: 'false', npm_config_fund: 'false' };
    run('sh', ['-c', command.replace(new RegExp(`(?<= )${name}(?= |$)`), tarball)], { cwd: folder, env });
    if (fs.existsSync(manifests)) made.push(fs.readFileSync(manifests, 'utf8'));
  }
  fs.writeFileSync(path.join(folder, 'wrong.ts'), `import { Port } from '${name}';\nPort.tcp(0);\n`);
  const { stderr } = spawnSync('npx', ['ts-node', 'wrong.ts'], { cwd: folder, encoding: 'utf8' });
  fs.rmSync(folder, { recursive: true, force: true });
  assert.match(
    stderr,
    /MainstayError: a port must be .+, got 0; use 1 or more\n +at .*wrong\.ts:2/,
    'a mistake is shown with its line',
  );
  assert.equal(made.length, 2, 'ts-node and cdk8s synth each write dist/shop.k8s.yaml');
  assert.equal(made[0], made[1], 'ts-node and cdk8s synth write the same');
  const objects = made[0].match(/^kind: /gm)?.length ?? 0;
  assert.match(readme, new RegExp(`renders ${objects} objects`), `README says another number than ${objects}`);
  return `${commands.length} commands, ${objects} objects`;
}

function install() {
  write('package.json', { name: 'shop', private: true });
  const wanted = ['cdk8s', 'cdk8s-plus-27', 'constructs', 'typescript', 'jest', '@swc/core', '@swc/jest'];
  const packages = wanted.map((dependency) => `${dependency}@${devDependencies[dependency]}`);
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', '--loglevel=error'];
  run('npm', ['install', ...flags, tarball, ...packages]);
}

/** The first TypeScript snippet of a page. */
function snippet(page) {
  const text = fs.readFileSync(path.join(root, page), 'utf8');
  return /^```ts\n([\s\S]*?)^```/m.exec(text)?.[1] ?? `${page} has no ts snippet`;
}

function checkProject() {
  write('main.ts', snippet('README.md'));
  write('engine.ts', snippet(path.join('docs', 'guide', 'own-engine.md')));
  write('helpers.ts', `import * as testing from '${name}/testing';\nexport const names = Object.keys(testing);\n`);
  for (const [resolution, module] of [
    ['node10', 'commonjs'],
    ['node16', 'node16'],
  ]) {
    check(`README's program and the guide's engine compile with ${resolution} resolution, skipLibCheck off`, () => {
      const compilerOptions = { ...COMPILER, module, moduleResolution: resolution };
      write('tsconfig.json', { compilerOptions, files: ['main.ts', 'engine.ts', 'helpers.ts'] });
      compile();
    });
  }
  check("README's program synthesizes", () => {
    node(['out/main.js'], { env: { CDK8S_OUTDIR: path.join(project, 'dist') } });
    const files = fs.readdirSync(path.join(project, 'dist')).filter((file) => file.endsWith('.yaml'));
    const text = files.map((file) => fs.readFileSync(path.join(project, 'dist', file), 'utf8')).join('---\n');
    const kinds = text.match(/^kind: .*/gm) ?? [];
    assert.ok(kinds.includes('kind: Deployment'), `no Deployment in dist: ${kinds.join(', ')}`);
    return `${kinds.length} manifests`;
  });
  check('an error that nobody catches begins with its sentence and the line of the program', () => {
    write('wrong.js', `const { Port } = require('${name}');\nPort.tcp(0);\n`);
    const { stderr } = spawnSync(process.execPath, ['wrong.js'], { cwd: project, encoding: 'utf8' });
    const [message, frame] = stderr.split('\n');
    assert.match(message, /^MainstayError: a port must be/);
    assert.match(frame, /wrong\.js:2:6/);
  });
  check(`the engine of ${name}/engine and the helpers of ${name}/testing load`, () => {
    node(['out/engine.js']);
    node(['out/helpers.js']);
  });
  check('apps/, made with the package, are dist/ byte by byte', appsAreDist);
  check(`an ES module can import names`, () => {
    node(['--input-type=module', '-e', `import { App, WebApp } from '${name}'; if (!App || !WebApp) process.exit(1);`]);
  });
  check('a chart can be snapshot-tested with jest', () => {
    write('shop.test.ts', SNAPSHOT_TEST);
    write('jest.config.js', `module.exports = { transform: { '^.+\\\\.ts$': '@swc/jest' } };`);
    const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
    node([jest, '--ci=false']);
    assert.match(
      fs.readFileSync(path.join(project, '__snapshots__', 'shop.test.ts.snap'), 'utf8'),
      /"kind": "Deployment"/,
    );
    node([jest, '--ci']);
  });
  check(`require('${name}') costs at most ${BUDGET} times require('cdk8s-plus-27')`, () => {
    const [own, plus] = requireCosts([name, 'cdk8s-plus-27']);
    const figures = `${own.toFixed(0)} ms against ${plus.toFixed(0)} ms CPU, ${(own / plus).toFixed(2)} times`;
    assert.ok(own <= BUDGET * plus, figures);
    return figures;
  });
}

function compile() {
  node([path.join('node_modules', 'typescript', 'bin', 'tsc')]);
}

/** Makes the apps of this repository with the packed files, which are compiled and loaded otherwise than lib/ is in the tests. */
function appsAreDist() {
  fs.mkdirSync(path.join(project, 'apps'));
  const apps = fs.readdirSync(path.join(root, 'apps'));
  for (const app of apps) {
    const source = fs.readFileSync(path.join(root, 'apps', app), 'utf8');
    write(path.join('apps', app), source.replaceAll(`'../lib'`, `'${name}'`));
  }
  const compilerOptions = { ...COMPILER, outDir: 'out/apps', module: 'node16', moduleResolution: 'node16' };
  write('tsconfig.json', { compilerOptions, include: ['apps'] });
  compile();
  const made = path.join(project, 'made');
  node(['out/apps/main.js'], { env: { CDK8S_OUTDIR: made } });
  const filesIn = (folder) =>
    fs.readdirSync(folder, { recursive: true }).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  const files = filesIn(made);
  assert.deepEqual(files, filesIn(path.join(root, 'dist')));
  for (const file of files) {
    const [now, committed] = [made, path.join(root, 'dist')].map((dir) =>
      fs.readFileSync(path.join(dir, file), 'utf8'),
    );
    assert.ok(now === committed, `${file} differs from dist/`);
  }
  return `${files.length} files`;
}

/** Median CPU ms of requiring each package in a fresh process, taken in turns. */
function requireCosts(packages) {
  const times = packages.map(() => []);
  for (let round = 0; round < 9; round++) {
    packages.forEach((wanted, i) => {
      const code = `const t = process.cpuUsage(); require('${wanted}'); const { user, system } = process.cpuUsage(t);
        console.log((user + system) / 1000)`;
      times[i].push(Number(node(['-e', code])));
    });
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]);
}
