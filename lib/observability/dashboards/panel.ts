import type { JsonObject } from '../../manifest/json';
import type { Alert, Signal } from '../../relations/signal';
import { LOGS_UID, METRICS_UID, TRACES_UID } from '../source-uids';

/** The data sources by the type of each. Their uids are fixed, so that a dashboard needs no variable for them. */
export const METRICS = { type: 'prometheus', uid: METRICS_UID };
export const LOGS = { type: 'loki', uid: LOGS_UID };
export const TRACES = { type: 'jaeger', uid: TRACES_UID };

/** A panel of a dashboard. */
export interface Panel {
  /** Names the panel in its dashboard: its id follows from it. */
  readonly name: string;
  /** The kind of the panel: https://grafana.com/docs/grafana/latest/panels-visualizations/visualizations/ */
  readonly type: 'timeseries' | 'stat' | 'table' | 'logs' | 'text' | 'dashlist';
  /** The operator's question. */
  readonly title: string;
  readonly description?: string | undefined;
  /** Columns of 24. @default 12 */
  readonly width?: number;
  /** @default 8 */
  readonly height?: number;
  /** @default - Prometheus */
  readonly source?: typeof METRICS | typeof LOGS | typeof TRACES;
  /** The queries, in the language of the source. @default - none */
  readonly queries?: readonly JsonObject[];
  /** The unit and the limits of values. */
  readonly values?: JsonObject;
  readonly overrides?: readonly JsonObject[];
  readonly options?: JsonObject;
  readonly transformations?: readonly JsonObject[];
}

/** Panels below one heading. */
export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const TOOLTIP = { tooltip: { mode: 'multi', sort: 'desc' } };

/** A query over the time of the dashboard. Points of a histogram lead to the traces from which they come. */
export function over(expr: string, legendFormat = '__auto'): JsonObject {
  return { expr, legendFormat, ...(expr.includes('_bucket{') && { exemplar: true }) };
}

/** A query for the newest values, as rows of a table. */
export function now(expr: string): JsonObject {
  return { expr, format: 'table', instant: true, range: false };
}

/** A panel with lines, one for each series. */
export function lines(name: string, title: string, unit: string, ...queries: readonly JsonObject[]): Panel {
  return { name, type: 'timeseries', title, queries, values: { unit }, options: TOOLTIP };
}

/** A panel with one number, its color by `steps`. */
export function number(name: string, title: string, expr: string, steps?: readonly JsonObject[]): Panel {
  return {
    name,
    type: 'stat',
    title,
    width: 6,
    height: 6,
    queries: [over(expr)],
    values: { unit: 'short', ...(steps && { thresholds: { mode: 'absolute', steps } }) },
    options: { graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'] } },
  };
}

/** The colors of a number of which every one above 0 is bad. */
export const NONE_IS_GOOD: readonly JsonObject[] = [
  { color: 'green', value: null },
  { color: 'red', value: 1 },
];

/** The panel of a signal, with the expression of its alert. */
export function signalPanel(signal: Signal, matchers: string): Panel {
  const { name, question, unit, alert } = signal;
  const panel = lines(`signal ${name}`, question, unit, over(signal.expr(matchers)));
  return { ...panel, description: alert?.advice ?? name, values: { unit, ...limits(alert) } };
}

/** The limit of the alert, as a line in the panel. */
function limits(alert: Alert | undefined): JsonObject {
  if (!alert) return {};
  const limit = alert.above ?? alert.below;
  const [low, high] = alert.above !== undefined ? ['green', 'red'] : ['red', 'green'];
  return {
    custom: { thresholdsStyle: { mode: 'line' } },
    thresholds: {
      mode: 'absolute',
      steps: [
        { color: low, value: null },
        { color: high, value: limit },
      ],
    },
  };
}
