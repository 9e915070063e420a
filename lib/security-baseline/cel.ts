import type * as Cel from '@bufbuild/cel';
import { isObject, type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { pathsRead } from './cel-reads';
import { podPath } from './kubernetes-kinds';
import type { ObjectRule, Violation } from './rules/rule';

type Variables = Readonly<Record<string, JsonObject>>;
type Evaluate = (variables: Variables) => unknown;

const VARIABLES = ['object', 'pod', 'container'];

/** The most results that are kept for an expression, and the longest values, in characters, that they are kept for. */
const [MOST_RESULTS, LONGEST_VALUES] = [4096, 2048];

/**
 * Compiled expressions. Loading and compiling takes the library a quarter of a second, so it happens once, and only for apps
 * with a baseline. Most objects of an app are alike in the few fields that an expression reads, so a result is kept for the
 * values of these fields.
 */
class Expressions {
  private readonly compiled = new Map<string, Evaluate>();
  private environment: Cel.CelEnv | undefined;

  compile(expression: string): Evaluate {
    const known = this.compiled.get(expression);
    if (known) return known;
    const cel: typeof Cel = require('@bufbuild/cel');
    this.environment ??= cel.celEnv({ re2: { compile: pattern } });
    const parsed = cel.parse(expression);
    const evaluate = cel.plan(this.environment, parsed) as unknown as Evaluate;
    const remembering = remembered(evaluate, pathsRead(parsed.expr, VARIABLES));
    this.compiled.set(expression, remembering);
    return remembering;
  }
}

const PATTERNS = new Map<string, RegExp>();

/** Compiles a pattern of a rule once; the library would do so for each text. The rules use what RE2 and JavaScript have in common. */
function pattern(text: string): RegExp {
  const [, ignoresCase, rest = ''] = /^(\(\?i\))?(.*)$/s.exec(text) ?? [];
  const compiled = PATTERNS.get(text) ?? new RegExp(rest, ignoresCase ? 'i' : '');
  PATTERNS.set(text, compiled);
  return compiled;
}

function remembered(evaluate: Evaluate, paths: readonly (readonly string[])[]): Evaluate {
  const results = new Map<string, unknown>();
  return (variables) => {
    const values = paths.map((path) => JSON.stringify(valueAt(variables, path), distinct)).join('\n');
    if (results.has(values)) return results.get(values);
    const result = evaluate(variables);
    if (results.size >= MOST_RESULTS) results.clear();
    if (values.length <= LONGEST_VALUES) results.set(values, result);
    return result;
  };
}

/** Keeps apart what JSON does not. */
function distinct(_: string, value: unknown): unknown {
  const isJson = typeof value !== 'bigint' && (typeof value !== 'number' || Number.isFinite(value));
  return isJson ? value : `\0${value}`;
}

function valueAt(variables: Variables, path: readonly string[]): JsonValue {
  return path.reduce<JsonValue>((at, field) => (isObject(at) ? at[field] : undefined), variables);
}

const expressions = new Expressions();

/**
 * Finds violations of a rule. An expression that cannot be evaluated, for example because a field has the wrong type, counts as
 * one.
 */
export function evaluate(rule: ObjectRule, manifests: readonly Manifest[]): Violation[] {
  const holds = expressions.compile(rule.cel);
  return manifests
    .filter(({ kind }) => rule.kinds?.includes(kind) ?? true)
    .flatMap((manifest) =>
      subjects(rule, manifest)
        .filter(({ variables }) => holds(variables) !== true)
        .map(({ value, where, variables }) => ({ manifest, where, got: gotOf(rule, value, variables) })),
    );
}

interface Subject {
  readonly value: JsonObject;
  readonly where?: string;
  readonly variables: Record<string, JsonObject>;
}

function subjects(rule: ObjectRule, object: Manifest): Subject[] {
  if (rule.subject === 'object') return [{ value: object, variables: { object } }];
  const path = podPath(object);
  if (!path) return [];
  const pod = objectAt(object, ...path, 'spec');
  if (rule.subject === 'pod') return [{ value: pod, variables: { object, pod } }];
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    listAt(pod, list).map((container) => ({
      value: container,
      where: `container ${container['name'] ?? 'without name'}`,
      variables: { object, pod, container },
    })),
  );
}

function gotOf(rule: ObjectRule, value: JsonObject, variables: Record<string, JsonObject>): JsonValue {
  const elements = rule.got === undefined ? undefined : expressions.compile(rule.got)(variables);
  if (!(elements instanceof Object && Symbol.iterator in elements)) return fieldOf(value, rule.field);
  return [...(elements as Iterable<JsonValue>)].map((element) =>
    typeof element === 'bigint' ? Number(element) : element,
  );
}

function fieldOf(value: JsonObject, field: string): JsonValue {
  return field.split('.').reduce<JsonValue>((at, name) => (at as JsonObject | undefined)?.[name], value);
}
