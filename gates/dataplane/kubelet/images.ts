/** Images of manifests and their roots, made before the network is gone. */
import { SOFTWARE, type Software, softwareFor } from '../software/catalog';
import { rootDirectory } from '../software/roots';
import type { Image } from './bundle';
import type { PodTemplate } from './spec';

export type { Image } from './bundle';

/** Returns the software and configuration for a container of this image. @throws when there is none */
export function imageOf(reference: string): Image {
  const { software, config } = softwareFor(reference);
  const one: Software = SOFTWARE[software];
  return { root: rootDirectory(one), config };
}

/** Image of programs that represent a user's own: `load/` runs in their place. */
export const CLIENT_IMAGE = 'registry.example.com/client:1.0.0';

/** True if nothing runs in pods of this template. */
export function isOurs(template: PodTemplate): boolean {
  return template.spec.containers.every(({ image }) => image === CLIENT_IMAGE);
}
