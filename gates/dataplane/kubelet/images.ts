/** Images of manifests → roots, made before the network is gone. */
import { SOFTWARE, type Software, softwareFor } from '../software/catalog';
import { rootDirectory } from '../software/roots';
import type { Image } from './bundle';
import type { PodTemplate } from './spec';

export type { Image } from './bundle';

/** What a container of this image runs on. @throws when nothing stands in for it */
export function imageOf(reference: string): Image {
  const { software, config } = softwareFor(reference);
  const one: Software = SOFTWARE[software];
  return { root: rootDirectory(one), config };
}

/** The image of programs that stand in for a user's own: `load/` acts for them. */
export const CLIENT_IMAGE = 'registry.example.com/client:1.0.0';

/** Whether nothing runs in pods of this template. */
export function isOurs(template: PodTemplate): boolean {
  return template.spec.containers.every(({ image }) => image === CLIENT_IMAGE);
}
