import { problem } from '../checks/errors';
import type { JsonValue } from '../manifest/json';

/** The object that a finding is about. */
export interface FindingSubject {
  readonly kind: string;
  readonly name: string;
  /** `undefined` for objects of the whole cluster, and for those without one. */
  readonly namespace: string | undefined;
}

/** A problem in a list of manifests: something that does not work, or not safely. */
export interface Finding {
  /** The id of the rule; `waiver` when a waiver is at fault. */
  readonly rule: string;
  /** `undefined` when a waiver is at fault. */
  readonly object: FindingSubject | undefined;
  /** The path of the construct that makes the object, if it is known. */
  readonly path: string | undefined;
  /** The requirement: `container app must have a memory limit`. */
  readonly what: string;
  /** The harm that the rule prevents. */
  readonly why: string;
  /** The value that breaks the rule; `undefined` for one that is missing. */
  readonly got: unknown;
  readonly fix: string;
}

/** A finding as one line: `[shop/web/Deployment] container app must have a memory limit, got nothing; set … (memory-limit)`. */
export function describe(finding: Finding): string {
  const { object, path } = finding;
  const place = path ?? (object ? [object.namespace, object.kind, object.name].filter(Boolean).join('/') : undefined);
  return `${place === undefined ? '' : `[${place}] `}${sentence(finding)}`;
}

/** Returns a finding as one line without its place. */
export function sentence({ rule, what, got, fix }: Finding): string {
  return `${problem(what, shortened(got as JsonValue), fix)} (${rule})`;
}

function shortened(value: JsonValue): JsonValue {
  const text = JSON.stringify(value) ?? '';
  return typeof value === 'object' && text.length > 200 ? `${text.slice(0, 200)}…` : value;
}
