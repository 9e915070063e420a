const fs = require('node:fs');
const path = require('node:path');

/** Writes the parsed expressions of all rules beside the compiled library. @param library the folder with the compiled `lib/` */
function writeParsedRules(library) {
  const folder = path.join(library, 'security-baseline');
  const { PARSED_FILE, parsedText } = require(path.join(folder, 'cel-parsed.js'));
  const { expressionsOf } = require(path.join(folder, 'rules', 'index.js'));
  fs.writeFileSync(path.join(folder, PARSED_FILE), parsedText(expressionsOf(), require('@bufbuild/cel')));
}

module.exports = { writeParsedRules };
