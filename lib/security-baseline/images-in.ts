import { listAt, type Manifest } from '../manifest/json';
import { nameOf, namespaceOf } from './inventory';
import { objectsIn } from './lists';
import { podsIn } from './pod-kinds';

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'];

/** Returns the images of manifests in their order by name, each with the containers that use it: `shop/Deployment/web container app`. */
export function imagesIn(manifests: readonly Manifest[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (image: unknown, user: string): void => {
    if (typeof image !== 'string' || image === '') return;
    found.set(image, (found.get(image) ?? new Set()).add(user));
  };
  for (const manifest of manifests.flatMap(objectsIn)) {
    const user = [namespaceOf(manifest), manifest.kind, nameOf(manifest)].filter(Boolean).join('/');
    for (const { spec } of podsIn(manifest)) {
      for (const list of LISTS) {
        for (const { image, name } of listAt(spec, list)) add(image, `${user} container ${name}`);
      }
      for (const volume of listAt(spec, 'volumes')) {
        add(Object(volume['image'] ?? {})['reference'], `${user} volume ${volume['name']}`);
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
