// A program with a database, as its container starts it: `migrate` makes the table, and `serve` writes to it until it ends.
const { readFileSync } = require('node:fs');
const { Client } = require('pg');

const [mode, host] = process.argv.slice(2);
const own = Object.fromEntries(
  readFileSync('/proc/self/environ', 'utf8')
    .split('\0')
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
);
for (const [name, value] of Object.entries({ ...own, argument: host })) {
  if (value.includes('$(')) throw new Error(`${name} is not expanded: ${value}`);
}

async function once(url, statement) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}

async function main() {
  if (mode === 'migrate') return once(own.DSN, 'CREATE TABLE IF NOT EXISTS notes (by text)');
  await once(own.DSN, "INSERT INTO notes VALUES ('DSN')");
  await once(own.ACCOUNTS_DB_URI, "INSERT INTO notes VALUES ('ACCOUNTS_DB_URI')");
  const parts = { host, port: Number(own.DB_PORT), user: own.DB_USER, password: own.DB_PASS, database: own.DB_NAME };
  const client = new Client(parts);
  await client.connect();
  await client.query("INSERT INTO notes VALUES ('DB_PASS')");
  await client.end();
  console.log('serving');
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => {}, 1_000);
}

main().catch((error) => {
  // The server may still start.
  console.error(error.message);
  setTimeout(() => process.exit(1), 500);
});
