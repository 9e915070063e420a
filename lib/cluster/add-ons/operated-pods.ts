import { type Manifest, textAt } from '../../manifest/json';
import type { AddOnFacts, OperatedPods, PodMakers } from './facts';
import { ADD_ONS } from './table';

/** Returns the pods that an add-on makes from a manifest; `undefined` when they are not known. */
export function operatedPods(manifest: Manifest): OperatedPods | undefined {
  return makersOf(manifest)[manifest.kind]?.(manifest, textAt(manifest, 'metadata', 'name') ?? '');
}

/** Returns true if an add-on makes pods from resources like this one. */
export function isOperated(object: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return object.kind in makersOf(object);
}

function makersOf({ apiVersion }: Pick<Manifest, 'apiVersion'>): PodMakers {
  return MAKERS.get(groupOf(apiVersion)) ?? {};
}

const MAKERS: ReadonlyMap<string, PodMakers> = new Map(
  Object.values<AddOnFacts>(ADD_ONS).flatMap(({ apiVersion, makes }) =>
    apiVersion !== undefined && makes ? [[groupOf(apiVersion), makes]] : [],
  ),
);

function groupOf(apiVersion: string): string {
  return apiVersion.split('/')[0] ?? '';
}
