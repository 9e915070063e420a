import type { JsonValue } from '../../manifest/json';
import { contains, elementOf, equals, order, sizeOf, sum, type Value, WRONG } from './values';

/** A function of values that are not wrong. */
export type Strict = (...values: JsonValue[]) => Value;

const ORDERS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (at) => at < 0,
  '<=': (at) => at <= 0,
  '>': (at) => at > 0,
  '>=': (at) => at >= 0,
};

/** The operators and functions that are wrong when one of their values is. */
const STRICT: Readonly<Record<string, Strict>> = {
  '!': (value) => (typeof value === 'boolean' ? !value : WRONG),
  '==': equals,
  '!=': (one, other) => !equals(one, other),
  '+': sum,
  '[]': elementOf,
  in: contains,
  size: sizeOf,
  startsWith: (text, start) => (isText(text) && isText(start) ? text.startsWith(start) : WRONG),
  endsWith: (text, end) => (isText(text) && isText(end) ? text.endsWith(end) : WRONG),
  matches: (text, form) => (isText(text) && isText(form) ? patternOf(form).test(text) : WRONG),
  ...Object.fromEntries(
    Object.entries(ORDERS).map(([name, holds]): [string, Strict] => [
      name,
      (one, other) => {
        const at = order(one, other);
        return at === WRONG ? WRONG : holds(at);
      },
    ]),
  ),
};

/** Returns the function for a name or an operator. Throws when it is not of the part of the language that the rules use. */
export function functionOf(name: string): Strict {
  const found = STRICT[name];
  if (!found) throw new Error(`unknown function ${name}`);
  return found;
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

const PATTERNS = new Map<string, RegExp>();

/** Compiles a pattern of a rule once. The rules use what RE2 and JavaScript have in common. */
function patternOf(text: string): RegExp {
  const known = PATTERNS.get(text);
  if (known) return known;
  const [, ignoresCase, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  const pattern = new RegExp(rest, ignoresCase ? 'i' : '');
  PATTERNS.set(text, pattern);
  return pattern;
}
