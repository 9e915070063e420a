import { type JsonObject, type Manifest, textAt } from '../internal/json';
import { nameOf } from './inventory';

/** The labels of the pods that operators make from their custom resources. */
const PODS: Readonly<Record<string, (manifest: Manifest) => readonly JsonObject[]>> = {
  /** https://cloudnative-pg.io/documentation/current/labels_annotations/ */
  'postgresql.cnpg.io/Cluster': (manifest) =>
    ['primary', 'replica'].map((role) => ({
      'cnpg.io/cluster': nameOf(manifest),
      'cnpg.io/podRole': 'instance',
      'cnpg.io/instanceRole': role,
    })),
  'postgresql.cnpg.io/Pooler': (manifest) => [
    {
      'cnpg.io/cluster': textAt(manifest, 'spec', 'cluster', 'name'),
      'cnpg.io/podRole': 'pooler',
      'cnpg.io/poolerName': nameOf(manifest),
    },
  ],
};

/** The labels of the pods that an operator makes from a manifest; none when it makes none that are known. */
export function operatedPods(manifest: Manifest): readonly JsonObject[] {
  const group = manifest.apiVersion.split('/')[0];
  return PODS[`${group}/${manifest.kind}`]?.(manifest) ?? [];
}
