import { Size } from 'cdk8s';
import { Cluster, type ClusterProps, Engine, StatefulStore, type StatefulStoreProps } from '../../lib';
import type { EngineModel, StoreDescription } from '../../lib/engine';
import { find, podOf, testChart } from '../support/charts';
import { nats } from '../support/nats-engine';

function store(props: Partial<StatefulStoreProps> = {}, cluster: ClusterProps = {}) {
  const chart = testChart();
  Cluster.generic(cluster).attachTo(chart);
  return { chart, store: new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), ...props }) };
}

/** An engine that differs from NATS in what it says of itself. */
function engine(said: Partial<StoreDescription>, model: Partial<EngineModel> = {}): Engine {
  const { describe, ...rest } = nats.model;
  return Engine.of({ ...rest, ...model, describe: (facts) => ({ ...describe(facts), ...said }) });
}

const zones = (...names: string[]) => ({ zones: names });
const constraintsOf = (props: Partial<StatefulStoreProps>, cluster: ClusterProps) =>
  podOf(find(store(props, cluster).chart, 'StatefulSet'))['topologySpreadConstraints'];

describe('the pods of a store with failover', () => {
  it('are spread softly where zones are not known', () => {
    expect(constraintsOf({}, {})).toEqual([
      expect.objectContaining({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }),
      expect.objectContaining({ topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' }),
    ]);
  });

  it('are spread strictly over zones that are known, because a majority must outlive each', () => {
    const [zone] = constraintsOf({}, zones('a', 'b', 'c'));
    expect(zone).toMatchObject({ maxSkew: 1, minDomains: 3, whenUnsatisfiable: 'DoNotSchedule' });
  });

  it('need no more zones than there are pods', () => {
    expect(constraintsOf({}, zones('a', 'b', 'c', 'd', 'e'))[0]).toMatchObject({ minDomains: 3 });
    expect(constraintsOf({ replicas: 5 }, zones('a', 'b', 'c', 'd'))[0]).toMatchObject({ minDomains: 4 });
  });

  it('may stand in two zones when their loss is accepted', () => {
    const [zone] = constraintsOf({ zoneLoss: 'accept' }, zones('a', 'b'));
    expect(zone).toMatchObject({ whenUnsatisfiable: 'ScheduleAnyway' });
    expect(zone.minDomains).toBeUndefined();
  });

  it('can be spread strictly over zones that are not known', () => {
    const [zone] = constraintsOf({ spread: 'strict' }, {});
    expect(zone).toMatchObject({ whenUnsatisfiable: 'DoNotSchedule' });
    expect(zone.minDomains).toBeUndefined();
  });

  it('say how many of them must be there', () => {
    const quorumOf = (props: Partial<StatefulStoreProps>) =>
      find(store(props).chart, 'StatefulSet')['metadata'].annotations?.['mainstay/quorum'];
    expect(quorumOf({})).toBe('2');
    expect(quorumOf({ replicas: 5 })).toBe('3');
    expect(quorumOf({ replicas: 1 })).toBeUndefined();
  });

  it('are of no concern to a single server', () => {
    expect(() => store({ replicas: 1 }, zones('a', 'b'))).not.toThrow();
  });

  it.each<[string, Partial<StatefulStoreProps>, ClusterProps, string]>([
    ['their number is even', { replicas: 4 }, {}, 'replicas must be odd for failover, got 4; use 3 or 5'],
    [
      'the engine has no majority of so many',
      { replicas: 7 },
      {},
      'replicas must leave a majority when one is lost, got 7; use 3 or 5',
    ],
    [
      'the engine cannot fail over',
      { engine: engine({}, { failover: [] }), replicas: 2 },
      {},
      'replicas must leave a majority when one is lost, got 2; use replicas: 1, nats has no failover of its own',
    ],
    [
      'a single server is asked for several times',
      { topology: 'single', replicas: 3 },
      {},
      "replicas must be 1 for a single server, got 3; leave replicas out, or use topology: 'failover'",
    ],
    [
      'the larger of two zones has the majority',
      {},
      zones('a', 'b'),
      "a majority of the pods must be left when a zone is lost, got 3 pods in 2 zones; use three zones, or accept it with zoneLoss: 'accept'",
    ],
    [
      'a zone is named twice',
      { replicas: 5 },
      zones('a', 'b', 'b'),
      "a majority of the pods must be left when a zone is lost, got 5 pods in 2 zones; use three zones, or accept it with zoneLoss: 'accept'",
    ],
    [
      'there is one zone',
      {},
      zones('a'),
      "a majority of the pods must be left when a zone is lost, got 3 pods in one zone; use three zones, or accept it with zoneLoss: 'accept'",
    ],
    [
      'they need not be apart',
      { spread: 'soft' },
      zones('a', 'b', 'c'),
      "pods must be spread strictly for a majority to be left when a zone is lost, got soft; leave spread out, or accept it with zoneLoss: 'accept'",
    ],
    [
      'their memory fits on no node',
      { engine: nats, memory: Size.gibibytes(32) },
      { nodeMemory: Size.gibibytes(30) },
      'the memory of a pod must fit on a node, got 32Gi for a node with 30Gi; use at most 30Gi of memory, or larger nodes',
    ],
    [
      'their memory with that of a sidecar fits on no node',
      {
        engine: engine({ sidecars: [{ name: 's', image: 'a:1', command: ['s'], memory: 64, cpu: 10 }] }),
        memory: Size.gibibytes(1),
      },
      { nodeMemory: Size.gibibytes(1) },
      'the memory of a pod must fit on a node, got 1088Mi for a node with 1Gi; use at most 960Mi of memory, or larger nodes',
    ],
    [
      'writes would stop with the first pod that is lost',
      { engine: engine({ minReplicas: 2 }) },
      {},
      'the replicas that writes need must be there when a pod is lost, got 2 of 3 pods; use more replicas',
    ],
    [
      'the name of what makes the credentials gets too long',
      { name: 's'.repeat(52) },
      {},
      `names that begin with that of the store must have at most 63 characters, got ${'s'.repeat(52)}-credentials with 64; use a name of at most 51`,
    ],
    [
      'the name of a Service gets too long',
      {
        engine: engine({ services: [{ suffix: 'monitoring', ports: ['peers'], perPod: true }] }),
        name: 's'.repeat(51),
      },
      {},
      `got ${'s'.repeat(51)}-monitoring-2 with 64; use a name of at most 50`,
    ],
    ['spread is unknown', { spread: 'hard' as never }, {}, "spread must be one of soft, strict, got hard; use 'soft'"],
    [
      'the loss of a zone is met with something else',
      { zoneLoss: 'ignore' as never },
      {},
      "zoneLoss must be one of survive, accept, got ignore; use 'survive'",
    ],
  ])('fails when %s', (_, props, cluster, message) => {
    expect(() => store(props, cluster)).toThrow('[shop/sessions] ');
    expect(() => store(props, cluster)).toThrow(message);
  });
});
