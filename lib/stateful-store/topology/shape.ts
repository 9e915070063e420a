import type { Construct } from 'constructs';
import { attempt, fail, failAll, type MainstayError } from '../../checks/errors';
import { wholeNumber } from '../../checks/formats';
import { requires } from '../../cluster/add-ons/requires';
import { Cluster } from '../../cluster/cluster';
import type { StoreFacts, Topology } from '../description';
import type { EngineModel, OperatorModel } from '../engine-model';
import { CHECKS, type DescribedStore, survives } from './arithmetic';
import type { TopologyProps } from './topology-props';

/** The number of pods, and their topology. */
export interface Shape {
  readonly replicas: number;
  readonly topology: Topology;
}

/** Returns the shape in `props`, by default the smallest that survives the loss of a pod. Throws if the engine cannot do it. */
export function shape(scope: Construct, model: EngineModel, props: TopologyProps): Shape {
  const failover = installed(scope, model)?.failover ?? model.failover;
  const [smallest = 1] = failover;
  const replicas = wholeNumber(scope, 'replicas', props.replicas ?? (props.topology === 'single' ? 1 : smallest), 1, 9);
  const topology = props.topology ?? (replicas === 1 ? 'single' : 'failover');
  if (topology === 'single' && replicas !== 1) {
    fail(scope, 'replicas must be 1 for a single server', replicas, "leave replicas out, or use topology: 'failover'");
  }
  if (topology === 'failover' && !failover.includes(replicas)) refuse(scope, model, failover, replicas);
  return { replicas, topology };
}

function refuse(
  scope: Construct,
  { name, operator }: EngineModel,
  failover: readonly number[],
  replicas: number,
): never {
  if (failover.length === 0 && operator) {
    requires(scope, operator.addOn, `failover of ${name}`, 'use replicas: 1 for one server on a volume');
  }
  if (failover.length === 0) {
    const fix = `use replicas: 1, ${name} has no failover of its own`;
    fail(scope, 'replicas must leave a majority when one is lost', replicas, fix);
  }
  const even = replicas % 2 === 0 && failover.every((size) => size % 2 === 1);
  // Four pods need a majority of three: they survive the loss of one, as three pods do.
  const what = even ? 'replicas must be odd for failover' : 'replicas must leave a majority when one is lost';
  fail(scope, what, replicas, `use ${failover.join(' or ')}`);
}

/** Returns the number of pods that elect a primary, a majority; `undefined` without failover. */
export function quorum({ topology, replicas }: StoreFacts): number | undefined {
  return topology === 'failover' ? Math.floor(replicas / 2) + 1 : undefined;
}

/** Throws when the store breaks one of the rules in `CHECKS`. */
export function checkTopology(scope: Construct, store: DescribedStore): void {
  const errors: MainstayError[] = [];
  for (const check of CHECKS) {
    const problem = check(store, Cluster.of(scope));
    if (problem) attempt(errors, () => fail(scope, ...problem));
  }
  failAll(errors);
}

/** Returns the operator that runs the store; `undefined` if Mainstay makes its pods. */
export function operatorOf(scope: Construct, model: EngineModel, { topology }: Shape): OperatorModel | undefined {
  return topology === 'failover' ? installed(scope, model) : undefined;
}

function installed(scope: Construct, { operator }: EngineModel): OperatorModel | undefined {
  return operator && Cluster.of(scope).addOn(operator.addOn) ? operator : undefined;
}

/** Returns the spread of the pods: strict over zones if a majority must survive the loss of any zone. */
export function spreading(
  scope: Construct,
  { props, facts }: Pick<DescribedStore, 'props' | 'facts'>,
): { readonly spread: 'soft' | 'strict'; readonly zones: number | undefined } {
  const cluster = Cluster.of(scope);
  const counted = survives({ props, facts }, cluster);
  const zones = counted ? Math.min(cluster.zones.length, facts.replicas) : undefined;
  return { spread: props.spread ?? (counted ? 'strict' : 'soft'), zones };
}
