import type * as Cel from '@bufbuild/cel';
import { type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { podPath } from './kubernetes-kinds';
import type { ObjectRule, Violation } from './rules/rule';

type Evaluate = (variables: Record<string, JsonObject>) => unknown;

/**
 * Compiled expressions. Loading and compiling takes the library a quarter of a second, so it happens once, and only for apps
 * with
 * a baseline.
 */
class Expressions {
  private readonly compiled = new Map<string, Evaluate>();
  private environment: Cel.CelEnv | undefined;

  compile(expression: string): Evaluate {
    const known = this.compiled.get(expression);
    if (known) return known;
    const cel: typeof Cel = require('@bufbuild/cel');
    this.environment ??= cel.celEnv();
    const evaluate = cel.plan(this.environment, cel.parse(expression)) as unknown as Evaluate;
    this.compiled.set(expression, evaluate);
    return evaluate;
  }
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
