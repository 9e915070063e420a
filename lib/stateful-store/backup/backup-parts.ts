import type { PodParts } from '../../workload/server-plan';
import { copying } from '../copy/copying';
import type { StorePlan } from '../plan';
import { restoring, settleRestore } from './restore';
import type { StoreBackups } from './store-backups';

/** Returns all parts that backups and restore add to the pods; a volume that several need is added once. */
export function backupParts(plan: StorePlan, { backups, restoreFrom, copyFrom }: StoreBackups): Required<PodParts> {
  const parts = [
    ...(restoreFrom ? [restoring(plan, settleRestore(plan, restoreFrom))] : []),
    ...(copyFrom ? [copying(plan, copyFrom)] : []),
    ...backups.map((backup) => backup.parts(plan)),
  ];
  const volumes = parts.flatMap((part) => part.volumes ?? []);
  return {
    annotations: Object.assign({}, ...parts.map((part) => part.annotations)),
    initContainers: parts.flatMap((part) => part.initContainers ?? []),
    sidecars: parts.flatMap((part) => part.sidecars ?? []),
    volumes: [...new Map(volumes.map((volume) => [volume['name'], volume])).values()],
    serverMounts: parts.flatMap((part) => part.serverMounts ?? []),
  };
}
