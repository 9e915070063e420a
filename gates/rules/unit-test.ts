/** A case as a unit test of promtool: https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/ */
import type { Case, Part } from './case';
import type { Rule } from './synthesize';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };

/** `1h30m` in seconds. */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([smhd])/g)];
  if (parts.map(([part]) => part).join('') !== duration) throw new Error(`no duration, got ${duration}; use 1h30m`);
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

/**
 * @param file that of the rule
 * @param interval how often rules are evaluated where the case does not say it
 */
export function unitTest(one: Case, rule: Rule, file: string, interval: string): object {
  const every = one.every ?? interval;
  return {
    rule_files: [file],
    evaluation_interval: every,
    tests: [
      {
        name: one.says,
        interval: every,
        input_series: Object.entries(one.series).map(([series, parts]) => ({ series, values: values(parts, every) })),
        promql_expr_test: 'fires' in one ? [...firing(one, rule)] : silent(one, rule),
      },
    ],
  };
}

/** In the notation of promtool. Prometheus marks a series that is gone as stale. */
function values(parts: readonly Part[], every: string): string {
  return parts
    .map(([value, during, perMinute = 0], index) => {
      const more = Math.round(seconds(during) / seconds(every)) - 1;
      if (more < 0) throw new Error(`${during} is less than one sample`);
      if (value !== 'gone') return `${value}+${(perMinute * seconds(every)) / 60}x${more}`.replace('+-', '-');
      return index === 0 ? `_x${more + 1}` : `stale${more > 0 ? ` _x${more}` : ''}`;
    })
    .join(' ');
}

const alerts = ({ alert, labels }: Rule): string => {
  const known = Object.entries(labels).filter(([name, value]) => ['job', 'namespace'].includes(name) && value);
  const within = known.map(([name, value]) => `,${name}="${value}"`).join('');
  return `ALERTS{alertname="${alert}",alertstate="firing"${within}}`;
};

const at = (time: string, expr: string, value: number) => ({
  expr,
  eval_time: time,
  exp_samples: [{ labels: '{}', value }],
});

function* firing({ fires, times = 1, notUntil, over }: Extract<Case, { fires: string }>, rule: Rule) {
  const now = `count(${alerts(rule)}) or vector(0)`;
  if (notUntil) yield at(notUntil, ever(rule, notUntil), 0);
  yield at(fires, now, times);
  if (over) yield at(over, now, 0);
}

/** One of the series must be among those that the rule selects, unless `unseen`: otherwise silence proves nothing. */
function silent({ silent: until, unseen = false, series }: Extract<Case, { silent: string }>, rule: Rule): object[] {
  const names = new Set(Object.keys(series).map((one) => one.replace(/\{.*/, '')));
  const bare = [...names].filter((name) => new RegExp(`\\b${name}\\b(?![{:])`).test(rule.expr));
  const selectors = [...[...rule.expr.matchAll(/[\w:]+\{[^}]*\}/g)].map(([selector]) => selector), ...bare];
  const seen = selectors.map((selector) => `count(count_over_time(${selector}[${until}]))`).join(' or ');
  return [at(until, ever(rule, until), 0), at(until, `((${seen}) > bool 0) or vector(0)`, unseen ? 0 : 1)];
}

const ever = (rule: Rule, until: string): string => `count(count_over_time(${alerts(rule)}[${until}])) or vector(0)`;
