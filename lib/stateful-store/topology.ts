import type { Construct } from 'constructs';
import { fail } from '../internal/errors';
import { wholeNumber } from '../internal/validate';
import type { Topology } from './description';
import type { EngineModel } from './engine';
import type { StatefulStoreProps } from './props';

/** How many pods there are, and what they are to each other. */
export interface Shape {
  readonly replicas: number;
  readonly topology: Topology;
}

/** What was asked for if the engine can do it; otherwise its smallest set of pods that survives the loss of one. */
export function shape(scope: Construct, model: EngineModel, props: StatefulStoreProps): Shape {
  const [smallest = 1] = model.failover;
  const replicas = wholeNumber(scope, 'replicas', props.replicas ?? (props.topology === 'single' ? 1 : smallest), 1, 9);
  const topology = props.topology ?? (replicas === 1 ? 'single' : 'failover');
  if (topology === 'single' && replicas !== 1) {
    fail(scope, 'replicas must be 1 for a single server', replicas, "leave replicas out, or use topology: 'failover'");
  }
  if (topology === 'failover' && !model.failover.includes(replicas)) {
    const sizes = model.failover.join(' or ');
    const fix = sizes === '' ? `use replicas: 1, ${model.name} has no failover of its own` : `use ${sizes}`;
    fail(scope, 'replicas must leave a majority when one is lost', replicas, fix);
  }
  return { replicas, topology };
}
