import type { JsonValue, Manifest } from '../../manifest/json';
import type { Inventory } from '../inventory';
import { CLUSTER_SCOPED } from '../kubernetes-kinds';

/**
 * A guide that has the rule: the Pod Security Standards, the Kubernetes Hardening Guide of the NSA, or a section of the CIS Benchmark
 * for Kubernetes.
 */
export type Tag = 'pss' | 'nsa' | `cis-5.${number}.${number}`;

/** The severity of a rule: an error stops synth, a warning is printed. */
export type Severity = 'error' | 'warning';

interface RuleText {
  /** Name that waivers use. */
  readonly id: string;
  /** Requirement, as the beginning of a sentence that continues with the value found instead. */
  readonly what: string;
  /** Consequence of breaking the rule. */
  readonly why: string;
  readonly fix: string;
  /** The guides that have the rule. A rule with a `level` is also one of the Pod Security Standards. @default - none */
  readonly tags?: readonly Tag[];
  /** @default 'error' */
  readonly severity?: Severity;
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
  /**
   * False if the cluster must not judge by it: a rule about what may stand in a repository, or one about a mistake that the API server
   * refuses by itself.
   * @default true
   */
  readonly admission?: boolean;
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

/** The tags of a rule, with that of its level. */
export function tagsOf(rule: Rule): readonly Tag[] {
  const { tags = [] } = rule;
  return 'cel' in rule && rule.level !== undefined ? ['pss', ...tags] : tags;
}

/**
 * True for a rule that may become an admission policy. A policy cannot be kept to the objects of an app if these are cluster-scoped, so
 * one kind at least must be namespaced.
 */
export function isForAdmission(rule: Rule): rule is ObjectRule {
  return 'cel' in rule && rule.admission !== false && (rule.kinds?.some((kind) => !CLUSTER_SCOPED.has(kind)) ?? true);
}
