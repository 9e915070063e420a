import type * as Cel from '@bufbuild/cel';
import { isObject, type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { pathsRead } from './cel-reads';
import { podPath } from './kubernetes-kinds';
import type { ObjectRule, Violation } from './rules/rule';

type Variables = Readonly<Record<string, JsonObject>>;
type Path = readonly string[];

const VARIABLES = ['object', 'pod', 'container'];

/** The most results that are kept for an expression, and the longest values, in characters, that they are kept for. */
const [MOST_RESULTS, LONGEST_VALUES] = [4096, 2048];

/** Part of a manifest that rules are about: the object, its pod or one of its containers. */
export class Subject {
  private readonly texts = new Map<Path, string | undefined>();

  constructor(
    readonly manifest: Manifest,
    readonly value: JsonObject,
    readonly variables: Variables,
    readonly where?: string,
  ) {}

  /** Returns the values at paths as a text; `undefined` when different values could have the same text, or when it is long. */
  valuesAt(paths: readonly Path[]): string | undefined {
    let all = '';
    for (const path of paths) {
      if (!this.texts.has(path)) this.texts.set(path, textOf(this.variables, path));
      const text = this.texts.get(path);
      if (text === undefined) return undefined;
      all += `${text}\n`;
    }
    return all;
  }
}

function textOf(variables: Variables, path: Path): string | undefined {
  const value = path.reduce<JsonValue>((at, field) => (isObject(at) ? at[field] : undefined), variables);
  if (value === undefined) return '';
  try {
    const text = JSON.stringify(value);
    // JSON also writes numbers such as NaN as null.
    return text.length > LONGEST_VALUES || text.includes('null') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Subjects by the variable of an expression that holds them. */
export type Subjects = Readonly<Record<ObjectRule['subject'], readonly Subject[]>>;

/** Returns the subjects of rules in manifests. */
export function subjectsIn(manifests: readonly Manifest[]): Subjects {
  const found = { object: [] as Subject[], pod: [] as Subject[], container: [] as Subject[] };
  for (const object of manifests) {
    found.object.push(new Subject(object, object, { object }));
    const path = podPath(object);
    if (!path) continue;
    const pod = objectAt(object, ...path, 'spec');
    found.pod.push(new Subject(object, pod, { object, pod }));
    for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
      for (const container of listAt(pod, list)) {
        const where = `container ${container['name'] ?? 'without name'}`;
        found.container.push(new Subject(object, container, { object, pod, container }, where));
      }
    }
  }
  return found;
}

/** A compiled expression. Most objects of an app are alike in the few fields that it reads, so results are kept for their values. */
class Expression {
  private readonly results = new Map<string, unknown>();

  constructor(
    private readonly evaluate: (variables: Variables) => unknown,
    private readonly reads: readonly Path[],
  ) {}

  of(subject: Subject): unknown {
    const values = subject.valuesAt(this.reads);
    if (values === undefined) return this.evaluate(subject.variables);
    if (this.results.has(values)) return this.results.get(values);
    const result = this.evaluate(subject.variables);
    if (this.results.size >= MOST_RESULTS) this.results.clear();
    this.results.set(values, result);
    return result;
  }
}

/**
 * Compiled expressions. Loading and compiling takes the library a quarter of a second, so it happens once, and only for apps
 * with a baseline.
 */
class Expressions {
  private readonly compiled = new Map<string, Expression>();
  private readonly paths = new Map<string, Path>();
  private environment: Cel.CelEnv | undefined;

  compile(text: string): Expression {
    const known = this.compiled.get(text);
    if (known) return known;
    const cel: typeof Cel = require('@bufbuild/cel');
    this.environment ??= cel.celEnv({ re2: { compile: pattern } });
    const parsed = cel.parse(text);
    const evaluate = cel.plan(this.environment, parsed) as unknown as (variables: Variables) => unknown;
    const expression = new Expression(evaluate, pathsRead(parsed.expr, VARIABLES).map(this.shared));
    this.compiled.set(text, expression);
    return expression;
  }

  /** Returns one list for all equal paths, so that a subject renders the value there once. */
  private readonly shared = (path: Path): Path => {
    const known = this.paths.get(path.join('.')) ?? path;
    this.paths.set(path.join('.'), known);
    return known;
  };
}

const PATTERNS = new Map<string, RegExp>();

/** Compiles a pattern of a rule once; the library would do so for each text. The rules use what RE2 and JavaScript have in common. */
function pattern(text: string): RegExp {
  const [, ignoresCase, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  const compiled = PATTERNS.get(text) ?? new RegExp(rest, ignoresCase ? 'i' : '');
  PATTERNS.set(text, compiled);
  return compiled;
}

const expressions = new Expressions();

/**
 * Finds violations of a rule. An expression that cannot be evaluated, for example because a field has the wrong type, counts as
 * one.
 */
export function evaluate(rule: ObjectRule, subjects: readonly Subject[]): Violation[] {
  const holds = expressions.compile(rule.cel);
  return subjects
    .filter(({ manifest }) => rule.kinds?.includes(manifest.kind) ?? true)
    .filter((subject) => holds.of(subject) !== true)
    .map((subject) => ({ manifest: subject.manifest, where: subject.where, got: gotOf(rule, subject) }));
}

function gotOf(rule: ObjectRule, subject: Subject): JsonValue {
  const elements = rule.got === undefined ? undefined : expressions.compile(rule.got).of(subject);
  if (!(elements instanceof Object && Symbol.iterator in elements)) return fieldOf(subject.value, rule.field);
  return [...(elements as Iterable<JsonValue>)].map((element) =>
    typeof element === 'bigint' ? Number(element) : element,
  );
}

function fieldOf(value: JsonObject, field: string): JsonValue {
  return field.split('.').reduce<JsonValue>((at, name) => (at as JsonObject | undefined)?.[name], value);
}
