// npm run pages: writes what docs/ has from the code. A test fails when it is not current.
require('ts-node').register({ transpileOnly: true });
const fs = require('node:fs');
const path = require('node:path');

for (const { page, render } of [
  require('./rules.js'),
  require('./access.js'),
  require('./architecture.js'),
  require('./alerts.js'),
  require('./routes.js'),
  require('./routing.js'),
]) {
  const file = path.join(__dirname, '..', page);
  fs.writeFileSync(file, render(fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''));
}
