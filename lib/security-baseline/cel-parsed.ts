import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as Cel from '@bufbuild/cel';

type Parsed = ReturnType<typeof Cel.parse>['expr'];

/**
 * The parsed expressions of the rules, by text, which the build of the package writes: to parse them takes the library as long as to
 * judge a small app. Sources have no such file.
 */
export const PARSED_FILE = 'expressions.json';

/** The fields of a parsed expression that no plan needs: its type, and the place in the text. */
const UNUSED = new Set(['$typeName', '$unknown', 'id']);
const WHOLE_NUMBER = 'int64Value';

type ByText = Readonly<Record<string, Parsed>>;

let read: ByText | undefined;

/** Returns the parsed form of an expression. Throws when it is no expression. */
export function parsed(text: string, cel: Pick<typeof Cel, 'parse'>): Parsed {
  const file = join(__dirname, PARSED_FILE);
  read ??= existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ByText) : {};
  return read[text] ? fromFile(read[text]) : cel.parse(text).expr;
}

/** Returns the content of the file for some expressions. */
export function parsedText(texts: readonly string[], cel: Pick<typeof Cel, 'parse'>): string {
  const all = Object.fromEntries(texts.map((text) => [text, cel.parse(text).expr]));
  return JSON.stringify(all, (field, value) => {
    if (UNUSED.has(field)) return undefined;
    return typeof value === 'bigint' ? `${value}` : value;
  });
}

/** Returns an expression of the file. JSON has no whole numbers of 64 bits: they are texts there. */
export function fromFile<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  if (fields['case'] === WHOLE_NUMBER) return { ...value, value: BigInt(`${fields['value']}`) };
  for (const field of Object.keys(fields)) fields[field] = fromFile(fields[field]);
  return value;
}
