import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { applyAfter } from '../manifest/apply-order';
import { complete } from '../manifest/complete';
import { merge } from '../manifest/merge';
import { AppRecord } from '../registry/registry';

/** The annotation by which Argo CD applies objects in turn: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/ */
const WAVE = 'argocd.argoproj.io/sync-wave';

/** The kinds that run pods, and those that scale them. All others are there before any of them. */
const RUNNING = new Set([
  'CronJob',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Job',
  'Rollout',
  'ScaledObject',
  'VerticalPodAutoscaler',
]);

/** The constructs whose success each construct waits for. */
const waiting = new AppRecord(() => new Map<IConstruct, Set<IConstruct>>());

/**
 * Has the pods of `then` run only after those of `first` have succeeded, or are ready, and applies it later. With Argo CD, its objects
 * get a later wave. Throws when `first` waits for `then` already.
 */
export function follow(then: IConstruct, first: IConstruct): void {
  if (then === first || waitsFor(first, then)) {
    const fix = 'take one of the two out of before and after';
    fail(then, 'nothing can wait for itself', `${then.node.path} and ${first.node.path} wait for each other`, fix);
  }
  const others = waiting.of(then);
  const known = others.get(then);
  if (known) known.add(first);
  else {
    others.set(then, new Set([first]));
    if (Cluster.of(then).addOn('argoCd')) inWaves(then);
  }
  applyAfter(then, first);
}

/** True if a construct waits for another, or for one that does. */
export function waitsFor(construct: IConstruct, other: IConstruct): boolean {
  return [...firsts(construct)].some((first) => first === other || waitsFor(first, other));
}

/** With Argo CD, applies an object with the first of the constructs, which also waits until it is healthy. */
export function applyWith(object: ApiObject, constructs: () => Iterable<IConstruct>): void {
  if (!Cluster.of(object).addOn('argoCd')) return;
  complete(object, (manifest) => {
    const wave = Math.min(...[...constructs()].map(waveOf));
    return wave > 0 ? merge(manifest, { metadata: { annotations: { [WAVE]: `${wave}` } } }) : manifest;
  });
}

function firsts(construct: IConstruct): ReadonlySet<IConstruct> {
  return waiting.of(construct).get(construct) ?? new Set();
}

function waveOf(construct: IConstruct): number {
  return Math.max(0, ...[...firsts(construct)].map((first) => waveOf(first) + 1));
}

function inWaves(construct: IConstruct): void {
  for (const object of construct.node.findAll().filter(ApiObject.isApiObject)) {
    if (!RUNNING.has(object.kind)) continue;
    complete(object, (manifest) => merge(manifest, { metadata: { annotations: { [WAVE]: `${waveOf(construct)}` } } }));
  }
}
