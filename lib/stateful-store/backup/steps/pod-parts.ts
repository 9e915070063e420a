import type { JsonObject } from '../../../manifest/json';
import type { Labels } from '../../../manifest/labels';
import type { StoreContext } from '../../context';
import { restoring } from '../restore';

/** What backup and restore add to the pods of a store. */
export interface PodParts {
  readonly annotations?: Labels;
  /** Before everything else in the pod. */
  readonly initContainers?: readonly JsonObject[];
  /** Beside the server, and where the cluster has them until after its end. */
  readonly sidecars?: readonly JsonObject[];
  readonly volumes?: readonly JsonObject[];
  readonly serverMounts?: readonly JsonObject[];
}

/** All of them; a volume that several need is there once. */
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
