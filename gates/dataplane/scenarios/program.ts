import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import type { Pod } from '../kubelet/pod';
import { Database } from '../postgres/database';
import { PASSWORDS, passwords } from '../postgres/synthesize';
import { backwards, programManifests } from '../program/synthesize';

async function podOf({ cluster, namespace }: Context, name: string, is: (pod: Pod) => boolean): Promise<Pod> {
  const end = Date.now() + 120_000;
  let last: Pod | undefined;
  while (Date.now() < end) {
    last = cluster.pods(namespace).find((pod) => pod.name.startsWith(`${name}-`));
    if (last && is(last)) return last;
    await sleep(200);
  }
  return assert.fail(`${name}: ${last?.reasons.join(', ')}\n${last?.lastLines(8)}`);
}

/** The migration runs first, and the program sees expanded variables and connects with all of them. */
async function run(context: Context): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  const manifests = programManifests(namespace);
  cluster.apply([passwords(namespace), ...manifests]);
  const database = new Database(cluster, namespace);
  const pod = await podOf(context, 'shop', ({ ready }) => ready);
  await podOf(context, 'shop', (one) => one.lastLines(8).includes('serving'));
  const { output } = await pod.exec(['cat', '/proc/1/environ']);
  const env = Object.fromEntries(output.split('\0').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  const url = `postgresql://app:${encodeURIComponent(PASSWORDS.password)}@`;
  const right =
    env['DSN']?.startsWith(url) === true &&
    env['DSN'].endsWith('?application_name=shop') &&
    env['ACCOUNTS_DB_URI']?.startsWith(url) === true &&
    env['DB_PASS'] === PASSWORDS.password &&
    !('LEFT_OUT' in env);
  figures.goal(
    `${label}: the process has its variables expanded, the password in a URL encoded`,
    right,
    `${env['DSN']}`,
  );
  const wrote = await database.sql("SELECT string_agg(DISTINCT by, ' ' ORDER BY by) FROM notes");
  const every = 'ACCOUNTS_DB_URI DB_PASS DSN';
  figures.goal(
    `${label}: the migration made the table, and every form of the password connects`,
    wrote === every,
    wrote,
  );

  cluster.apply([backwards(manifests)]);
  const unexpanded = await podOf(context, 'backwards', (one) => one.lastLines(20).includes('is not expanded'));
  figures.goal(
    `${label}: in the opposite order the program does not start`,
    !unexpanded.ready,
    unexpanded.lastLines(1),
  );
}

export const program: Scenario = { name: 'a program reads its environment, after its migration', run };
