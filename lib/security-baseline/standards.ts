import { NEWEST } from '../cluster/version';
import { type Manifest, objectAt, textAt } from '../manifest/json';

/** The levels of the Pod Security Standards, the strictest first. */
export const LEVELS = ['restricted', 'baseline', 'privileged'] as const;
export type Level = (typeof LEVELS)[number];

/** The standard by which the pods of a namespace are judged. Expressions of rules read it as `standard`. */
export interface Standard {
  readonly level: Level;
  /** The minor version of Kubernetes whose form of the standard holds. */
  readonly minor: number;
}

/** The facts from which the standards of the namespaces follow. */
export interface StandardFacts {
  /** Returns the level that is said outside the manifests. @default - none is said */
  readonly levelOf?: ((namespace: string) => Level | undefined) | undefined;
  /** True if a Namespace needs a label for its level, because the cluster may have another default. @default false */
  readonly needsLabel?: boolean | undefined;
  /** The minor version of the API server. @default - the newest */
  readonly minor?: number | undefined;
}

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
export const LABELS = 'pod-security.kubernetes.io/';

/** The standards of the namespaces: by what is said, else by the labels of a Namespace, else the newest `restricted`. */
export class Standards {
  private readonly namespaces: ReadonlyMap<string, Manifest>;
  private readonly known = new Map<string, Standard>();

  constructor(
    manifests: readonly Manifest[],
    private readonly facts: StandardFacts,
  ) {
    const made = manifests.filter(({ kind }) => kind === 'Namespace');
    this.namespaces = new Map(made.map((manifest) => [textAt(manifest, 'metadata', 'name') ?? '', manifest]));
  }

  /** The level that is said outside the manifests; `undefined` when none is. */
  said(namespace: string): Level | undefined {
    return this.facts.levelOf?.(namespace);
  }

  /** True if the label of a Namespace may stand for the level that is said. */
  suits(label: unknown, level: Level): boolean {
    return label === level || (label === undefined && !this.facts.needsLabel);
  }

  of(namespace: string): Standard {
    const known = this.known.get(namespace) ?? this.settle(namespace);
    this.known.set(namespace, known);
    return known;
  }

  private settle(namespace: string): Standard {
    const labels = objectAt(this.namespaces.get(namespace), 'metadata', 'labels');
    const { minor = NEWEST } = this.facts;
    const level = this.said(namespace) ?? LEVELS.find((one) => one === labels[`${LABELS}enforce`]) ?? 'restricted';
    const pinned = pinnedMinor(`${labels[`${LABELS}enforce-version`]}`);
    // The API server takes a version above its own as its own.
    return { level, minor: Math.min(pinned ?? minor, minor) };
  }
}

/** Returns the minor version in the label of a version; `undefined` for `latest`, and for a text that is none. */
export function pinnedMinor(label: string): number | undefined {
  const minor = /^v1\.(0|[1-9]\d{0,3})$/.exec(label)?.[1];
  return minor === undefined ? undefined : Number(minor);
}
