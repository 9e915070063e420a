import type { JsonObject } from '../../../manifest/json';
import { lines, over, type Panel, type Row, TRACES } from '../panel';
import type { Logged } from './logs';

/** Milliseconds from which a trace counts as slow. */
const SLOW = '1s';
const FAILED = 'status_code="STATUS_CODE_ERROR"';
const CALLS = 'traces_calls_total';

/** Rate, errors and duration of a program's operations as its spans have them, and its failed and slow traces. */
export function traceRow({ name, namespace }: Logged): Row {
  const own = [`service_name="${name}"`, ...(namespace === undefined ? [] : [`k8s_namespace_name="${namespace}"`])];
  const spans = own.join(',');
  const each = (expr: string, by = 'span_name'): string => `sum by (${by}) (rate(${expr}[5m]))`;
  return {
    title: 'Traces',
    panels: [
      lines('span rate', 'How often is each operation called?', 'reqps', over(each(`${CALLS}{${spans}}`))),
      lines(
        'span errors',
        'What share of each operation fails?',
        'percentunit',
        over(
          `(${each(`${CALLS}{${spans},${FAILED}}`)} or 0 * ${each(`${CALLS}{${spans}}`)}) / (${each(`${CALLS}{${spans}}`)} > 0)`,
        ),
      ),
      lines(
        'span duration',
        'How long do the slowest 1 % of each operation take?',
        's',
        over(`histogram_quantile(0.99, ${each(`traces_duration_seconds_bucket{${spans}}`, 'le, span_name')})`),
      ),
      found('traces failed', 'Which traces failed?', { service: name, tags: tags(namespace, 'error=true') }),
      found('traces slow', `Which traces took longer than ${SLOW}?`, {
        service: name,
        tags: tags(namespace),
        minDuration: SLOW,
      }),
    ],
  };
}

/** The newest traces that a search finds; each leads to its spans. */
function found(name: string, title: string, search: JsonObject): Panel {
  return { name, type: 'table', title, source: TRACES, queries: [{ queryType: 'search', limit: 20, ...search }] };
}

/** The attributes to search for, as logfmt. Two namespaces may each have a service of the same name. */
function tags(namespace: string | undefined, ...more: readonly string[]): string {
  return [...(namespace === undefined ? [] : [`k8s.namespace.name=${namespace}`]), ...more].join(' ');
}
