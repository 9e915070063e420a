import type { ApiObject } from 'cdk8s';
import type { Deployment } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { argoRollouts } from '../cluster/add-ons/argo-rollouts';
import { requires } from '../cluster/add-ons/requires';
import { type JsonObject, objectAt } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { PRUNED_LAST } from '../manifest/prune';
import { reserveName } from '../registry/names';
import type { ScaleTarget } from '../scaling/autoscaler';
import type { RolloutServices, RolloutStrategy } from './rollout-strategy';
import type { Workload } from './workload';

const API = argoRollouts.apiVersion;
/** Names of Deployments get no shorter for their suffix: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const LONGEST = 253;

/** The label by which Argo Rollouts tells revisions apart. */
export const REVISION = 'rollouts-pod-template-hash';

/** The settings of a Rollout besides its strategy. */
export interface ProgressiveProps {
  /** The fields of a Deployment for its rollouts. */
  readonly change: JsonObject;
  /** `undefined` where an autoscaler decides. */
  readonly replicas: number | undefined;
  /** `undefined` for pods without a Service. */
  readonly services: RolloutServices | undefined;
}

/** Returns the object that sets the number of pods of a name: a Deployment, or a Rollout where the app has a strategy. */
export function runnerOf(name: string, strategy: RolloutStrategy | undefined): ScaleTarget {
  return strategy ? { apiVersion: API, kind: 'Rollout', name } : { apiVersion: 'apps/v1', kind: 'Deployment', name };
}

/**
 * Returns the name of the Deployment that only describes the pods of a Rollout. It is another name than that of a Deployment that
 * runs pods, so that an apply never takes pods from one of the two before the other has its own.
 */
export function templateName(scope: Construct, name: string): string {
  return reserveName(scope, 'Deployment', `${name}-template`, LONGEST);
}

/**
 * Makes a Rollout that runs the pods that a Deployment without pods describes.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout
 */
export function progressive(
  workload: Workload,
  template: Deployment,
  strategy: RolloutStrategy,
  props: ProgressiveProps,
): ApiObject {
  const { construct } = workload;
  const { labels, name, selector } = workload.pods;
  const otherwise = "use strategy 'rolling', with canary behind a Gateway";
  requires(construct, 'argoRollouts', `a ${strategy.title} rollout`, otherwise);
  const { strategy: rolling, ...change } = props.change;
  const rendered = strategy.render(construct, objectAt(rolling, 'rollingUpdate'), props.services);
  return new PlainObject(construct, 'Rollout', {
    ...runnerOf(reserveName(construct, 'Rollout', name), strategy),
    labels,
    annotations: PRUNED_LAST,
    fields: () => ({
      spec: {
        ...change,
        replicas: props.replicas,
        selector: { matchLabels: selector },
        strategy: rendered,
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: template.name },
      },
    }),
  }).resource;
}
