import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Manifest } from '../manifest/json';
import { externalReferences } from '../registry/external-objects';
import { AppRecord } from '../registry/registry';
import { objectsUnder, pathOf } from './app-manifests';
import { describe, type Finding } from './finding';
import { namespaceOf } from './inventory';
import { judge, type ObjectReference, waive } from './verify';
import type { Waiver } from './waiver';

/** What a baseline answers for. */
export interface Verified {
  readonly chart: Chart;
  readonly namespace: string;
  readonly external: readonly ObjectReference[];
  readonly waivers: readonly Waiver[];
  readonly now: Date | undefined;
}

const registered = new AppRecord<Verified[]>(() => []);

/** Adds what a baseline answers for; the first of an app verifies for all, so that the app is rendered and indexed once. */
export function verifyAtSynth(baseline: IConstruct, verified: Verified): void {
  const { root } = baseline.node;
  const all = registered.of(baseline);
  all.push(verified);
  if (all.length === 1) baseline.node.addValidation({ validate: () => problems(root, all) });
}

function problems(root: IConstruct, all: readonly Verified[]): string[] {
  const byNamespace = new Map(all.map((verified) => [verified.namespace, verified]));
  const byChart = new Map(all.map((verified) => [verified.chart, verified]));
  const paths = new Map<object, string>();
  const owners = new Map<string, Verified>();
  const manifests = objectsUnder(root).map((object): Manifest => {
    const manifest = object.toJson() as Manifest;
    const owner = byNamespace.get(namespaceOf(manifest)) ?? byChart.get(Chart.of(object));
    if (owner) {
      paths.set(manifest, pathOf(object));
      owners.set(pathOf(object), owner);
    }
    return manifest;
  });
  const external = all.flatMap((verified) =>
    verified.external.map((object) => ({ ...object, namespace: object.namespace ?? verified.namespace })),
  );
  const findings = judge(manifests, [...external, ...externalReferences(root)], (manifest) => paths.get(manifest));
  const owned = new Map<Verified | undefined, Finding[]>(all.map((verified) => [verified, []]));
  for (const finding of findings) owned.get(owners.get(finding.path ?? ''))?.push(finding);
  return all.flatMap((verified) =>
    waive(owned.get(verified) ?? [], verified.waivers, verified.now ?? new Date()).map(describe),
  );
}
