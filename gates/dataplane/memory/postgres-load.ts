/** Clients that use all connections at once: they hash, sort and update, beside vacuums, new indexes and backups. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PostgresServer } from './postgres-server';

const TABLES = 4;
/** A row with its index. */
const ROW = 220;
/** The bytes of a row in a hash. */
const HASHED = 60;

/** Makes tables that are together half as large again as the memory, and one for new indexes. @returns the rows of each */
export async function fill(server: PostgresServer, bytes: number): Promise<number> {
  const rows = Math.floor((bytes * 1.5) / ROW / TABLES);
  const values = (count: number) =>
    `SELECT g AS a, 0 AS b, md5(g::text) AS c, repeat('x', 100) AS d FROM generate_series(1, ${count}) g`;
  for (let n = 1; n <= TABLES; n += 1) {
    await server.sql(`CREATE TABLE t${n} AS ${values(rows)}`, `ALTER TABLE t${n} ADD PRIMARY KEY (a)`, `ANALYZE t${n}`);
  }
  await server.sql(`CREATE TABLE indexed AS ${values(rows)}`, 'CHECKPOINT');
  return rows;
}

/** Writes the transactions of clients, as files of pgbench. A hash and a sort need half as much again as `work` bytes allow. */
function scripts(directory: string, rows: number, work: number): string[] {
  const range = Math.min(Math.floor((work * 2 * 1.5) / HASHED), Math.floor(rows / 2));
  const kinds: Readonly<Record<string, readonly [number, (table: string) => string]>> = {
    hash: [
      range,
      (table) =>
        `SELECT count(*) FROM (SELECT a, count(*), max(c) FROM ${table} WHERE a BETWEEN :a AND :b GROUP BY a) x`,
    ],
    sort: [range, (table) => `SELECT c, d FROM ${table} WHERE a BETWEEN :a AND :b ORDER BY c, d OFFSET ${range - 1}`],
    update: [500, (table) => `UPDATE ${table} SET b = b + 1 WHERE a BETWEEN :a AND :b`],
  };
  return Object.entries(kinds).flatMap(([kind, [length, statement]]) =>
    Array.from({ length: TABLES }, (_, n) => {
      const file = `${kind}-${n}.sql`;
      const set = `\\set a random(1, ${rows - length})\n\\set b :a + ${length}\n`;
      writeFileSync(path.join(directory, file), `${set}${statement(`t${n + 1}`)};\n`);
      return `--file=/tmp/${file}`;
    }),
  );
}

export interface Done {
  readonly transactions: number;
  /** The messages of clients and commands that failed. */
  readonly wrong: readonly string[];
  readonly indexes: number;
  readonly backups: number;
  readonly vacuums: number;
}

/** Runs `clients` clients for so many seconds, and everything else again and again meanwhile. */
export async function load(
  server: PostgresServer,
  {
    directory,
    rows,
    work,
    clients,
    seconds,
  }: { directory: string; rows: number; work: number; clients: number; seconds: number },
): Promise<Done> {
  const files = scripts(directory, rows, work);
  let ended = false;
  const wrong: string[] = [];
  const keep = (said: string): void => {
    wrong.push(said.split('\n').find((line) => /error|fatal|warning/i.test(line)) ?? said.slice(0, 200));
  };
  const again = async (once: () => Promise<unknown>): Promise<number> => {
    for (let times = 0; ; times += 1) {
      if (ended) return times;
      try {
        await once();
      } catch (error) {
        keep(`${error}`);
        return times;
      }
    }
  };
  const bench = server.program('pgbench', '-n', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`, ...files);
  const clientsDone = server.try(bench, seconds + 600).then(({ status, stdout, stderr }) => {
    ended = true;
    if (status !== 0) keep(stderr);
    return Number(/^number of transactions actually processed: (\d+)/m.exec(stdout)?.[1] ?? 0);
  });
  const copy = `${server.program('pg_basebackup', '-D', '/tmp/copy', '-X', 'stream', '-c', 'fast').join(' ')} && rm -rf /tmp/copy`;
  const [transactions, indexes, backups] = await Promise.all([
    clientsDone,
    again(() => server.sql('DROP INDEX IF EXISTS i', 'CREATE INDEX i ON indexed (c, d)')),
    again(() => server.run(['sh', '-c', copy])),
  ]);
  const asked = await server.try(
    server.program('psql', '-XAtqc', 'SELECT sum(autovacuum_count) FROM pg_stat_user_tables'),
  );
  return { transactions, wrong, indexes, backups, vacuums: Number(asked.stdout.trim() || 0) };
}
