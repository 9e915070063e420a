/** Images of manifests → roots, made before the network is gone. */
import { SOFTWARE, type Software, softwareFor } from '../software/catalog';
import { rootDirectory } from '../software/roots';
import type { Image } from './bundle';

export type { Image } from './bundle';

/** What a container of this image runs on. @throws when nothing stands in for it */
export function imageOf(reference: string): Image {
  const { software, config } = softwareFor(reference);
  const one: Software = SOFTWARE[software];
  return { root: rootDirectory(one), config };
}
