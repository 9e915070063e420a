import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** The manifests of each app that is being finished, by object. */
const FINISHED = new WeakMap<IConstruct, Map<ApiObject, unknown>>();

/**
 * Finishes an app: nothing changes in its tree while `act` runs, so that {@link renderingOf} renders each object once for the
 * quotas, the rules and the output.
 */
export function whileFinished<T>(app: IConstruct, act: () => T): T {
  const { root } = app.node;
  if (FINISHED.has(root)) return act();
  FINISHED.set(root, new Map());
  try {
    return act();
  } finally {
    FINISHED.delete(root);
  }
}

/** Returns the manifest of an object. Throws what its `toJson` throws. */
export function renderingOf(object: ApiObject): unknown {
  const known = FINISHED.get(object.node.root);
  if (!known) return object.toJson();
  if (!known.has(object)) known.set(object, object.toJson());
  return known.get(object);
}

/** Returns the manifest of an object for its file, and lets go of it: all manifests of a large app would stay in memory beside their texts. */
export function takeRendering(object: ApiObject): unknown {
  const rendering = renderingOf(object);
  FINISHED.get(object.node.root)?.delete(object);
  return rendering;
}

/** Forgets the manifests of an app after a call that may have changed its tree. */
export function renderAgain(app: IConstruct): void {
  FINISHED.get(app.node.root)?.clear();
}
