import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../../context';
import { Database } from '../../postgres/database';
import { clientIn, databaseIn, passwords, type Version } from '../../postgres/synthesize';
import { synthesize } from '../../store/synthesize';
import { says } from './support';

/** A step of an upgrade, as its program says it. */
interface Step {
  /** The version of the store `store`. @default '17' */
  readonly version?: Version;
  readonly readOnly?: boolean;
  /** The copy that the store `next` begins with. @default - there is no such store */
  readonly next?: 'rehearsal' | 'copy' | 'nothing';
  /** The store that the client writes to. @default 'store' */
  readonly client?: 'store' | 'next';
}

function apply({ cluster, namespace }: Context, { version = '17', readOnly, next, client = 'store' }: Step): void {
  const manifests = synthesize(namespace, (chart) => {
    const store = databaseIn(chart, 'store', version, { ...(readOnly && { readOnly }) });
    const beginning = { rehearsal: () => store.rehearsal(), copy: () => store.copy(), nothing: () => undefined };
    const copyFrom = beginning[next ?? 'nothing']();
    const other = next && databaseIn(chart, 'next', '18', { ...(copyFrom && { copyFrom }) });
    clientIn(chart, '17', client === 'next' && other ? other : store);
  });
  cluster.apply(manifests);
}

/** Waits until the pod of a store is of its newest revision and ready. */
async function settled({ cluster, namespace }: Context, name: string): Promise<Database> {
  const database = new Database(cluster, namespace, name);
  const end = Date.now() + 240_000;
  while (database.pod?.revision !== cluster.statefulSet(namespace, name).revision && Date.now() < end) await sleep(100);
  await database.ready(240);
  return database;
}

const FOUND = ['psql', '-XAtqc', "SELECT what FROM mainstay.restores WHERE what LIKE 'checked:%'"];

async function rehearsed(context: Context, old: Database): Promise<void> {
  const { figures, label } = context;
  await old.sql(
    "CREATE TABLE big AS SELECT n, md5(n::text) AS text, now() + n * interval '1 s' AS at FROM generate_series(1, 200000) n",
  );
  await old.sql('CREATE SEQUENCE numbers START 77; ALTER TABLE big ADD PRIMARY KEY (n)');
  await old.write();
  await sleep(3_000);
  apply(context, { next: 'rehearsal' });
  const tried = await settled(context, 'next');
  const version = await tried.sql(
    "SELECT current_setting('server_version_num')::int / 10000 || ' ' || (SELECT count(*) FROM big)",
  );
  const said = (await tried.pod?.exec(FOUND))?.output.trim() ?? '';
  const writes = Number(await old.sql('SELECT count(*) FROM written'));
  const copied = Number(await tried.sql('SELECT count(*) FROM written'));
  figures.goal(
    `${label}: a rehearsal brings all of a moment into the next major version, while clients write`,
    version === '18 200000' && copied > 0 && copied < writes && said.includes('(rehearsal, PostgreSQL 17'),
    said,
  );
}

async function switched(context: Context, old: Database): Promise<void> {
  const { cluster, figures, label } = context;
  apply(context, { readOnly: true, next: 'copy' });
  const next = new Database(cluster, context.namespace, 'next');
  const refused = await says(next, 'the volume has a rehearsal, which lacks what store has taken since', 120);
  figures.goal(`${label}: a rehearsal is not taken for the copy that clients are switched to`, refused, '');

  const begun = Date.now();
  if (next.pod) await cluster.loseVolume(next.pod, 'data');
  await settled(context, 'next');
  const took = (Date.now() - begun) / 1000;
  const written = await next.compare();
  figures.goal(
    `${label}: the copy has every acknowledged write`,
    written.acknowledged > 0 && written.lost === 0,
    `${written.lost} of ${written.acknowledged} lost`,
  );
  figures.add({
    scenario: 'copied into the next major version',
    engine: label,
    rounds: 1,
    lost: `${written.lost} of ${written.acknowledged}`,
    median: took,
    most: took,
  });
  const refusal = await old.sql('BEGIN READ WRITE').catch((error: Error) => error.message);
  const rows = await old.sql('SELECT count(*) FROM big');
  const readable = rows === '200000' && refusal.includes('cannot set transaction read-write mode during recovery');
  figures.goal(`${label}: the old store can be read, and nobody can write to it`, readable, refusal.trim());

  apply(context, { readOnly: true, next: 'nothing', client: 'next' });
  await settled(context, 'next');
  await next.write();
  const end = Date.now() + 60_000;
  const before = Number(await next.sql('SELECT count(*) FROM written'));
  let now = before;
  while (now <= before && Date.now() < end) {
    await sleep(500);
    now = Number(await next.sql('SELECT count(*) FROM written'));
  }
  figures.goal(`${label}: clients write to the new store`, now > before, `${now - before} rows`);
}

async function back(context: Context, old: Database): Promise<void> {
  const { cluster, namespace, figures, label } = context;
  apply(context, { next: 'nothing' });
  await settled(context, 'store');
  await old.sql('INSERT INTO big SELECT 0');
  const rows = await old.sql('SELECT count(*) FROM big');
  figures.goal(
    `${label}: the old store takes writes again, and has all that it had`,
    rows === '200001',
    `${rows} rows`,
  );
  apply(context, { readOnly: true, next: 'copy' });
  const next = new Database(cluster, namespace, 'next');
  const refused = await says(next, 'store has taken writes since this copy was made', 120);
  figures.goal(`${label}: a copy from before these writes is not used`, refused, '');
  apply(context, { version: '18', next: 'nothing' });
  const waits = await says(old, 'was made by PostgreSQL 17 and the image has 18', 120);
  figures.goal(`${label}: a volume of another major version waits, and is not touched`, waits, '');
  apply(context, { next: 'nothing' });
  await settled(context, 'store');
  const kept = await old.sql('SELECT count(*) FROM big');
  figures.goal(`${label}: it starts again with its own version`, kept === '200001', `${kept} rows`);
}

/** The store in its old version, with its Secret. */
export const beginUpgrade: Scenario = {
  name: 'PostgreSQL 17 begins',
  run: async (context) => {
    context.cluster.apply([passwords(context.namespace)]);
    apply(context, {});
  },
};

/** From one major version to the next, and back. */
export const upgrade: Scenario = {
  name: 'upgrade to the next major version',
  run: async (context) => {
    const old = new Database(context.cluster, context.namespace);
    await old.ready();
    await rehearsed(context, old);
    await switched(context, old);
    await back(context, old);
  },
};
