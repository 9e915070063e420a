import type { ApiObject } from 'cdk8s';
import type { Manifest } from '../manifest/json';
import { renderingOf } from '../manifest/renderings';

/** Returns the manifest of an object; `undefined` for one that cannot be rendered, which the synth reports by itself. */
export function rendered(object: ApiObject): Manifest | undefined {
  try {
    return renderingOf(object) as Manifest;
  } catch {
    return undefined;
  }
}
