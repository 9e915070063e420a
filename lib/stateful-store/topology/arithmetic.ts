import { Size } from 'cdk8s';
import { quantity } from '../../checks/quantity';
import type { Cluster } from '../../cluster/cluster';
import type { StoreDescription, StoreFacts } from '../description';
import type { StatefulStoreProps } from '../props';

/** A store before any of its objects is made. */
export interface DescribedStore {
  readonly props: StatefulStoreProps;
  readonly facts: StoreFacts;
  readonly description: Pick<StoreDescription, 'sidecars' | 'minReplicas' | 'services' | 'proxy'>;
}

/** Returns the broken rule, the value and the fix; `undefined` if the store meets the rule. */
type Arithmetic = (
  store: DescribedStore,
  cluster: Cluster,
) => readonly [what: string, got: unknown, fix: string] | undefined;

/** The longest DNS label: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const LONGEST = 63;

/** True if a majority must survive the loss of any zone: the store fails over, and the zones are known. */
export function survives({ props, facts }: Pick<DescribedStore, 'props' | 'facts'>, { zones }: Cluster): boolean {
  return facts.topology === 'failover' && zones.length > 0 && props.zoneLoss !== 'accept';
}

/** Checks that a majority survives the loss of the fullest zone, which has at least its share of the pods, rounded up. */
const zones: Arithmetic = (store, cluster) => {
  if (!survives(store, cluster)) return undefined;
  const { replicas } = store.facts;
  const left = replicas - Math.ceil(replicas / cluster.zones.length);
  if (left > replicas / 2) return undefined;
  const got = `${replicas} pods in ${cluster.zones.length === 1 ? 'one zone' : `${cluster.zones.length} zones`}`;
  return [
    'a majority of the pods must be left when a zone is lost',
    got,
    "use three zones, or accept it with zoneLoss: 'accept'",
  ];
};

const evenly: Arithmetic = (store, cluster) => {
  if (!survives(store, cluster) || store.props.spread !== 'soft') return undefined;
  return [
    'pods must be spread strictly for a majority to be left when a zone is lost',
    'soft',
    "leave spread out, or accept it with zoneLoss: 'accept'",
  ];
};

/** Checks that all containers of a pod fit on one node. */
const nodes: Arithmetic = ({ facts, description: { sidecars = [] } }, { nodeMemory }) => {
  const pod = facts.memory + sidecars.reduce((sum, { memory }) => sum + memory * 1024 ** 2, 0);
  if (nodeMemory === undefined || pod <= nodeMemory) return undefined;
  const mebibytes = (amount: number): string => quantity(Size.mebibytes(Math.ceil(amount / 1024 ** 2)));
  const got = `${mebibytes(pod)} for a node with ${mebibytes(nodeMemory)}`;
  const fix = `use at most ${mebibytes(Math.max(0, nodeMemory - pod + facts.memory))} of memory, or larger nodes`;
  return ['the memory of a pod must fit on a node', got, fix];
};

/** Checks that there are enough replicas for writes when one pod is lost and another one is the primary. */
const writes: Arithmetic = ({ facts, description: { minReplicas = 0 } }) => {
  if (facts.topology !== 'failover' || minReplicas <= facts.replicas - 2) return undefined;
  const got = `${minReplicas} of ${facts.replicas} pods`;
  return ['the replicas that writes need must be there when a pod is lost', got, 'use more replicas'];
};

/** Checks the length of the names that begin with that of the store: Services are DNS labels. */
const names: Arithmetic = ({ props, facts, description: { services = [], proxy } }) => {
  const endings = [
    ...(props.credentials?.existing === undefined ? ['-credentials'] : []),
    ...services.map(({ suffix, perPod }) => (perPod ? `-${suffix}-${facts.replicas - 1}` : `-${suffix}`)),
    ...(proxy ? [`-${proxy.suffix}`] : []),
  ];
  const longest = endings.reduce((a, b) => (b.length > a.length ? b : a), '');
  const room = LONGEST - longest.length;
  if (facts.name.length <= room) return undefined;
  const got = `${facts.name}${longest} with ${facts.name.length + longest.length}`;
  return [
    `names that begin with that of the store must have at most ${LONGEST} characters`,
    got,
    `use a name of at most ${room}`,
  ];
};

/** Checks that a store starts with a snapshot or a backup: a volume from a snapshot is not empty, so no backup is restored. */
const beginnings: Arithmetic = ({ props: { fromSnapshot, restoreFrom } }) =>
  fromSnapshot !== undefined && restoreFrom
    ? ['a store must begin with a snapshot or a backup', 'both', 'leave out fromSnapshot or restoreFrom']
    : undefined;

/** The checks of a store before it runs. */
export const CHECKS: readonly Arithmetic[] = [beginnings, zones, evenly, nodes, writes, names];
