import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { type Kind, shaped } from '../checks/kinds';
import { Cluster } from '../cluster/cluster';
import { type JsonObject, listAt } from '../manifest/json';
import { namespaceOf } from '../manifest/plain-object';
import { inOneCluster } from '../relations/one-cluster';
import { follow } from './order';

/** A run for whose success pods can wait: a `Task`. */
export interface ICompletes {
  /** Its success, as pods see it. */
  readonly completion: Completion;
}

/** The success of a run, as pods see it that wait for it. */
export interface Completion {
  /** The construct that runs. */
  readonly scope: Construct;
  /**
   * Returns a function that renders, at synth, the environment variable that a container cannot get before the run has succeeded:
   * the kubelet then does not start the container.
   */
  readonly mark: () => () => JsonObject;
}

/** Pods that can wait for a run: those of a WebApp, a Worker, a ScheduledTask or another Task. */
export interface IWaits {
  /** Keeps new pods from starting before the run has succeeded. */
  waitFor(task: ICompletes): void;
}

export const WAITS: Kind = shaped(
  ['waitFor'],
  'pods that can wait',
  'use a WebApp, a Worker, a ScheduledTask or another Task',
);
const COMPLETES = shaped(['completion'], 'a Task', 'pass the Task itself');

/**
 * Has pods wait for a run. Returns a function that renders the variable that holds the first container of the pods back, or nothing
 * where Argo CD applies the pods only after the run.
 */
export function waitFor(scope: Construct, task: ICompletes): (() => JsonObject) | undefined {
  if (!COMPLETES.is(task)) fail(scope, 'waitFor needs a Task', task, 'pass the Task itself');
  const { completion } = task;
  const other = completion.scope;
  inOneCluster(scope, `waitFor(${other.node.id})`, other, 'make the Task in a chart of this cluster');
  if (namespaceOf(scope) !== namespaceOf(other)) {
    const got = `${namespaceOf(other)} and ${namespaceOf(scope)}`;
    fail(scope, 'pods can wait for a Task of their own namespace', got, 'make the Task in the chart of the pods');
  }
  follow(scope, other);
  return Cluster.of(scope).addOn('argoCd') ? undefined : completion.mark();
}

/**
 * Adds variables to the container of a pod that starts first: the first init container, or else the main container. It holds all
 * others back.
 */
export function heldBack<
  Plan extends { readonly containers: readonly JsonObject[]; readonly initContainers?: readonly JsonObject[] },
>(plan: Plan, variables: readonly JsonObject[]): Plan {
  if (variables.length === 0) return plan;
  const [first, ...others] = plan.initContainers ?? [];
  if (first) return { ...plan, initContainers: [withVariables(first, variables), ...others] };
  const [main = {}, ...more] = plan.containers;
  return { ...plan, containers: [withVariables(main, variables), ...more] };
}

function withVariables(container: JsonObject, variables: readonly JsonObject[]): JsonObject {
  return { ...container, env: [...listAt(container, 'env'), ...variables] };
}
