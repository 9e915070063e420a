import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { PASSWORDS, passwords } from '../../postgres/synthesize';

const NEXT = { password: 'another:h@rse "2"', admin: 'new `admin` \\ $1' };
const SECONDS = 22;

interface Login {
  readonly at: number;
  readonly who: string;
  readonly letIn: boolean;
}

/** Logs in again and again for some seconds, with each user and password in turn, from the pod of the application. */
async function logins(
  { client }: Database,
  users: Readonly<Record<string, readonly [string, string]>>,
): Promise<Login[]> {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const each = Object.entries(users).map(
    ([who, [user, password]]) =>
      `said=no; PGPASSWORD=${quoted(password)} PGCONNECT_TIMEOUT=5 psql -XAtq -h "$STORE_HOST" -U ${user} -d "$STORE_DATABASE" -c '' 2>/dev/null && said=yes; echo "$(date +%s%3N) ${who} $said"`,
  );
  const script = `end=$(($(date +%s) + ${SECONDS})); while [ $(date +%s) -lt $end ]; do ${each.join('\n')}\nsleep 0.1; done`;
  const { output } = await client.exec(['sh', '-c', script], { timeoutSeconds: SECONDS + 30 });
  const lines = output.split('\n').map((line) => line.split(' '));
  return lines.flatMap(([at, who = '', said]) => (said ? [{ at: Number(at), who, letIn: said === 'yes' }] : []));
}

const count = (all: readonly Login[], who: string, letIn: boolean): number =>
  all.filter((one) => one.who === who && one.letIn === letIn).length;

/** The password of the only role: one of both always lets in, and connections stay. */
async function oneRole(
  context: Context,
  database: Database,
): Promise<{ readonly took: number; readonly note: string }> {
  const { cluster, namespace, figures, label } = context;
  await database.write();
  const open = database.client.exec(
    ['sh', '-c', `psql "$STORE_URL" -XAtq -c 'SELECT pg_sleep(${SECONDS})' -c "SELECT 'still here'"`],
    { timeoutSeconds: SECONDS + 30 },
  );
  await sleep(1_000);
  const since = Date.now();
  cluster.apply([passwords(namespace, NEXT)]);
  const all = await logins(database, { old: ['app', PASSWORDS.password], new: ['app', NEXT.password] });
  const first = all.find(({ who, letIn }) => who === 'new' && letIn)?.at ?? Number.POSITIVE_INFINITY;
  const last = all.findLast(({ who, letIn }) => who === 'old' && letIn)?.at ?? 0;
  // The kubelet replaced the files one second after the change.
  const took = (first - since - 1_000) / 1000;
  const between = Math.max(0, (first - last) / 1000);
  const late = all.filter(({ at, who, letIn }) => who === 'new' && !letIn && at > first).length;
  const note = `the new password lets in ${took.toFixed(1)} s after its file, ${between.toFixed(1)} s after the last login with the old one`;
  figures.goal(`${label}: a changed password is set while the server runs`, Number.isFinite(first) && late === 0, note);
  context.time(`${label}: a changed password is set`, took, 15);
  figures.goal(
    `${label}: an open connection stays`,
    (await open).output.includes('still here'),
    (await open).output.trim(),
  );
  const logged = database.pod?.lastLines(400) ?? '';
  const shown = [PASSWORDS.password, NEXT.password, NEXT.admin, 'SCRAM-SHA-256$'].filter((text) =>
    logged.includes(text),
  );
  figures.goal(`${label}: no password and no verifier is in the log`, shown.length === 0, `${shown.length} found`);
  return { took, note };
}

/** Two roles take turns, by the commands of the guide: no login fails. */
async function twoRoles(context: Context, database: Database): Promise<void> {
  const { figures, label } = context;
  await database.sql('CREATE ROLE app_b LOGIN IN ROLE app');
  await database.sql("ALTER ROLE app_b SET role = 'app'");
  await database.sql("ALTER ROLE app_b PASSWORD 'second'");
  const watching = logins(database, { first: ['app', NEXT.password], second: ['app_b', 'second'] });
  await sleep(2_000);
  const all = await watching;
  const refused = count(all, 'first', false) + count(all, 'second', false);
  await database.sql('DROP ROLE app_b');
  figures.goal(
    `${label}: with two roles no login is refused`,
    refused === 0 && all.length > 10,
    `${refused} of ${all.length}`,
  );
}

async function run(context: Context): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const database = new Database(cluster, namespace);
  await database.ready();
  const { took, note } = await oneRole(context, database);
  await twoRoles(context, database);
  cluster.apply([passwords(namespace)]);
  const end = Date.now() + 40_000;
  while (count(await logins(database, { first: ['app', PASSWORDS.password] }), 'first', true) === 0) {
    assert.ok(Date.now() < end, 'the first password must let in again');
  }
  const { lost, acknowledged } = await database.compare();
  const text = `${lost} of ${acknowledged.toLocaleString('en')}`;
  figures.add({ scenario: 'password changes', engine: label, rounds: 1, lost: text, median: took, most: took, note });
  figures.goal(`${label}: nothing is lost when a password changes`, lost === 0 && acknowledged > 0, text);
  await database.forget();
}

export const postgresRotation: Scenario = { name: 'a password changes under writes', run };
