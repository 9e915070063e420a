import type { JsonValue, Manifest } from '../../manifest/json';
import type { Inventory } from '../inventory';

interface RuleText {
  /** How waivers name it. */
  readonly id: string;
  /** What must hold, as the beginning of a sentence that goes on with what was found instead. */
  readonly what: string;
  /** What goes wrong otherwise. */
  readonly why: string;
  readonly fix: string;
}

/** A rule about one object at a time: an expression in CEL, as ValidatingAdmissionPolicies have it, true when all is well. */
export interface ObjectRule extends RuleText {
  /**
   * What the expression is about: `object` is always known; `pod`, the pod spec of any workload, for `pod` and `container`;
   * `container` for `container`, which means every container of the pod, one by one.
   */
  readonly subject: 'object' | 'pod' | 'container';
  /** @default - every kind that has the subject */
  readonly kinds?: readonly string[];
  readonly cel: string;
  /** The field of the subject that the finding shows, such as `securityContext.privileged`. */
  readonly field: string;
  /** What of that the finding shows, in CEL. @default - the field as it is */
  readonly got?: string;
}

/** The expressions of a rule about each element of a list that may be missing; `e` is the element. */
export function each(list: string, holds: string, shown = 'e.name'): { readonly cel: string; readonly got: string } {
  return { cel: `!has(${list}) || ${list}.all(e, ${holds})`, got: `${list}.filter(e, !(${holds})).map(e, ${shown})` };
}

/** Something wrong that a rule about several objects found. */
export interface Violation {
  readonly manifest: Manifest;
  /** Which part of the object, such as `container app`. */
  readonly where?: string;
  readonly got: JsonValue;
  /** @default - the rule's */
  readonly fix?: string;
}

/** A rule about objects together, or one that is no expression. Pure. */
export interface CrossRule extends RuleText {
  readonly check: (inventory: Inventory) => Iterable<Violation>;
}

export type Rule = ObjectRule | CrossRule;
