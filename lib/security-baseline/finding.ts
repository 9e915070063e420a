import { problem } from '../checks/errors';
import { checkProps, type Kinds, LATER, needed, object, oneOf, TEXT } from '../checks/kinds';
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
  /** An error stops synth, a warning is printed. */
  readonly severity: 'error' | 'warning';
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

const SUBJECT: Kinds<FindingSubject> = { kind: needed(TEXT), name: needed(TEXT), namespace: TEXT };
const FINDING: Kinds<Finding> = {
  rule: needed(TEXT),
  severity: oneOf('error', 'warning'),
  object: object(SUBJECT),
  path: TEXT,
  what: needed(TEXT),
  why: needed(TEXT),
  got: LATER,
  fix: needed(TEXT),
};

/** A finding as one line: `[shop/web/Deployment] container app must have a memory limit, got nothing; set … (memory-limit)`. */
export function describe(finding: Finding): string {
  const { object, path } = checkProps(undefined, finding, FINDING, 'a finding');
  const place = path ?? (object ? [object.namespace, object.kind, object.name].filter(Boolean).join('/') : undefined);
  return `${place === undefined ? '' : `[${place}] `}${sentence(finding)}`;
}

/** Returns a finding as one line without its place. */
export function sentence({ rule, what, got, fix }: Finding): string {
  return `${problem(what, shortened(got as JsonValue), fix)} (${rule})`;
}

function shortened(value: JsonValue): JsonValue {
  if (typeof value !== 'object') return value;
  const text = textOf(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : value;
}

/** Returns a value as JSON; empty for one that refers to itself, such as a construct. */
function textOf(value: JsonValue): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
