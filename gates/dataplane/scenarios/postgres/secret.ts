import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { PASSWORDS, passwords } from '../../postgres/synthesize';
import { says } from './support';

async function mustSay(database: Database, words: string): Promise<string> {
  assert.ok(await says(database, words), `the pod must say ${words}, got\n${database.pod?.lastLines(6)}`);
  if (!words.includes('not found')) assert.ok(await says(database, 'CrashLoopBackOff'), 'the pod must wait');
  return words;
}

/** True if the server accepts a password of the application; tried over the network until it answers. */
async function letsIn({ client }: Database, password: string): Promise<boolean> {
  const script = `PGPASSWORD='${password}' PGCONNECT_TIMEOUT=5 psql -XAtq -h "$STORE_HOST" -U "$STORE_USER" -d "$STORE_DATABASE" -c 'SELECT 1'`;
  let said = '';
  for (let tries = 0; tries < 20; tries++) {
    const { status, output } = await client.exec(['sh', '-c', script], { timeoutSeconds: 20 });
    if (status === 0 || output.includes('password authentication failed')) return status === 0;
    said = output;
    await sleep(1_000);
  }
  return assert.fail(`the server does not answer: ${said}`);
}

/** A store whose Secret is missing or wrong waits and reports it; later ones change passwords, and never data. */
async function run({ cluster, namespace, figures, label }: Context): Promise<void> {
  const database = new Database(cluster, namespace);
  const missing = await mustSay(database, 'secret "store-passwords" not found');
  figures.goal(`${label}: a server without its Secret waits and names it`, true, missing);
  cluster.apply([passwords(namespace, { ...PASSWORDS, password: 'with a line break\n' })]);
  const broken = await mustSay(database, 'key password of Secret store-passwords must be one line');
  figures.goal(`${label}: a password with a line break is refused, and its key named`, true, broken);

  cluster.apply([passwords(namespace)]);
  await database.pod?.delete();
  await database.ready();
  await database.sql('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
  const before = [await letsIn(database, PASSWORDS.password), await letsIn(database, 'guess')];
  figures.goal(
    `${label}: the password of the Secret lets the application in, another one does not`,
    `${before}` === 'true,false',
    `${before}`,
  );

  cluster.apply([passwords(namespace, { ...PASSWORDS, password: '' })]);
  await sleep(2_000);
  await database.pod?.delete();
  await mustSay(database, 'key password of Secret store-passwords must be one line');
  cluster.apply([passwords(namespace, { ...PASSWORDS, password: 'another-horse' })]);
  await sleep(2_000);
  await database.pod?.delete();
  await database.ready();
  const after = [await letsIn(database, 'another-horse'), await letsIn(database, PASSWORDS.password)];
  const rows = await database.sql('SELECT count(*) FROM kept');
  const got = `${after}, ${rows} rows`;
  figures.goal(
    `${label}: after a changed password the new one lets in, and all data is there`,
    got === 'true,false, 1000 rows',
    got,
  );
  cluster.apply([passwords(namespace)]);
  await sleep(2_000);
  await database.pod?.delete();
  // Applications read passwords when they start.
  await database.client.delete();
  await database.ready();
}

export const postgresSecret: Scenario = { name: 'missing, broken and changed passwords', run };
