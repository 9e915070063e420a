import type * as Cel from '@bufbuild/cel';
import { parsed } from './cel-parsed';
import { type Path, pathsRead } from './cel-reads';
import type { Values, VariablePath } from './cel-values';

/** A compiled expression. Its result is no boolean and no list where it cannot be evaluated. */
export type Expression = (values: Values) => unknown;

/** The most results that are kept for an expression. */
const MOST_RESULTS = 4096;

/**
 * Compiles expressions over some variables. Loading and compiling takes the library an eighth of a second, so each text is
 * compiled once. Most objects of an app are alike in the few fields that an expression reads, so results are kept for their values.
 */
export class Expressions {
  private readonly compiled = new Map<string, Expression>();
  private readonly paths = new Map<string, VariablePath>();
  private environment: Cel.CelEnv | undefined;

  constructor(private readonly variables: readonly string[]) {}

  compile(text: string): Expression {
    const known = this.compiled.get(text);
    if (known) return known;
    const cel: typeof Cel = require('@bufbuild/cel');
    this.environment ??= cel.celEnv({ re2: { compile: pattern } });
    const expression = parsed(text, cel);
    const plan = cel.plan(this.environment, expression) as unknown as (variables: object) => unknown;
    const evaluate: Expression = (values) => listed(plan(this.named(values)));
    const compiled = remembering(evaluate, pathsRead(expression, this.variables).map(this.shared));
    this.compiled.set(text, compiled);
    return compiled;
  }

  private named({ variables }: Values): object {
    return Object.fromEntries(
      this.variables.flatMap((name, i) => (variables[i] === undefined ? [] : [[name, variables[i]]])),
    );
  }

  /** Returns one object for all equal paths, so that the text of the value there is made once. */
  private readonly shared = (path: Path): VariablePath => {
    const name = path.join('.');
    const variable = this.variables.indexOf(path[0] ?? '');
    const known = this.paths.get(name) ?? { variable, path };
    this.paths.set(name, known);
    return known;
  };
}

function remembering(evaluate: Expression, reads: readonly VariablePath[]): Expression {
  const results = new Map<string, unknown>();
  return (values) => {
    const read = values.textAt(reads);
    if (read === undefined) return evaluate(values);
    const known = results.get(read);
    if (known !== undefined) return known;
    const result = evaluate(values);
    if (results.size >= MOST_RESULTS) results.clear();
    results.set(read, result);
    return result;
  };
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

/** Returns the paths of fields that a text reads from its variables: `object.spec`. */
export function readsOf(text: string, variables: readonly string[]): readonly Path[] {
  const cel: typeof Cel = require('@bufbuild/cel');
  return pathsRead(cel.parse(text).expr, variables);
}
