import { operatedPods } from '../cluster/add-ons/operated-pods';
import { isObject, type JsonObject, listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import type { ImagePolicy } from './image-policy';
import { CLUSTER_SCOPED } from './kubernetes-kinds';
import { isList } from './lists';
import { podsIn } from './pod-kinds';
import { matches } from './selectors';
import { type StandardFacts, Standards } from './standards';

/** An object outside the app that manifests may refer to. */
export interface Known {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly keys?: readonly string[] | undefined;
  /** True if only a reference says that it exists. @default false */
  readonly isNamed?: boolean | undefined;
}

/** A manifest that makes pods, with the namespace, labels and spec of the pods. */
export interface Workload {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly labels: JsonObject;
  readonly pod: JsonObject;
  /** Main and init containers. */
  readonly containers: readonly JsonObject[];
}

/** The facts about a cluster that the manifests do not say. */
export interface InventoryFacts extends StandardFacts {
  /** @default [53] */
  readonly dnsPorts?: readonly number[] | undefined;
  /** The domain of the names of Services. @default 'cluster.local' */
  readonly domain?: string | undefined;
  /** The namespaces that have a baseline. @default - none has, and none is missed */
  readonly baselines?: ReadonlySet<string> | undefined;
  /** Returns what a namespace asks of its images. @default - nothing */
  readonly imagesOf?: ((namespace: string) => ImagePolicy | undefined) | undefined;
}

/** All manifests, indexed once, so that every rule is linear. */
export class Inventory {
  readonly manifests: readonly Manifest[];
  /** The lists. Their items are among the manifests. */
  readonly lists: readonly Manifest[];
  readonly workloads: readonly Workload[];
  private readonly byKind = new Map<string, Manifest[]>();
  private readonly byName = new Map<string, Manifest>();
  private readonly byLabel = new Map<string, Workload[]>();
  private readonly byNamespace = new Map<string, Workload[]>();
  /** Objects outside the app, with their keys where these are known. */
  private readonly known = new Map<string, Known>();
  private readonly operated = new Map<string, JsonObject[]>();

  /** The ports that DNS servers of the cluster listen on. */
  readonly dnsPorts: readonly number[];
  /** The domain of the names of Services. */
  readonly domain: string;
  readonly baselines: ReadonlySet<string> | undefined;
  /** Returns what a namespace asks of its images. */
  readonly imagesOf: (namespace: string) => ImagePolicy | undefined;
  /** The Pod Security Standards of the namespaces. */
  readonly standards: Standards;

  /** @param unfolded manifests, among which each list stands before its items */
  constructor(
    unfolded: readonly Manifest[],
    external: readonly Known[],
    {
      dnsPorts = [53],
      domain = 'cluster.local',
      baselines,
      imagesOf = () => undefined,
      ...standards
    }: InventoryFacts = {},
  ) {
    const manifests = unfolded.filter((manifest) => !isList(manifest));
    this.manifests = manifests;
    this.dnsPorts = dnsPorts;
    this.domain = domain;
    this.baselines = baselines;
    this.imagesOf = imagesOf;
    this.standards = new Standards(manifests, standards);
    this.lists = unfolded.filter(isList);
    for (const object of external) {
      const { kind, name, namespace, keys, isNamed = false } = object;
      const id = key(kind, scoped(kind, namespace), name);
      const before = this.known.get(id);
      const merged = { keys: keys ?? before?.keys, isNamed: isNamed && (before?.isNamed ?? true) };
      this.known.set(id, { ...object, ...merged });
    }
    for (const manifest of manifests) {
      push(this.byKind, manifest.kind, manifest);
      const id = key(manifest.kind, namespaceOf(manifest), nameOf(manifest));
      if (!this.byName.has(id)) this.byName.set(id, manifest);
      for (const labels of operatedPods(manifest)?.labels ?? []) push(this.operated, namespaceOf(manifest), labels);
    }
    this.workloads = manifests.flatMap(workloadsOf);
    for (const workload of this.workloads) {
      push(this.byNamespace, workload.namespace, workload);
      for (const [label, value] of Object.entries(workload.labels)) {
        push(this.byLabel, key(workload.namespace, label, `${value}`), workload);
      }
    }
  }

  ofKind(...kinds: readonly string[]): readonly Manifest[] {
    return kinds.flatMap((kind) => this.byKind.get(kind) ?? []);
  }

  find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.byName.get(key(kind, scoped(kind, namespace), name));
  }

  isExternal(kind: string, namespace: string, name: string): boolean {
    return this.known.has(key(kind, scoped(kind, namespace), name));
  }

  /** Returns the keys of an object outside the app; `undefined` when they are not known. */
  externalKeys(kind: string, namespace: string, name: string): readonly string[] | undefined {
    return this.known.get(key(kind, scoped(kind, namespace), name))?.keys;
  }

  /** True if something in the app or outside makes an object, or keys of it, when the app runs. */
  isDeclared(kind: string, namespace: string, name: string): boolean {
    return this.known.get(key(kind, scoped(kind, namespace), name))?.isNamed === false;
  }

  /** True if an object is neither made by the app nor declared: only a reference says that it exists. */
  isOnlyNamed(kind: string, namespace: string, name: string): boolean {
    const known = this.known.get(key(kind, scoped(kind, namespace), name));
    return known?.isNamed === true && this.find(kind, namespace, name) === undefined;
  }

  /** Returns the names of the objects of a kind that the app makes, or that are declared. */
  namesOf(kind: string, namespace: string): readonly string[] {
    const made = this.ofKind(kind).filter((manifest) => namespaceOf(manifest) === namespace);
    const declared = [...this.known.values()].filter(
      (object) => object.kind === kind && !object.isNamed && scoped(kind, object.namespace) === namespace,
    );
    return [...made.map(nameOf), ...declared.map(({ name }) => name)];
  }

  has(kind: string, namespace: string, name: string): boolean {
    return this.find(kind, namespace, name) !== undefined || this.isExternal(kind, namespace, name);
  }

  in(namespace: string): readonly Workload[] {
    return this.byNamespace.get(namespace) ?? [];
  }

  /** Returns the workloads of a namespace whose pods a label selector selects. */
  selected(namespace: string, selector: JsonObject): readonly Workload[] {
    const [first] = Object.entries(objectAt(selector, 'matchLabels'));
    const near = first ? this.byLabel.get(key(namespace, first[0], `${first[1]}`)) : this.in(namespace);
    return (near ?? []).filter(({ labels }) => matches(selector, labels));
  }

  /** True if a label selector selects pods of the app: those of a workload, or those that an operator makes. */
  selects(namespace: string, selector: JsonObject): boolean {
    if (this.selected(namespace, selector).length > 0) return true;
    return (this.operated.get(namespace) ?? []).some((labels) => matches(selector, labels));
  }
}

export function nameOf(manifest: Manifest): string {
  return textAt(manifest, 'metadata', 'name') ?? '';
}

/**
 * Returns the namespace of an object: empty for cluster-scoped objects, and for those that leave the namespace to `kubectl`.
 */
export function namespaceOf(manifest: Manifest): string {
  return scoped(manifest.kind, textAt(manifest, 'metadata', 'namespace'));
}

export function isManifest(value: unknown): value is Manifest {
  return isObject(value) && typeof value['kind'] === 'string' && typeof value['apiVersion'] === 'string';
}

function workloadsOf(manifest: Manifest): Workload[] {
  return podsIn(manifest).map(({ metadata, spec }) => {
    const containers = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')];
    const labels = objectAt(metadata, 'labels');
    return { manifest, namespace: namespaceOf(manifest), labels, pod: spec, containers };
  });
}

function scoped(kind: string, namespace: string | undefined): string {
  return CLUSTER_SCOPED.has(kind) ? '' : (namespace ?? '');
}

function key(...parts: readonly string[]): string {
  return parts.join('\n');
}

function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
  const list = map.get(at);
  if (list) list.push(value);
  else map.set(at, [value]);
}
