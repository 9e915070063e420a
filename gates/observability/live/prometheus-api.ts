/** Questions to the API of Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/ */
type Labels = Readonly<Record<string, string>>;

/** A target that Prometheus scrapes, and how its last scrape went. */
export interface Target {
  readonly scrapePool: string;
  readonly scrapeUrl: string;
  readonly labels: Labels;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
}

/** A series at one time. */
export interface Sample {
  readonly metric: Labels;
  readonly value: readonly [time: number, value: string];
}

interface Answer {
  readonly status: string;
  readonly data: Record<string, unknown>;
  readonly error?: string;
}

export class PrometheusApi {
  constructor(private readonly url: string) {}

  async targets(): Promise<readonly Target[]> {
    return (await this.ask('targets', { state: 'active' }))['activeTargets'] as readonly Target[];
  }

  /** Returns what an expression is now. Throws when Prometheus refuses it. */
  async query(expr: string): Promise<readonly Sample[]> {
    const { result, resultType } = await this.ask('query', { query: expr });
    return resultType === 'vector' ? (result as readonly Sample[]) : [];
  }

  private async ask(what: string, parameters: Labels): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}/api/v1/${what}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = (await answer.json()) as Answer;
    if (status !== 'success') throw new Error(`Prometheus refuses ${Object.values(parameters).join(' ')}: ${error}`);
    return data;
  }
}
