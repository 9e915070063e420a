import { type JsonObject, listAt, type Manifest, objectAt, textAt } from '../manifest/json';

/** Pods that an operator makes from a custom resource. */
export interface OperatedPods {
  /** The labels of each kind of them, all in the namespace of the resource. */
  readonly labels: readonly JsonObject[];
  /** How many there may be at a time. */
  readonly pods: number;
  /** What one of them asks for, like a container. */
  readonly container: JsonObject;
  /** The sizes of the volumes of one of them. */
  readonly volumes: readonly string[];
  /** How many of them have volumes. */
  readonly claims: number;
}

const MADE: Readonly<Record<string, (manifest: Manifest, name: string) => OperatedPods>> = {
  /**
   * A Job makes the data of a server before its pod is there.
   * https://cloudnative-pg.io/documentation/current/labels_annotations/
   */
  'postgresql.cnpg.io/Cluster': (manifest, name) => {
    const instances = Number(objectAt(manifest, 'spec')['instances'] ?? 1);
    const sizes = ['storage', 'walStorage'].map((storage) => textAt(manifest, 'spec', storage, 'size'));
    return {
      labels: ['primary', 'replica'].map((role) => ({
        'cnpg.io/cluster': name,
        'cnpg.io/podRole': 'instance',
        'cnpg.io/instanceRole': role,
      })),
      pods: instances + 1,
      container: objectAt(manifest, 'spec'),
      volumes: sizes.filter((size) => size !== undefined),
      claims: instances,
    };
  },
  'postgresql.cnpg.io/Pooler': (manifest, name) => ({
    labels: [
      {
        'cnpg.io/cluster': textAt(manifest, 'spec', 'cluster', 'name'),
        'cnpg.io/podRole': 'pooler',
        'cnpg.io/poolerName': name,
      },
    ],
    pods: Math.ceil(Number(objectAt(manifest, 'spec')['instances'] ?? 1) * 1.25),
    container: listAt(manifest, 'spec', 'template', 'spec', 'containers')[0] ?? {},
    volumes: [],
    claims: 0,
  }),
};

/** What an operator makes from a manifest; `undefined` when it is none whose pods are known. */
export function operatedPods(manifest: Manifest): OperatedPods | undefined {
  return MADE[keyOf(manifest)]?.(manifest, textAt(manifest, 'metadata', 'name') ?? '');
}

/** Whether an operator makes pods from resources like this one. */
export function isOperated(object: Pick<Manifest, 'apiVersion' | 'kind'>): boolean {
  return keyOf(object) in MADE;
}

function keyOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return `${apiVersion.split('/')[0]}/${kind}`;
}
