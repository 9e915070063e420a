/** Makes the time of rules and of notifications shorter, so that alerts with windows of hours can be tried in minutes. */
import { parse, stringify } from 'yaml';

/** The divisor: windows of five minutes have as many samples as before, because scrapes are divided as well. */
export const FASTER = 20;

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The fields of Prometheus' and Alertmanager's files that hold a duration and have to do with alerts. */
const DURATIONS = new Set([
  'evaluation_interval',
  'for',
  'group_interval',
  'group_wait',
  'interval',
  'keep_firing_for',
  'repeat_interval',
  'scrape_interval',
  'scrape_timeout',
]);

/** `1h30m` divided, in milliseconds: `270000ms`. Throws on anything else. */
export function dividedDuration(text: string): string {
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new Error(`a duration must have a unit, got ${text}; use 1h30m`);
  }
  const sum = parts.reduce((total, [, count, unit = '']) => total + Number(count) * (UNITS[unit] ?? 0), 0);
  return `${Math.round(sum / FASTER)}ms`;
}

interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Divides the ranges, the offsets and the steps of an expression, which the grammar of PromQL finds. Numbers stay. */
export function dividedExpr(expr: string): string {
  const { parser } = require('@prometheus-io/lezer-promql');
  const found: SyntaxNode[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to }: SyntaxNode) => {
      if (name === 'NumberDurationLiteralInDurationContext') found.push({ name, from, to });
    },
  });
  return found.reduceRight(
    (text, { from, to }) => `${text.slice(0, from)}${dividedDuration(text.slice(from, to))}${text.slice(to)}`,
    expr,
  );
}

/** Divides every duration of a YAML file of Prometheus or of Alertmanager that has to do with alerts. Other files stay. */
export function dividedFile(name: string, text: string): string {
  if (!/\.ya?ml$/.test(name)) return text;
  return stringify(
    parse(text, (key, value) => {
      if (key === 'expr' && typeof value === 'string') return dividedExpr(value);
      return DURATIONS.has(`${key}`) && typeof value === 'string' ? dividedDuration(value) : value;
    }),
    { lineWidth: 0 },
  );
}
