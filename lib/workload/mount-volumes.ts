import { ApiObject } from 'cdk8s';
import { namespaceOf } from '../manifest/plain-object';
import { fitting } from '../registry/names';
import { called } from '../relations/called';
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
  const backups: { readonly claim: string; readonly signals: readonly Signal[] }[] = [];
  for (const { path, volume } of mounted) {
    const { model } = volume;
    if (!names.has(model)) {
      const wanted = fitting(`${name}-${volumeName(path)}`, 63);
      const { source, claim, made, signals: ofBackup = [] } = model.attach({ scope, labels, wanted });
      names.set(model, volumes.addVolume(volumeName(path), source));
      if (made && claim !== undefined) {
        claims.push(claim);
        if (ofBackup.length > 0) backups.push({ claim, signals: ofBackup });
        for (const object of made.node.findAll().filter(ApiObject.isApiObject)) {
          applyWith(object, () => usersOf(scope, claim));
        }
      }
    }
    volumes.addVolumeMount(names.get(model) ?? '', path, volume.isReadOnly);
  }
  if (claims.length === 0) return [];
  const filling = fillSignals({ namespace: namespaceOf(scope), names: claims.join('|') }, ADVICE);
  const named = (claim: string): string | undefined => (backups.length > 1 ? claim : undefined);
  return [...filling, ...backups.flatMap(({ claim, signals }) => signals.map((one) => called(named(claim), one)))];
}
