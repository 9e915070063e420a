// prepack and postpack: in the README of the package, links lead to the files of the package at unpkg.com. The page of the registry
// resolves no relative links, because it does not know the repository.
//   node scripts/readme.js pack      rewrites README.md
//   node scripts/readme.js restore   makes it what it was
const fs = require('node:fs');
const path = require('node:path');
const { name, version } = require('../package.json');

const ROOT = path.join(__dirname, '..');
const README = path.join(ROOT, 'README.md');
const KEPT = path.join(ROOT, 'build', 'README.before-pack');
const FILES = `https://unpkg.com/${name}@${version}/`;

/** The README with absolute links. */
function forRegistry(text) {
  return text.replace(/\]\((?![a-z]+:|#)([^)\s]+)\)/g, (_, file) => `](${FILES}${file})`);
}

module.exports = { FILES, forRegistry };

if (require.main === module) {
  if (process.argv[2] === 'pack') {
    fs.copyFileSync(README, KEPT);
    fs.writeFileSync(README, forRegistry(fs.readFileSync(README, 'utf8')));
  } else if (fs.existsSync(KEPT)) {
    fs.renameSync(KEPT, README);
  }
}
