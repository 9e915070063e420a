import type { JsonObject } from '../../manifest/json';
import type { ImagePolicy } from '../image-policy';
import type { Inventory } from '../inventory';
import type { CrossRule, Violation } from './rule';

function* imagesBreaking(
  inventory: Inventory,
  holds: (image: string, policy: ImagePolicy) => boolean,
): Iterable<Violation> {
  for (const { manifest, namespace, containers } of inventory.workloads) {
    const policy = inventory.imagesOf(namespace);
    if (!policy) continue;
    for (const container of containers) {
      const got = imageOf(container);
      if (got !== undefined && !holds(got, policy)) yield { manifest, where: `container ${container['name']}`, got };
    }
  }
}

function imageOf({ image }: JsonObject): string | undefined {
  return typeof image === 'string' ? image : undefined;
}

/** Returns the full name of an image. Without a registry it is on Docker Hub: https://docs.docker.com/reference/cli/docker/image/tag/ */
export function fullName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  if (rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')) return image;
  return rest.length === 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}

function isFrom(image: string, { registries }: ImagePolicy): boolean {
  const name = fullName(image);
  return registries?.some((registry) => name.startsWith(`${registry.replace(/\/+$/, '')}/`)) ?? true;
}

/** https://kubernetes.io/docs/concepts/containers/images/ */
export const images: readonly CrossRule[] = [
  {
    id: 'image-registry',
    tags: ['nsa', 'cis-5.5.1'],
    what: 'must run an image of a registry of the baseline',
    why: 'others decide what is in it, and take it away',
    fix: 'copy it there and pass images to the App, or add its registry to registries',
    check: (inventory) => imagesBreaking(inventory, isFrom),
  },
  {
    id: 'image-digest',
    tags: ['nsa'],
    what: 'must name its image by digest',
    why: 'a tag can be moved to another image after it was looked at',
    fix: 'append @sha256: and the digest, for images of Mainstay by images of the App',
    check: (inventory) =>
      imagesBreaking(inventory, (image, { digests }) => !digests || /@sha256:[0-9a-f]{64}$/.test(image)),
  },
];
