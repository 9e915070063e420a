import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import type { JsonObject, Manifest } from './json';
import { asStored } from './stored';

/** Returns the manifest with fields added. Pure and idempotent: cdk8s may render an object many times. */
export type Completion = (manifest: Manifest) => JsonObject;

interface Rendering {
  readonly completions: Completion[];
  readonly patches: JsonPatch[];
}

/** A `toJson` that has been completed, together with its completions and patches. */
type CompletedJson = (() => JsonObject) & { readonly rendering?: Rendering };

/**
 * Completes the rendered object after cdk8s has applied the schemas of its generated classes, writes it as the API server stores
 * it, and applies the user's JSON patches last. The generated classes drop fields that their Kubernetes version does not know,
 * patched ones included; patches on a completed object keep every field.
 */
export function complete(owner: IConstruct, completion: Completion = (manifest) => manifest): void {
  const object = ApiObject.of(owner);
  const known = (object.toJson as CompletedJson).rendering;
  if (known) known.completions.push(completion);
  else intercept(object, { completions: [completion], patches: [] });
}

function intercept(object: ApiObject, rendering: Rendering): void {
  const render = object.toJson.bind(object);
  object.addJsonPatch = (...operations) => {
    rendering.patches.push(...operations);
  };
  const toJson = () => {
    const completed = rendering.completions.reduce<Manifest>((m, apply) => apply(m) as Manifest, render() as Manifest);
    return inReadingOrder(patched(object, asStored(completed), rendering.patches));
  };
  object.toJson = Object.assign(toJson, { rendering });
}

function patched(object: ApiObject, manifest: JsonObject, patches: readonly JsonPatch[]): JsonObject {
  if (patches.length === 0) return manifest;
  try {
    return JsonPatch.apply(manifest, ...patches);
  } catch (error) {
    const operations = patches.map((patch) => JSON.stringify(patch._toJson()));
    const reason = (error as Error).message.split('\n')[0];
    return fail(object, 'a JSON patch does not apply', operations.join(' '), `check its path (${reason})`);
  }
}

function inReadingOrder({ apiVersion, kind, metadata, ...rest }: JsonObject): JsonObject {
  return { apiVersion, kind, metadata, ...rest };
}
