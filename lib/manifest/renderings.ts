import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** The knowledge about an app while nothing changes in its tree. */
interface Finished {
  readonly manifests: Map<ApiObject, unknown>;
  /** The answers that need many manifests, by who asked. */
  readonly answers: Map<object, unknown>;
}

/** Each app that is being finished. */
const FINISHED = new WeakMap<IConstruct, Finished>();

/**
 * Finishes an app: nothing changes in its tree while `act` runs, so that {@link renderingOf} renders each object once for the
 * quotas, the rules and the output.
 */
export function whileFinished<T>(app: IConstruct, act: () => T): T {
  const { root } = app.node;
  if (FINISHED.has(root)) return act();
  FINISHED.set(root, { manifests: new Map(), answers: new Map() });
  try {
    return act();
  } finally {
    FINISHED.delete(root);
  }
}

/** Returns the manifest of an object. Throws what its `toJson` throws. */
export function renderingOf(object: ApiObject): unknown {
  const manifests = FINISHED.get(object.node.root)?.manifests;
  if (!manifests) return object.toJson();
  if (!manifests.has(object)) manifests.set(object, object.toJson());
  return manifests.get(object);
}

/** Returns what `ask` returns, which it asks once while an app is finished: its manifests are let go of when they are written. */
export function askedOnce<Answer>(app: IConstruct, asker: object, ask: () => Answer): Answer {
  const answers = FINISHED.get(app.node.root)?.answers;
  if (!answers) return ask();
  if (!answers.has(asker)) answers.set(asker, ask());
  return answers.get(asker) as Answer;
}

/** Returns the manifest of an object for its file, and lets go of it: all manifests of a large app would stay in memory beside their texts. */
export function takeRendering(object: ApiObject): unknown {
  const rendering = renderingOf(object);
  FINISHED.get(object.node.root)?.manifests.delete(object);
  return rendering;
}

/** Forgets the manifests of an app after a call that may have changed its tree. */
export function renderAgain(app: IConstruct): void {
  const finished = FINISHED.get(app.node.root);
  finished?.manifests.clear();
  finished?.answers.clear();
}
