import { literal } from '../checks/fixes';
import {
  checkArguments,
  checkProps,
  DATE,
  FLAG,
  type Kinds,
  LATER,
  LIST,
  listOf,
  NUMBER,
  needed,
  object,
  oneOf,
  PROPS,
  TEXT,
} from '../checks/kinds';
import { minorOf } from '../cluster/version';
import { type Manifest, textAt } from '../manifest/json';
import type { Finding } from './finding';
import { Inventory, type InventoryFacts, isManifest, type Known, nameOf, namespaceOf } from './inventory';
import { CLUSTER_SCOPED } from './kubernetes-kinds';
import { unfold } from './lists';
import { evaluate, type Subjects, subjectsIn } from './object-rules';
import { RULES } from './rules';
import type { Rule, Violation } from './rules/rule';
import { LEVELS } from './standards';
import { type Accepted, Waiver, type WaiverProps } from './waiver';

/** An object that exists although no manifest creates it, such as an {@link ExternalObject}. */
export interface ObjectReference {
  readonly kind: string;
  readonly name: string;
  /** @default - none: an object of the whole cluster */
  readonly namespace?: string | undefined;
  /** The keys of a ConfigMap or Secret. @default - not known, and not checked */
  readonly keys?: readonly string[] | undefined;
}

const REFERENCE: Kinds<ObjectReference> = {
  kind: needed(TEXT),
  name: needed(TEXT),
  namespace: TEXT,
  keys: LIST,
};

/** The kinds of what a baseline and `verify` take. */
export const EXTERNAL = listOf({
  ...object(REFERENCE, (value) => {
    const name = typeof value === 'string' && value !== '' ? value : 'stripe';
    return `use ExternalObject.secret('${name}'), for example`;
  }),
  what: 'an ExternalObject',
});
export const WAIVERS = listOf({
  ...PROPS,
  what: 'a waiver',
  fix: (value) =>
    `use { rule: ${literal(typeof value === 'string' ? value : 'read-only-root')}, construct: 'shop/web', reason: 'says why in a few words' }`,
});

/** A registry, as images begin with it. */
export const REGISTRIES = listOf({
  is: (value: unknown): value is string =>
    typeof value === 'string' && /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9._-]+)*\/?$/.test(value),
  what: 'a registry, or a part of one',
  fix: "use a form such as 'ghcr.io/acme'",
});

const OPTIONS: Kinds<VerifyOptions> = {
  external: EXTERNAL,
  waivers: WAIVERS,
  dnsPorts: listOf(NUMBER),
  podSecurity: oneOf(...LEVELS),
  version: TEXT,
  registries: REGISTRIES,
  digests: FLAG,
  now: DATE,
};

/** The facts besides the manifests. */
export interface VerifyOptions {
  /** Objects that exist although no manifest creates them. @default - none */
  readonly external?: readonly ObjectReference[];
  /** The exceptions from rules. @default - none */
  readonly waivers?: readonly (WaiverProps | Waiver)[];
  /** The ports that the DNS servers of the cluster listen on. @default [53] */
  readonly dnsPorts?: readonly number[];
  /**
   * The Pod Security Standard that every namespace enforces.
   * @default - that in the labels of a Namespace among the manifests, else `restricted`
   */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged';
  /** The Kubernetes version of the cluster, from `1.27` to `1.36`. @default - the newest of them */
  readonly version?: string;
  /** The registries that images may come from, or parts of them: `ghcr.io/acme`. @default - any */
  readonly registries?: readonly string[];
  /** True if each image must be named by its digest. @default false */
  readonly digests?: boolean;
  /** The day with which the expiry of waivers is compared. @default - today */
  readonly now?: Date;
}

/**
 * Checks a list of manifests against every rule: each object by itself, and whether all can work together. The items of a `List`
 * are checked like other objects. Skips what is not a Kubernetes object. Takes time in proportion to the number of manifests.
 *
 * @returns all findings that no waiver covers, and the waivers that except nothing or have expired
 * @example verify(Testing.synth(chart), { external: [ExternalObject.secret('stripe', 'shop')] })
 */
export function verify(manifests: readonly unknown[], options: VerifyOptions = {}): Finding[] {
  return [...verifyWithAccepted(manifests, options).findings];
}

/** The findings about manifests, and those that waivers accept. */
export interface Verdict {
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
}

