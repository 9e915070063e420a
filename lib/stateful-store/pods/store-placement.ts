import type { Construct } from 'constructs';
import type { Kinds } from '../../checks/kinds';
import { Cluster } from '../../cluster/cluster';
import type { JsonObject } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import { placement } from '../../workload/placement';
import { PLACEMENT, type PlacementProps } from '../../workload/placement-props';
import type { PodPlan, PodUser } from '../../workload/pod';
import { POD_NOTES, type PodNotes, podNotes } from '../../workload/pod-notes';
import { groupOf, POD_USER, type PodUserProps, userOf } from '../../workload/pod-user';

/** The nodes of a store: those of its pods, of its proxy, and of the Jobs of its backups. */
type Nodes = Pick<PlacementProps, 'arch' | 'nodeSelector' | 'spot' | 'tolerations' | 'priorityClass'>;

/** The nodes and the user of the pods of a store. */
export interface StorePlacementProps extends Nodes, PodUserProps {
  /**
   * Labels of the pods of the store, of its proxy and of its backups, such as those that leave pods out of a service mesh. The labels
   * that the store gives its pods must stay free. @default - those of the store only
   */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Annotations of the same pods. @default - those of the store only */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

export const STORE_PLACEMENT: Kinds<StorePlacementProps> = {
  arch: PLACEMENT.arch,
  nodeSelector: PLACEMENT.nodeSelector,
  spot: PLACEMENT.spot,
  tolerations: PLACEMENT.tolerations,
  priorityClass: PLACEMENT.priorityClass,
  ...POD_USER,
  ...POD_NOTES,
};

/** The settled value of {@link StorePlacementProps}. */
export interface StorePlacement {
  /** @default - that of the engine */
  readonly user: PodUser | undefined;
  /** The part of the pods. */
  readonly pod: Pick<PodPlan, 'group'> & PodNotes & { readonly spec: JsonObject };
  /** The props of the pods of a proxy. Their user owns no files, so it stays that of every app. */
  readonly proxy: Nodes;
}

type Noted = StorePlacementProps & { readonly selector?: Labels };

/** Settles the nodes and the user of a store. Throws when a label, a taint or a class is none, and when the user is root. */
export function storePlacement(scope: Construct, props: Noted): StorePlacement {
  const { arch, nodeSelector, spot, tolerations, priorityClass } = props;
  const usual = Cluster.of(scope).podUsers === 'assigned' ? 'none' : undefined;
  return {
    user: userOf(scope, props.user) ?? usual,
    pod: { group: groupOf(scope, props.group), spec: placement(scope, props), ...podNotes(scope, props) },
    proxy: { arch, nodeSelector, spot, tolerations, priorityClass },
  };
}
