import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: what a manifest holds depends on its kind
export type Manifest = Record<string, any>;

/** The manifests of one chart. */
export interface AppManifests {
  readonly name: string;
  /** The path in the folder: `tickets/tickets.k8s.yaml` where the chart has a cluster of its own. */
  readonly file: string;
  readonly manifests: readonly Manifest[];
}

/**
 * Ports of public systems. They run on one control plane, and are not drained, changed or tried on every version: they are made of
 * the same constructs as the other apps, and of many.
 */
const PUBLIC_SYSTEMS = ['astronomy-shop', 'cookiecutter-django', 'online-boutique'];

export function isPublicSystem({ name }: AppManifests): boolean {
  return PUBLIC_SYSTEMS.includes(name);
}

/** @returns true if a reviewed line is about a port of a public system */
export function isAboutPublicSystem(line: string): boolean {
  return PUBLIC_SYSTEMS.some((name) => line.includes(name));
}

/** @returns the paths of the manifests in a folder, and in the folders of clusters in it */
export function filesOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.k8s.yaml')).sort();
}

/** @returns the contents of a folder of manifests, one app a file */
export function readApps(folder: string): AppManifests[] {
  return filesOf(folder).map((file) => ({
    name: path.basename(file, '.k8s.yaml'),
    file,
    manifests: parseAllDocuments(readFileSync(path.join(folder, file), 'utf8')).map((document) => {
      // A duplicate key is such an error; kubectl would drop one of the two before a server sees them.
      if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
      return document.toJS();
    }),
  }));
}

/** @returns the manifests as one document for `kubectl -f -`, which applies them in this order. */
export function asList(manifests: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
}

/** @returns the manifests as the text of a file. JSON is YAML, and means the same in every version of it. */
export function asDocuments(manifests: readonly Manifest[]): string {
  return manifests.map((manifest) => `${JSON.stringify(manifest)}\n`).join('---\n');
}

/** @returns the manifests of some kinds. */
export function ofKind(manifests: readonly Manifest[], ...kinds: string[]): Manifest[] {
  return manifests.filter((manifest) => kinds.includes(manifest['kind']));
}

/** @returns `Kind/namespace/name`. */
export function nameOf({ kind, metadata }: Manifest): string {
  return [kind, metadata.namespace, metadata.name].filter(Boolean).join('/');
}

/** @returns the number of pods that a workload asks for, an HPA's minimum included */
export function replicasOf(workload: Manifest, manifests: readonly Manifest[]): number {
  const { name, namespace } = workload['metadata'];
  const scaler = ofKind(manifests, 'HorizontalPodAutoscaler').find(
    (hpa) => hpa['metadata'].namespace === namespace && hpa['spec'].scaleTargetRef.name === name,
  );
  return workload['spec'].replicas ?? scaler?.['spec'].minReplicas ?? 1;
}

/** @returns the objects by what `key` says of them. */
export function groupedBy(objects: readonly Manifest[], key: (object: Manifest) => string): Map<string, Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const object of objects) groups.set(key(object), [...(groups.get(key(object)) ?? []), object]);
  return groups;
}

/**
 * @returns the fields of a manifest that are missing on the server, such as `.spec.replicas`. Values are not compared: the
 * server
 * writes quantities its own way, and leaves out what is empty, 0 or false.
 */
export function dropped(wanted: unknown, found: unknown, at = ''): string[] {
  if (typeof wanted !== 'object' || wanted === null) return wanted && found === undefined ? [at] : [];
  return Object.entries(wanted).flatMap(([field, inner]) =>
    dropped(inner, (found as Record<string, unknown> | undefined)?.[field], `${at}.${field}`),
  );
}
