// npm run build: lib/ as JavaScript and type declarations in build/, with the files that lib/ reads at run time.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

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

// A module is loaded when one of its names is first used: a program that makes web apps does not wait for databases. The getters stay as
// they are, because Node.js finds the names for ES modules by their form.
const index = path.join(build, 'index.js');
const lazy = 'var lazy = (load) => new Proxy({}, { get: (_, name) => load()[name] });';
const eager = fs.readFileSync(index, 'utf8');
const lines = eager.replace(/^var (\w+) = (require\(".+"\));$/gm, 'var $1 = lazy(() => $2);');
fs.writeFileSync(index, lines.replace('"use strict";', `"use strict";\n${lazy}`));
