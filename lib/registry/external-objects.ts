import type { Construct, IConstruct } from 'constructs';
import { namespaceOf } from '../manifest/plain-object';
import { ClusterRecord } from './registry';

/** An object that manifests refer to, made outside the app, or by the app only when it runs. */
export interface ExternalReference {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The keys of a ConfigMap or Secret; `undefined` when they are not known. */
  readonly keys?: readonly string[] | undefined;
  /** True if only a reference says that it exists, so that its name may be misspelled. @default false */
  readonly isNamed?: boolean;
}

const references = new ClusterRecord<ExternalReference[]>(() => []);

/** Records that an object of the namespace of `scope` exists although no manifest of the app creates it. */
export function declareExternal(scope: Construct, kind: string, name: string, keys?: readonly string[]): void {
  references.of(scope).push({ kind, name, namespace: namespaceOf(scope), keys });
}

/** Records that the program refers to an object by its name, which is made outside the app where no manifest makes it. */
export function nameExternal(
  scope: Construct,
  kind: 'ConfigMap' | 'PersistentVolumeClaim' | 'Secret',
  name: string,
): void {
  references.of(scope).push({ kind, name, namespace: namespaceOf(scope), isNamed: true });
}

/** Returns the objects from outside in the cluster that `scope` is for. */
export function externalReferences(scope: IConstruct): readonly ExternalReference[] {
  return references.of(scope);
}
