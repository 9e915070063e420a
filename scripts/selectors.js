// npm run selectors: the selectors of Mainstay's own expressions, so that synth parses only those of users.
require('ts-node/register');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const file = path.join(__dirname, '../lib/observability/series/known-selectors.json');
fs.writeFileSync(file, '{}\n');
const { App } = require('../lib');
const { parsed } = require('../lib/observability/series/selectors');
for (const add of [require('../apps/charts').addCharts, require('../gates/rules/programs').addKinds]) {
  const app = new App({ outdir: fs.mkdtempSync(path.join(os.tmpdir(), 'mainstay-selectors-')) });
  add(app);
  app.synth();
  fs.rmSync(app.outdir, { recursive: true });
}
const name = (selector) => `${selector.own ? '=' : ''}${selector.name}`;
const known = [...parsed].flatMap(([key, found]) => (found ? [[key, [...new Set(found.map(name))].sort()]] : []));
fs.writeFileSync(file, `${JSON.stringify(Object.fromEntries(known.sort()), null, 2)}\n`);
require('node:child_process').execFileSync('npx', ['biome', 'format', '--write', file], { stdio: 'ignore' });
