import { listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { type Inventory, nameOf, namespaceOf } from './inventory';

/** True if a controller makes the object from one of the manifests. */
export type Source = (kind: string, namespace: string, name: string) => boolean;

/** Names of the Secrets that controllers make from custom resources and Ingresses. */
const MAKERS: Readonly<Record<string, (manifest: Manifest) => readonly (string | undefined)[]>> = {
  Certificate: (manifest) => [textAt(manifest, 'spec', 'secretName')],
  ExternalSecret: (manifest) => [textAt(manifest, 'spec', 'target', 'name') ?? nameOf(manifest)],
  Ingress: (manifest) =>
    Object.keys(objectAt(manifest, 'metadata', 'annotations')).some((key) => key.startsWith('cert-manager.io/'))
      ? listAt(manifest, 'spec', 'tls').map((tls) => textAt(tls, 'secretName'))
      : [],
  SealedSecret: (manifest) => [textAt(manifest, 'spec', 'template', 'metadata', 'name') ?? nameOf(manifest)],
  VaultStaticSecret: (manifest) => [textAt(manifest, 'spec', 'destination', 'name')],
};

export function madeSecrets(inventory: Inventory): Source {
  const names = new Set<string>();
  for (const manifest of inventory.ofKind(...Object.keys(MAKERS))) {
    for (const name of MAKERS[manifest.kind]?.(manifest) ?? []) names.add(`${namespaceOf(manifest)}/${name}`);
  }
  return (kind, namespace, name) => kind === 'Secret' && names.has(`${namespace}/${name}`);
}
