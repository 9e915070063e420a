import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { contentHash } from './content-hash';
import { type JsonObject, type Manifest, textAt } from './json';
import { renderingOf } from './renderings';

/** Text that stands for the name of the object inside its own manifest. */
export const OWN_NAME = '__name-of-this-object__';

/**
 * Gives a completed object the name `base`, a dash and a hash of its `spec` as it is written, JSON patches included. A change makes
 * another object. Every {@link OWN_NAME} in the manifest becomes the name. A patch of the name itself wins.
 *
 * @returns a function that returns the name, at synth
 */
export function namedByContent(owner: IConstruct, base: string): () => string {
  const object = ApiObject.of(owner);
  const { toJson: render } = object;
  const toJson = (): JsonObject => {
    const manifest = render.call(object) as Manifest;
    const written = textAt(manifest, 'metadata', 'name');
    const name = written === base ? `${base}-${contentHash(JSON.stringify(manifest['spec']))}` : `${written}`;
    const named = { ...manifest, metadata: { ...manifest.metadata, name } };
    return JSON.parse(JSON.stringify(named).replaceAll(OWN_NAME, name));
  };
  // Later completions of the object join those before.
  object.toJson = Object.assign(toJson, { rendering: (render as { readonly rendering?: unknown }).rendering });
  return () => textAt(renderingOf(object) as JsonObject, 'metadata', 'name') ?? base;
}
