/** One server of PostgreSQL in the cluster, and the application that writes to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../kubelet/cluster';
import type { Pod } from '../kubelet/pod';

export interface Written {
  /** Rows that the server acknowledged. */
  readonly acknowledged: number;
  /** Of these, the number that is not in the table. */
  readonly lost: number;
  /** The longest time between two acknowledgements, of all clients together, in seconds. */
  readonly gap: number;
  /** Acknowledgements a second. */
  readonly rate: number;
}

/** Finds what was acknowledged and is not there; the four files are in the client's pod. */
const COMPARE = `
CREATE TEMP TABLE acknowledged (client int, n int, at float8);
${[1, 2, 3, 4].map((client) => `\\copy acknowledged (n, at) FROM PROGRAM 'grep , /tmp/acknowledged.${client} || :' CSV\nUPDATE acknowledged SET client = ${client} WHERE client IS NULL;`).join('\n')}
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT FROM written w WHERE w.client = a.client AND w.n = a.n)),
  (SELECT max(gap) FROM (SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM acknowledged) gaps),
  count(*) / (max(at) - min(at)) FROM acknowledged a;
`;

export class Database {
  constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
    readonly name = 'store',
  ) {}

  /** `undefined` between two pods. */
  get pod(): Pod | undefined {
    return this.cluster.pods(this.namespace).findLast(({ name }) => name === `${this.name}-0`);
  }

  private present(): Pod {
    if (!this.pod) throw new Error(`there is no pod ${this.namespace}/${this.name}-0`);
    return this.pod;
  }

  get client(): Pod {
    const found = this.cluster.pods(this.namespace).find(({ name }) => name.startsWith('client-'));
    if (!found) throw new Error(`there is no client in ${this.namespace}`);
    return found;
  }

  /** Returns the superuser's answer, in the application's database. @throws when the server refuses */
  sql(statement: string): Promise<string> {
    return this.query('app', statement);
  }

  /** The same in another database. */
  async query(name: string, statement: string): Promise<string> {
    const { status, output } = await this.present().exec(
      ['psql', '-XAtq', '-d', name, '-v', 'ON_ERROR_STOP=1', '-c', statement],
      {
        timeoutSeconds: 60,
      },
    );
    if (status !== 0) throw new Error(`${statement}: ${output}`);
    return output.trim();
  }

  /** Waits until the pod is ready. @throws with its log when that takes too long */
  async ready(seconds = 120): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (this.pod?.ready) return;
      await sleep(100);
    }
    throw new Error(
      `${this.name}-0 is not ready after ${seconds} s: ${this.pod?.reasons.join(', ')}\n${this.pod?.lastLines(8)}`,
    );
  }

  private async onClient(script: string): Promise<string> {
    const { status, output } = await this.client.exec(['sh', '-c', script], { timeoutSeconds: 60 });
    if (status !== 0) throw new Error(`${script}: ${output}`);
    return output.trim();
  }

  /** The application begins to write. */
  async write(): Promise<void> {
    await this.sql('CREATE TABLE IF NOT EXISTS written (client int, n int, PRIMARY KEY (client, n))');
    await this.sql('ALTER TABLE written OWNER TO app');
    await this.onClient('rm -f /tmp/pause');
  }

  /** It stops, and everything that was acknowledged is looked for here, also when it was acknowledged by another store. */
  async compare(): Promise<Written> {
    await this.onClient(
      'touch /tmp/pause; until [ "$size" = "$(cat /tmp/acknowledged.* | wc -c)" ]; do size=$(cat /tmp/acknowledged.* | wc -c); sleep 1; done',
    );
    const script = `cat >/tmp/compare.sql <<'SQL'\n${COMPARE}\nSQL\npsql "$(echo "$STORE_URL" | sed 's/@[^@:]*-rw/@${this.name}-rw/')" -XAtq -F' ' -v ON_ERROR_STOP=1 -f /tmp/compare.sql`;
    const [acknowledged, lost, gap, rate] =
      (await this.onClient(script)).split('\n').at(-1)?.split(' ').map(Number) ?? [];
    if (acknowledged === undefined || lost === undefined || gap === undefined || rate === undefined) {
      throw new Error('the clients did not say what was acknowledged');
    }
    return { acknowledged, lost, gap, rate };
  }

  /** Forgets the acknowledged writes and empties the table. */
  async forget(): Promise<void> {
    await this.onClient('rm -f /tmp/acknowledged.*');
    await this.sql('TRUNCATE written');
  }
}
