import type { VolumeMount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { type JsonObject, listAt } from '../manifest/json';
import { pathOf } from './volumes';

/** Returns a mount of cdk8s-plus as a container has it. */
export function mountOf({ path, volume, propagation, ...mount }: VolumeMount): JsonObject {
  return { ...mount, mountPath: path, mountPropagation: propagation, name: volume.name };
}

/**
 * Throws when a program mounts two volumes of its own at one path, or adds a container with the name of another one of the pod, which
 * a merge would hide. `main` is the container that Mainstay itself adds by cdk8s-plus.
 */
export function checkOwn(scope: Construct, own: JsonObject, [main, ...others]: readonly JsonObject[]): void {
  const taken = new Set(others.map(({ name }) => name));
  const containers = [...listAt(own, 'containers'), ...listAt(own, 'initContainers')];
  for (const container of containers) {
    const { name } = container;
    if (taken.has(name)) {
      const got = `${name} twice`;
      const fix =
        name === main?.['name'] ? 'change the container of Mainstay, or rename yours' : 'rename the one that you add';
      fail(scope, 'a container must have a name of its own in the pod', got, fix);
    }
    taken.add(name);
    const paths = listAt(container, 'volumeMounts').map(pathOf);
    const twice = paths.find((path, at) => paths.indexOf(path) !== at);
    if (twice !== undefined) {
      const got = `${twice} by two volumes of your own`;
      fail(scope, 'a path must be mounted once', got, `mount one of the two elsewhere in container ${name}`);
    }
  }
}

/** Returns the mounts so that a path comes before those inside it. */
export function outerFirst(mounts: readonly JsonObject[]): readonly JsonObject[] {
  const isInside = (inner: JsonObject, outer: JsonObject): boolean => pathOf(inner).startsWith(`${pathOf(outer)}/`);
  const isRight = mounts.every((mount, at) => !mounts.slice(at + 1).some((later) => isInside(mount, later)));
  const depth = (mount: JsonObject): number => pathOf(mount).split('/').length;
  return isRight ? mounts : [...mounts].sort((a, b) => depth(a) - depth(b));
}
