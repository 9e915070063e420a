/** The queries of all panels, asked of the Prometheus that runs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseSelectors } from '../../../lib/observability/series/promql';
import type { Manifest } from '../../cluster/manifests';
import { type Findings, finding } from '../findings';
import { type PanelQuery, panelQueries } from '../panel-queries';
import type { PrometheusApi } from './prometheus-api';

/** Seconds: two scrapes and two evaluations of rules, one after the other, and one of each to spare. */
const LONGEST = 150;

/** Series that do not exist here, and the reason. */
const ABSENT: readonly (readonly [series: RegExp, why: string])[] = [
  [/^kube_horizontalpodautoscaler_/, 'the program has no autoscaler'],
  [/^kube_resourcequota$/, 'the program has no quota'],
  [/^kube_job_failed$/, 'no run has failed'],
  [/^kube_cronjob_status_last_successful_time$/, 'the CronJob has not run'],
  [/^kube_pod_deletion_timestamp$/, 'no pod is being deleted'],
  [/^kube_pod_container_status_(last_terminated|waiting)_reason$/, 'every container runs'],
  [/^kube_pod_status_unschedulable$/, 'every pod has a node'],
];

const titleOf = ({ dashboard, panel }: PanelQuery): string => `${dashboard}: ${panel}`;

/** Waits until the panels have data, and names those that have none. */
export async function judgePanels(prometheus: PrometheusApi, manifests: readonly Manifest[]): Promise<Findings> {
  const all = panelQueries(manifests).filter(({ source }) => source === 'prometheus');
  const end = Date.now() + LONGEST * 1000;
  let empty: readonly PanelQuery[] = all;
  while (Date.now() < end) {
    empty = await emptyOf(prometheus, empty);
    const missing = await Promise.all(empty.map((one) => missingOf(prometheus, one)));
    if (missing.every((names) => names.every((name) => reasonFor(name) !== undefined))) break;
    await sleep(5_000);
  }
  return named(prometheus, all, empty);
}

async function emptyOf(prometheus: PrometheusApi, queries: readonly PanelQuery[]): Promise<readonly PanelQuery[]> {
  const answers = await Promise.all(queries.map(({ expr }) => prometheus.query(expr)));
  return queries.filter((_, at) => answers[at]?.length === 0);
}

/** Returns the series of a query that do not exist. */
async function missingOf(prometheus: PrometheusApi, { expr }: PanelQuery): Promise<readonly string[]> {
  const names = [...new Set((parseSelectors(expr) ?? []).map(({ name }) => name))];
  const found = await Promise.all(names.map((name) => prometheus.query(`count({__name__="${name}"})`)));
  return names.filter((_, at) => found[at]?.length === 0);
}

function reasonFor(series: string): string | undefined {
  return ABSENT.find(([pattern]) => pattern.test(series))?.[1];
}

async function named(
  prometheus: PrometheusApi,
  all: readonly PanelQuery[],
  empty: readonly PanelQuery[],
): Promise<Findings> {
  const missing = await Promise.all(empty.map((one) => missingOf(prometheus, one)));
  const unexplained = empty.filter((_, at) => missing[at]?.some((name) => reasonFor(name) === undefined));
  const lines = empty.map((one, at) => {
    const reasons = [...new Set((missing[at] ?? []).map((name) => reasonFor(name) ?? `there is no ${name}`))];
    return `  no data in "${titleOf(one)}": ${reasons.join(', ') || 'its series are there, and none is as it asks'}`;
  });
  const text = `${all.length - empty.length} of ${all.length} queries of panels have data, ${empty.length} have none for a reason`;
  return [finding(unexplained.length === 0, [text, ...unexplained.map(titleOf)].join('; ')), ...lines];
}
