import { type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { compile, type Expression, type Values } from './cel/expression';
import { podPath } from './kubernetes-kinds';
import type { ObjectRule, Violation } from './rules/rule';

/** Part of a manifest that rules are about: the object, its pod or one of its containers. */
interface Subject {
  readonly manifest: Manifest;
  readonly value: JsonObject;
  /** The object, its pod and its container. */
  readonly values: Values;
  readonly where?: string;
}

/** Subjects by the variable of an expression that holds them. */
export type Subjects = Readonly<Record<ObjectRule['subject'], readonly Subject[]>>;

/** Returns the subjects of rules in manifests. */
export function subjectsIn(manifests: readonly Manifest[]): Subjects {
  const found = { object: [] as Subject[], pod: [] as Subject[], container: [] as Subject[] };
  for (const object of manifests) {
    found.object.push({ manifest: object, value: object, values: [object] });
    const path = podPath(object);
    if (!path) continue;
    const pod = objectAt(object, ...path, 'spec');
    found.pod.push({ manifest: object, value: pod, values: [object, pod] });
    for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
      for (const container of listAt(pod, list)) {
        const where = `container ${container['name'] ?? 'without name'}`;
        found.container.push({ manifest: object, value: container, values: [object, pod, container], where });
      }
    }
  }
  return found;
}

const VARIABLES = ['object', 'pod', 'container'];

/** The compiled expressions of all rules that have judged something. */
const EXPRESSIONS = new Map<string, Expression>();

function compiled(text: string): Expression {
  const known = EXPRESSIONS.get(text) ?? compile(text, VARIABLES);
  EXPRESSIONS.set(text, known);
  return known;
}

/**
 * Finds violations of a rule. An expression that cannot be evaluated, for example because a field has the wrong type, counts as
 * one.
 */
export function evaluate(rule: ObjectRule, subjects: Subjects): Violation[] {
  const holds = compiled(rule.cel);
  return subjects[rule.subject]
    .filter(({ manifest }) => rule.kinds?.includes(manifest.kind) ?? true)
    .filter(({ values }) => holds(values) !== true)
    .map((subject) => ({ manifest: subject.manifest, where: subject.where, got: gotOf(rule, subject) }));
}

function gotOf(rule: ObjectRule, subject: Subject): JsonValue {
  const elements = rule.got === undefined ? undefined : compiled(rule.got)(subject.values);
  return Array.isArray(elements) ? elements : fieldOf(subject.value, rule.field);
}

function fieldOf(value: JsonObject, field: string): JsonValue {
  return field.split('.').reduce<JsonValue>((at, name) => (at as JsonObject | undefined)?.[name], value);
}
