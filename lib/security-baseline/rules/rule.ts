import type { JsonValue, Manifest } from '../../manifest/json';
import type { Inventory } from '../inventory';

interface RuleText {
  /** Name that waivers use. */
  readonly id: string;
  /** Requirement, as the beginning of a sentence that continues with the value found instead. */
  readonly what: string;
  /** Consequence of breaking the rule. */
  readonly why: string;
  readonly fix: string;
}

/** A rule about one object at a time: a CEL expression as in a ValidatingAdmissionPolicy, true when the object complies. */
export interface ObjectRule extends RuleText {
  /**
   * Variables of the expression. `object` is always set. `pod`, the pod spec of any workload, is set for `pod` and `container`.
   * `container` is set for `container`, which evaluates the expression for each container of the pod.
   */
  readonly subject: 'object' | 'pod' | 'container';
  /** @default - every kind that has the subject */
  readonly kinds?: readonly string[];
  readonly cel: string;
  /** The field of the subject that the finding shows, such as `securityContext.privileged`. */
  readonly field: string;
  /** Value that the finding shows, in CEL. @default - the field as it is */
  readonly got?: string;
}

/** Returns the expressions of a rule about each element `e` of a list that may be missing. */
export function each(list: string, holds: string, shown = 'e.name'): { readonly cel: string; readonly got: string } {
  return { cel: `!has(${list}) || ${list}.all(e, ${holds})`, got: `${list}.filter(e, !(${holds})).map(e, ${shown})` };
}

/** A violation that a rule about several objects found. */
export interface Violation {
  readonly manifest: Manifest;
  /** Part of the object, such as `container app`. */
  readonly where?: string;
  readonly got: JsonValue;
  /** @default - the fix of the rule */
  readonly fix?: string;
}

/** A rule about several objects together, or one that CEL cannot express. Its check is a pure function. */
export interface CrossRule extends RuleText {
  readonly check: (inventory: Inventory) => Iterable<Violation>;
}

export type Rule = ObjectRule | CrossRule;
