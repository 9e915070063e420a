import type { PodParts } from '../../../workload/server-plan';
import type { StoreContext } from '../../context';
import { restoring } from '../restore';

/** All that backup and restore add to the pods of a store; a volume that several need is there once. */
export function podParts(context: StoreContext, server: string): Required<PodParts> {
  const backups = [context.props.backup ?? []].flat();
  const parts = [
    restoring(context, context.props.restoreFrom),
    ...backups.map((backup) => backup.parts(context, server)),
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
