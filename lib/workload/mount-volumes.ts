import { ApiObject } from 'cdk8s';
import { namespaceOf } from '../manifest/plain-object';
import { fitting } from '../registry/names';
import type { Signal } from '../relations/signal';
import { usersOf } from '../volumes/claim-users';
import { fillSignals } from '../volumes/fill-signals';
import type { VolumeModel } from '../volumes/volume-model';
import { applyWith } from './order';
import type { PodSet } from './pod-set';
import type { MountedVolume } from './settle-volumes';
import { type Volumes, volumeName } from './volumes';

const ADVICE =
  'Raise size in Volume.claim: the volume grows while the pods run, where its StorageClass allows expansion.';

/** Mounts the volumes of a workload, and makes their claims. Returns the signals of the claims that it made. */
export function mountVolumes(pods: PodSet, mounted: readonly MountedVolume[], volumes: Volumes): readonly Signal[] {
  const { scope, name, labels } = pods;
  const names = new Map<VolumeModel, string>();
  const claims: string[] = [];
  for (const { path, volume } of mounted) {
    const { model } = volume;
    if (!names.has(model)) {
      const wanted = fitting(`${name}-${volumeName(path)}`, 63);
      const { source, claim, made } = model.attach({ scope, labels, wanted });
      names.set(model, volumes.addVolume(volumeName(path), source));
      if (made && claim !== undefined) {
        claims.push(claim);
        for (const object of made.node.findAll().filter(ApiObject.isApiObject)) {
          applyWith(object, () => usersOf(scope, claim));
        }
      }
    }
    volumes.addVolumeMount(names.get(model) ?? '', path, volume.isReadOnly);
  }
  return claims.length === 0 ? [] : fillSignals({ namespace: namespaceOf(scope), names: claims.join('|') }, ADVICE);
}
