import type * as Cel from '@bufbuild/cel';
import { isObject, type JsonValue } from '../manifest/json';
import { pathsRead } from './cel-reads';

/** The values of the variables of expressions, in the order of their names. */
export type Values = readonly JsonValue[];

/** A compiled expression. Its result is no boolean and no list where it cannot be evaluated. */
export type Expression = (values: Values) => unknown;

/** The path of a value, whose first part is the number of a variable. */
type Path = readonly string[];

/** The most results that are kept for an expression, and the longest values, in characters, that they are kept for. */
const [MOST_RESULTS, LONGEST_VALUES] = [4096, 2048];

/**
 * Compiles expressions over some variables. Loading and compiling takes the library an eighth of a second, so each text is
 * compiled once. Most objects of an app are alike in the few fields that an expression reads, so results are kept for their values.
 */
export class Expressions {
  private readonly compiled = new Map<string, Expression>();
  private readonly paths = new Map<string, Path>();
  private environment: Cel.CelEnv | undefined;

  constructor(private readonly variables: readonly string[]) {}

  compile(text: string): Expression {
    const known = this.compiled.get(text);
    if (known) return known;
    const cel: typeof Cel = require('@bufbuild/cel');
    this.environment ??= cel.celEnv({ re2: { compile: pattern } });
    const parsed = cel.parse(text);
    const plan = cel.plan(this.environment, parsed) as unknown as (variables: object) => unknown;
    const evaluate: Expression = (values) => listed(plan(this.named(values)));
    const expression = remembering(evaluate, pathsRead(parsed.expr, this.variables).map(this.numbered));
    this.compiled.set(text, expression);
    return expression;
  }

  private named(values: Values): object {
    return Object.fromEntries(
      this.variables.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])),
    );
  }

  /** Returns one list for all equal paths, so that the text of the value there is made once. */
  private readonly numbered = ([variable = '', ...fields]: Path): Path => {
    const path = [`${this.variables.indexOf(variable)}`, ...fields];
    const known = this.paths.get(path.join('.')) ?? path;
    this.paths.set(path.join('.'), known);
    return known;
  };
}

function remembering(evaluate: Expression, reads: readonly Path[]): Expression {
  const results = new Map<string, unknown>();
  return (values) => {
    const read = textsAt(values, reads);
    if (read === undefined) return evaluate(values);
    if (results.has(read)) return results.get(read);
    const result = evaluate(values);
    if (results.size >= MOST_RESULTS) results.clear();
    results.set(read, result);
    return result;
  };
}

const TEXTS = new WeakMap<Values, Map<Path, string | undefined>>();

/** Returns the values at paths as one text; `undefined` when different values could have the same text, or when it is long. */
function textsAt(values: Values, paths: readonly Path[]): string | undefined {
  const texts = TEXTS.get(values) ?? new Map<Path, string | undefined>();
  TEXTS.set(values, texts);
  let all = '';
  for (const path of paths) {
    if (!texts.has(path)) texts.set(path, textAt(values, path));
    const text = texts.get(path);
    if (text === undefined) return undefined;
    all += `${text}\n`;
  }
  return all;
}

function textAt(values: Values, [variable, ...fields]: Path): string | undefined {
  const value = fields.reduce<JsonValue>(
    (at, field) => (isObject(at) ? at[field] : undefined),
    values[Number(variable)],
  );
  if (value === undefined) return '';
  try {
    const text = JSON.stringify(value);
    // JSON also writes numbers such as NaN as null.
    return text.length > LONGEST_VALUES || text.includes('null') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Returns a list of CEL as an array of JavaScript, and other results as they are. */
function listed(result: unknown): unknown {
  if (!(result instanceof Object && Symbol.iterator in result)) return result;
  return [...(result as Iterable<unknown>)].map((one) => (typeof one === 'bigint' ? Number(one) : one));
}

const PATTERNS = new Map<string, RegExp>();

/** Compiles a pattern of a rule once; the library would do so for each text. The rules use what RE2 and JavaScript have in common. */
function pattern(text: string): RegExp {
  const [, ignoresCase, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  const compiled = PATTERNS.get(text) ?? new RegExp(rest, ignoresCase ? 'i' : '');
  PATTERNS.set(text, compiled);
  return compiled;
}
