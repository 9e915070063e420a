import { problem } from '../../checks/errors';
import { type JsonObject, type Manifest, objectAt } from '../../manifest/json';
import { nameOf } from '../inventory';
import { podsIn } from '../pod-kinds';
import { RULES } from '../rules';
import { isForAdmission, type ObjectRule } from '../rules/rule';
import type { Waiver } from '../waiver';
import { KIND } from './kinds';
import { quoted } from './text';

/** An object of the app, with the path of its construct. */
export interface Placed {
  readonly manifest: Manifest;
  readonly path: string;
}

/** The waivers of a namespace, and the objects that may have one. */
export interface Waived {
  readonly namespace: string;
  readonly waivers: readonly Waiver[];
  readonly objects: readonly Placed[];
}

/** An object that a rule spares in a cluster: the condition that tells it, or the sentence about why none can. */
export interface Exception {
  readonly rule: string;
  readonly path: string;
  readonly condition: string | undefined;
  readonly error: string;
}

/** Returns the exceptions from rules that a cluster judges by. */
export function exceptionsOf({ namespace, waivers, objects }: Waived): readonly Exception[] {
  const rules = new Map(RULES.filter(isForAdmission).map((rule) => [rule.id, rule]));
  return waivers.flatMap((waiver) => {
    const rule = rules.get(waiver.rule);
    if (rule === undefined) return [];
    return objects
      .filter(({ manifest, path }) => isAbout(rule, manifest) && covers(waiver, manifest, path))
      .map(({ manifest, path }) => ({
        rule: rule.id,
        path,
        condition: conditionFor(rule, manifest, namespace),
        error: problem(
          'a waiver must have an effect in the cluster, too',
          `${waiver}, whose pods have no labels`,
          'give its pod template a label, by which the admission policy tells them',
        ),
      }));
  });
}

function isAbout({ subject, kinds }: ObjectRule, manifest: Manifest): boolean {
  return (kinds?.includes(manifest.kind) ?? true) && (subject === 'object' || podsIn(manifest).length > 0);
}

function covers(waiver: Waiver, manifest: Manifest, path: string): boolean {
  const object = { kind: manifest.kind, name: nameOf(manifest), namespace: undefined };
  return waiver.covers({ rule: waiver.rule, object, path });
}

/**
 * Returns a condition for an object. The pods of a workload, and what its controller makes on the way to them, have other names than
 * the workload, so their labels tell them: those of its selector, which stay, or else those of its template.
 */
function conditionFor({ subject }: ObjectRule, manifest: Manifest, namespace: string): string | undefined {
  const here = `request.namespace == ${quoted(namespace)}`;
  const named = `${here} && ${KIND} == ${quoted(manifest.kind)} && object.metadata.name == ${quoted(nameOf(manifest))}`;
  if (subject === 'object') return `(${named})`;
  const selected = objectAt(manifest, 'spec', 'selector', 'matchLabels');
  const labels = Object.keys(selected).length > 0 ? selected : templateLabels(manifest);
  const pairs = Object.entries(labels).map(([label, value]) => [label, `${value}`] as const);
  if (pairs.length === 0) return manifest.kind === 'Pod' ? `(${named})` : undefined;
  const has = pairs.map(([label, value]) => {
    const of = `variables.labels[${quoted(label)}]`;
    return `${quoted(label)} in variables.labels && ${of} == ${quoted(value)}`;
  });
  return `(${[here, ...has].join(' && ')})`;
}

function templateLabels(manifest: Manifest): JsonObject {
  return objectAt(podsIn(manifest)[0]?.metadata, 'labels');
}
