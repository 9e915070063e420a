// npm run build: lib/ as JavaScript and type declarations in build/, with the files that lib/ reads at run time.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { LAZY_MODULES, withLazyImports } = require('./lazy.js');
const { writeParsedRules } = require('./parsed-rules.js');

const root = path.join(__dirname, '..');
const build = path.join(root, 'build');
fs.rmSync(build, { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
fs.cpSync(path.join(root, 'lib'), build, {
  recursive: true,
  filter: (file) => fs.statSync(file).isDirectory() || !/\.tsx?$/.test(file),
});

for (const module of LAZY_MODULES) {
  const file = path.join(build, module);
  fs.writeFileSync(file, withLazyImports(module, fs.readFileSync(file, 'utf8')));
}

writeParsedRules(build);
