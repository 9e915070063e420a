/** Checks that every alert has a case in which it fires and one in which it does not, and that every case is about an alert. */
import type { Case, Cases } from './case';
import type { Rule } from './synthesize';

/** Alerts that always fire, on purpose. */
const NEVER_SILENT = ['Watchdog'];

/** The same for the alert of every store of a kind, whatever its name, its namespace and the limit. */
function kindOf({ alert, expr, labels }: Rule): string {
  const { job = '', namespace = '' } = labels;
  const general = expr.replace(/ [<>] [\d.e+-]+$/, '').replaceAll(`namespace="${namespace}"`, 'NAMESPACE');
  return `${alert}: ${general.replaceAll(job, 'NAME')}`;
}

/** @returns sentences that say what is missing */
export function missing(rules: readonly Rule[], tables: readonly Cases[]): string[] {
  const kinds = new Map<string, Rule[]>();
  for (const rule of rules.filter(({ alert }) => alert)) {
    kinds.set(kindOf(rule), [...(kinds.get(kindOf(rule)) ?? []), rule]);
  }
  const casesOf = (rule: Rule): Case[] =>
    tables
      .filter(({ about }) => about === rule.group)
      .flatMap(({ cases }) => cases.filter((c) => c.alert === rule.alert));
  return [...kinds.values()].flatMap((same) => {
    const cases = same.flatMap(casesOf);
    const [{ alert = '', group = '' } = {}] = same;
    const lacks = (how: string): string => `${alert} of ${group} has no case in which it ${how}`;
    return [
      ...(cases.some((one) => 'fires' in one) ? [] : [lacks('fires')]),
      ...(cases.some((one) => 'silent' in one) || NEVER_SILENT.includes(alert) ? [] : [lacks('does not fire')]),
    ];
  });
}

/** @returns sentences about cases that no rule matches */
export function unknown(rules: readonly Rule[], tables: readonly Cases[]): string[] {
  return tables.flatMap(({ about, cases }) =>
    cases
      .filter(({ alert }) => !rules.some((rule) => rule.group === about && rule.alert === alert))
      .map(({ alert, says }) => `${about} has no alert ${alert}: ${says}`),
  );
}

/** Returns the sentences that occur twice. */
export function twice(tables: readonly Cases[]): string[] {
  const all = tables.flatMap(({ about, cases }) => cases.map(({ alert, says }) => `${about} ${alert}: ${says}`));
  return all.filter((sentence, index) => all.indexOf(sentence) !== index);
}
