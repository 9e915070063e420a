import { type JsonObject, type JsonValue, listAt, type Manifest, objectAt } from '../manifest/json';
import { Expressions } from './cel';
import { Values } from './cel-values';
import { podsIn } from './pod-kinds';
import type { ObjectRule, Violation } from './rules/rule';
import type { Level, Standard } from './standards';

/** Part of a manifest that rules are about: the object, its pod, one of its containers, or a securityContext of these two. */
interface Subject {
  readonly manifest: Manifest;
  readonly value: JsonObject;
  /** The values of the variables, in their order. */
  readonly values: Values;
  readonly level: Level;
  readonly where?: string;
  /** True for a container that is added for debugging. */
  readonly isForDebugging?: boolean;
}

/** Subjects by the variable of an expression that holds them. */
export type Subjects = Readonly<Record<ObjectRule['subject'], readonly Subject[]>>;

/** The variables of the expressions of rules. */
export const VARIABLES = ['object', 'metadata', 'pod', 'standard', 'container', 'context', 'place'];
const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Returns the subjects of rules in manifests. */
export function subjectsIn(manifests: readonly Manifest[], standardOf: (manifest: Manifest) => Standard): Subjects {
  const found = { object: [] as Subject[], pod: [] as Subject[], container: [] as Subject[], context: [] as Subject[] };
  for (const object of manifests) {
    const { level, minor } = standardOf(object);
    found.object.push({ manifest: object, level, value: object, values: new Values([object]) });
    for (const { metadata, spec: pod } of podsIn(object)) {
      const ofPod = [object, metadata, pod, { level, minor }];
      const contextOf = (owner: JsonObject): JsonObject => objectAt(owner, 'securityContext');
      const whole = { manifest: object, level, value: pod };
      found.pod.push({ ...whole, values: new Values(ofPod) });
      found.context.push({ ...whole, values: new Values([...ofPod, {}, contextOf(pod), 'pod']), where: 'the pod' });
      for (const list of CONTAINERS) {
        for (const container of listAt(pod, list)) {
          const where = `container ${container['name'] ?? 'without name'}`;
          const values = new Values([...ofPod, container, contextOf(container), 'container']);
          const one = { manifest: object, level, value: container, values, where };
          const subject = list === 'ephemeralContainers' ? { ...one, isForDebugging: true } : one;
          found.container.push(subject);
          found.context.push(subject);
        }
      }
    }
  }
  return found;
}

/** The expressions of all rules that have judged something. */
const EXPRESSIONS = new Expressions(VARIABLES);

/**
 * Finds violations of a rule. An expression that cannot be evaluated, for example because a field has the wrong type, counts as
 * one.
 */
export function evaluate(rule: ObjectRule, subjects: Subjects): Violation[] {
  const some = subjects[rule.subject].filter((subject) => isAbout(rule, subject));
  // An app has objects for some of the rules only, and to compile an expression takes milliseconds.
  if (some.length === 0) return [];
  const holds = EXPRESSIONS.compile(rule.cel);
  return some
    .filter(({ values }) => holds(values) !== true)
    .map((subject) => ({ manifest: subject.manifest, where: subject.where, got: gotOf(rule, subject) }));
}

function isAbout({ kinds, level, isForDebugging = true }: ObjectRule, subject: Subject): boolean {
  if (level !== undefined && subject.level !== 'restricted' && subject.level !== level) return false;
  return (kinds?.includes(subject.manifest.kind) ?? true) && (isForDebugging || !subject.isForDebugging);
}

function gotOf(rule: ObjectRule, subject: Subject): JsonValue {
  const elements = rule.got === undefined ? undefined : EXPRESSIONS.compile(rule.got)(subject.values);
  return Array.isArray(elements) ? (elements as JsonValue[]) : fieldOf(subject.value, rule.field);
}

function fieldOf(value: JsonObject, field: string): JsonValue {
  return field.split('.').reduce<JsonValue>((at, name) => (at as JsonObject | undefined)?.[name], value);
}
