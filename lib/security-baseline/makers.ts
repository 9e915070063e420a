import { listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { type Inventory, nameOf, namespaceOf } from './inventory';

/** Names of the Secrets that controllers make from custom resources and Ingresses. */
const MAKERS: Readonly<Record<string, (manifest: Manifest) => readonly (string | undefined)[]>> = {
  Certificate: (manifest) => [textAt(manifest, 'spec', 'secretName')],
  ExternalSecret: (manifest) => [textAt(manifest, 'spec', 'target', 'name') ?? nameOf(manifest)],
  Ingress: (manifest) =>
    Object.keys(objectAt(manifest, 'metadata', 'annotations')).some((key) => key.startsWith('cert-manager.io/'))
      ? listAt(manifest, 'spec', 'tls').map((tls) => textAt(tls, 'secretName'))
      : [],
  SealedSecret: (manifest) => [textAt(manifest, 'spec', 'template', 'metadata', 'name') ?? nameOf(manifest)],
  VaultDynamicSecret: destination,
  VaultPKISecret: destination,
  VaultStaticSecret: destination,
};

/** Returns the Secret of a resource of the Vault Secrets Operator. */
function destination(manifest: Manifest): readonly (string | undefined)[] {
  return [textAt(manifest, 'spec', 'destination', 'name')];
}

/** Returns the names of the Secrets that controllers make from the manifests, by namespace. */
export function madeSecrets(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const manifest of inventory.ofKind(...Object.keys(MAKERS))) {
    const there = names.get(namespaceOf(manifest)) ?? new Set();
    names.set(namespaceOf(manifest), there);
    for (const name of MAKERS[manifest.kind]?.(manifest) ?? []) if (name !== undefined) there.add(name);
  }
  return names;
}
