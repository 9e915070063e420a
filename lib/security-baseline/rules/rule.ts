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
   * Variables of the expression. `object` is always set. The others are about pods: `pod` is the pod spec of any workload,
   * `metadata` the metadata of the pod, and `standard` the Pod Security Standard of its namespace. A rule about a `container` is
   * evaluated for each container, which is `container`. One about a `context` is evaluated for the pod and each container: `context`
   * is the securityContext, and `place` says whose it is.
   */
  readonly subject: 'object' | 'pod' | 'container' | 'context';
  /** The lowest level of the Pod Security Standards that has the rule. @default - none: it is judged at every level */
  readonly level?: 'baseline' | 'restricted';
  /** False if the containers that are added for debugging cannot comply. @default true */
  readonly isForDebugging?: boolean;
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