/** Checks manifests as `verify` does. */
export function verifyWithAccepted(manifests: readonly unknown[], options: VerifyOptions = {}): Verdict {
  checkArguments('verify', { manifests }, { manifests: needed(listOf(LATER, 'a list')) });
  checkProps(undefined, options, OPTIONS, 'verify');
  const {
    external = [],
    waivers = [],
    now = new Date(),
    dnsPorts,
    podSecurity,
    version,
    registries,
    digests,
  } = options;
  const exceptions = waivers.map((waiver) => Waiver.of(waiver));
  const known = external.map(({ kind, name, namespace, keys }) => ({ kind, name, namespace, keys }));
  const minor = version === undefined ? undefined : minorOf(version);
  const images = { registries, digests };
  const facts = { dnsPorts, minor, levelOf: () => podSecurity, imagesOf: () => images };
  const found = judge(manifests.flatMap(unfold), known, facts);
  const accepted = found.flatMap((finding) => {
    const waiver = exceptions.find((one) => one.covers(finding) && !one.hasExpired(now));
    return waiver ? [{ finding, waiver }] : [];
  });
  return { findings: waive(found, exceptions, now), accepted };
}

/** The path of the construct that makes a manifest, `undefined` when the manifest is only a target of references. */
export type PathOf = (manifest: object) => string | undefined;

/** The facts about an app that its manifests do not say. */
export interface AppFacts extends InventoryFacts {
  /** @default - every manifest is judged, and no path is known */
  readonly pathOf?: PathOf;
  /** True if manifests are missing, so that only rules about one object at a time can judge. @default false */
  readonly isPartial?: boolean;
}

/** Checks manifests, among which each list stands before its items. */
export function judge(
  unfolded: readonly unknown[],
  external: readonly Known[],
  { pathOf, isPartial = false, ...facts }: AppFacts = {},
): Finding[] {
  const manifests = unfolded.filter(isManifest);
  const inventory = new Inventory(manifests, external, facts);
  const wants = new Set<Manifest>(manifests.filter((manifest) => !pathOf || pathOf(manifest) !== undefined));
  const wanted = inventory.manifests.filter((manifest) => wants.has(manifest));
  const rules = isPartial ? RULES.filter((rule) => 'cel' in rule) : RULES;
  const subjects = subjectsIn(wanted, (manifest) => inventory.standards.of(namespaceOf(manifest)));
  return rules.flatMap((rule) =>
    violations(rule, inventory, subjects)
      .filter(({ manifest }) => wants.has(manifest))
      .map((violation) => finding(rule, violation, pathOf?.(violation.manifest))),
  );
}

/** Removes findings that are waived, and adds findings about the waivers. */
export function waive(findings: readonly Finding[], waivers: readonly Waiver[], now: Date): Finding[] {
  const valid = waivers.filter((waiver) => !waiver.hasExpired(now));
  const left = findings.filter((found) => !valid.some((waiver) => waiver.covers(found)));
  return [...left, ...waivers.flatMap((waiver) => misuse(waiver, findings, now))];
}

function violations(rule: Rule, inventory: Inventory, subjects: Subjects): readonly Violation[] {
  return 'cel' in rule ? evaluate(rule, subjects) : [...rule.check(inventory)];
}

/** Returns what a violation of a rule says to the user. */
export function finding(rule: Rule, { manifest, where, got, fix }: Violation, path: string | undefined): Finding {
  const namespace = CLUSTER_SCOPED.has(manifest.kind) ? undefined : textAt(manifest, 'metadata', 'namespace');
  return {
    rule: rule.id,
    severity: rule.severity ?? 'error',
    object: { kind: manifest.kind, name: nameOf(manifest), namespace },
    path,
    what: where === undefined ? rule.what : `${where} ${rule.what}`,
    why: rule.why,
    got,
    fix: fix ?? rule.fix,
  };
}

function misuse(waiver: Waiver, findings: readonly Finding[], now: Date): Finding[] {
  const at = {
    rule: 'waiver',
    severity: 'error' as const,
    object: undefined,
    path: undefined,
    why: 'exceptions are kept only while they are needed',
  };
  const problems: Finding[] = [];
  if (!findings.some((found) => waiver.covers(found))) {
    problems.push({
      ...at,
      what: 'a waiver must except something',
      got: `${waiver}`,
      fix: 'remove it, or correct its target',
    });
  } else if (waiver.hasExpired(now)) {
    const got = `${waiver} until ${waiver.expires}`;
    problems.push({ ...at, what: 'a waiver must not have expired', got, fix: 'mend what it excepts, or decide anew' });
  }
  return problems;
}
