import type { Construct } from 'constructs';
import { fail } from '../../checks/errors';
import { labelPair } from '../../checks/formats';
import { type Kinds, TABLE } from '../../checks/kinds';
import { QUALIFIED_NAME } from '../../checks/patterns';
import { Cluster } from '../../cluster/cluster';
import type { JsonObject } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';
import { placement } from '../../workload/placement';
import { PLACEMENT, type PlacementProps } from '../../workload/placement-props';
import type { PodPlan, PodUser } from '../../workload/pod';
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
  podLabels: TABLE,
  podAnnotations: TABLE,
};

/** Labels and annotations of pods. */
interface PodNotes {
  readonly labels: Labels;
  readonly annotations: Labels;
}

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
    pod: { group: groupOf(scope, props.group), spec: placement(scope, props), ...notes(scope, props) },
    proxy: { arch, nodeSelector, spot, tolerations, priorityClass },
  };
}

const OWN_LABEL = /^app\.kubernetes\.io\/(name|component|part-of|managed-by)$/;

/** Throws when a label or annotation is none, or is one that the store gives its pods. */
function notes(scope: Construct, { podLabels = {}, podAnnotations = {}, selector = {} }: Noted): PodNotes {
  for (const [key, value] of Object.entries(podLabels)) {
    labelPair(scope, key, value);
    if (!OWN_LABEL.test(key) && selector[key] === undefined) continue;
    fail(scope, 'podLabels must not have a label that selects or names the pods', `${key}: ${value}`, 'leave it out');
  }
  for (const key of Object.keys(podAnnotations)) {
    if (QUALIFIED_NAME.test(key)) continue;
    fail(
      scope,
      'a key of podAnnotations must be a name with an optional prefix',
      key,
      'use a form such as acme.com/team',
    );
  }
  return { labels: podLabels, annotations: podAnnotations };
}
