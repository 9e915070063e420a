import type { Construct, IConstruct } from 'constructs';
import { namespaceOf } from '../manifest/plain-object';

/** Something that manifests refer to and that is made outside the app, or by it only when it runs. */
export interface ExternalReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The keys of a ConfigMap or Secret; `undefined` when they are not known. */
  readonly keys?: readonly string[] | undefined;
}

const references = new WeakMap<IConstruct, ExternalReference[]>();

/** Notes that an object of the namespace of `scope` exists although no manifest of the app creates it. */
export function declareExternal(scope: Construct, kind: string, name: string, keys?: readonly string[]): void {
  const root = scope.node.root;
  const known = references.get(root) ?? [];
  references.set(root, known);
  known.push({ kind, name, namespace: namespaceOf(scope), keys });
}

export function externalReferences(scope: IConstruct): readonly ExternalReference[] {
  return references.get(scope.node.root) ?? [];
}
