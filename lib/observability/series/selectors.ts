import known from './known-selectors.json';
import { parseSelectors, type Selector, skeleton } from './promql';

/** The selectors of Mainstay's own expressions, as a test finds them by the grammar: `=` begins a name with own matchers. */
const KNOWN: Readonly<Record<string, readonly string[]>> = known;

/** The selectors of expressions that were parsed, by their skeletons. @internal */
export const parsed = new Map<string, readonly Selector[] | undefined>();

/** Returns the selectors of an expression, and parses only what is not known; `undefined` if it is not PromQL. */
export function selectorsOf(expr: string, matchers: string): readonly Selector[] | undefined {
  const key = skeleton(expr, matchers);
  if (key === undefined) return parseSelectors(expr, matchers);
  const names = KNOWN[key];
  if (names) return names.map((name) => ({ name: name.replace('=', ''), own: name.startsWith('=') }));
  if (!parsed.has(key)) parsed.set(key, parseSelectors(expr, matchers));
  return parsed.get(key);
}
