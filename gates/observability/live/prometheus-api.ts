/** Questions to the API of Prometheus: https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { parseSelectors } from '../../../lib/observability/series/promql';

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

interface Rule {
  readonly name: string;
  readonly query: string;
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

  /** Returns the alerts that rest on a series with this beginning. */
  async alertsAbout(beginning: string): Promise<ReadonlySet<string>> {
    const groups = (await this.ask('rules', { type: 'alert' }))['groups'] as readonly {
      readonly rules: readonly Rule[];
    }[];
    const rests = ({ query }: Rule): boolean =>
      (parseSelectors(query) ?? []).some(({ name }) => name.startsWith(beginning));
    return new Set(groups.flatMap(({ rules }) => rules.filter(rests).map(({ name }) => name)));
  }

  private async ask(what: string, parameters: Labels): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.url}/api/v1/${what}?${new URLSearchParams(parameters)}`);
    const { status, data, error } = (await answer.json()) as Answer;
    if (status !== 'success') throw new Error(`Prometheus refuses ${Object.values(parameters).join(' ')}: ${error}`);
    return data;
  }
}
