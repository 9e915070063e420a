import type { JsonValue } from '../../manifest/json';
import { right, type Value, WRONG } from './values';

/** A function of a list and of an expression about each of its elements. */
export type Macro = (items: readonly JsonValue[], of: (item: JsonValue) => Value) => Value;

export const MACROS: Readonly<Record<string, Macro>> = {
  all: (items, holds) => search(items, holds, false),
  exists: (items, holds) => search(items, holds, true),
  exists_one: (items, holds) => {
    const found = only(items, holds);
    return found === WRONG ? WRONG : found.length === 1;
  },
  filter: only,
  map: (items, of) => right(items.map(of)),
};

/** Returns `wanted` if it is the result for one of the items; the results for others may then be wrong. */
function search(items: readonly JsonValue[], holds: (item: JsonValue) => Value, wanted: boolean): Value {
  let areRight = true;
  for (const item of items) {
    const result = holds(item);
    if (result === wanted) return wanted;
    areRight &&= typeof result === 'boolean';
  }
  return areRight ? !wanted : WRONG;
}

function only(items: readonly JsonValue[], holds: (item: JsonValue) => Value): readonly JsonValue[] | typeof WRONG {
  const found: JsonValue[] = [];
  for (const item of items) {
    const isOne = holds(item);
    if (typeof isOne !== 'boolean') return WRONG;
    if (isOne) found.push(item);
  }
  return found;
}
