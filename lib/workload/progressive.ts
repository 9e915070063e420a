import type { ApiObject } from 'cdk8s';
import type { Deployment } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { argoRollouts } from '../cluster/add-ons/argo-rollouts';
import { requires } from '../cluster/add-ons/requires';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import { reserveName } from '../registry/names';
import type { RolloutServices, RolloutStrategy } from './rollout-strategy';
import type { Workload } from './workload';

const API = argoRollouts.apiVersion;

/** The label by which Argo Rollouts tells revisions apart. */
export const REVISION = 'rollouts-pod-template-hash';

/** The settings of a Rollout besides its strategy. */
export interface ProgressiveProps {
  /** The fields of a Deployment for its rollouts. */
  readonly change: JsonObject;
  /** `undefined` where an autoscaler decides. */
  readonly replicas: number | undefined;
  /** Autoscalers of the Deployment, which must scale the Rollout instead. */
  readonly scalers: readonly (Construct | ApiObject | undefined)[];
  /** `undefined` for pods without a Service. */
  readonly services: RolloutServices | undefined;
}

/**
 * Makes a Rollout that runs the pods of a Deployment. The Deployment stays as their template and is scaled down step by step.
 *
 * @see https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout
 */
export function progressive(
  workload: Workload,
  target: Deployment,
  strategy: RolloutStrategy,
  props: ProgressiveProps,
): ApiObject {
  const { construct } = workload;
  const { labels, name, selector } = workload.pods;
  const otherwise = "use strategy 'rolling', with canary behind a Gateway";
  requires(construct, 'argoRollouts', `a ${strategy.title} rollout`, otherwise);
  target.markHasAutoscaler();
  const scaleTarget = { apiVersion: API, kind: 'Rollout', name };
  for (const scaler of props.scalers) if (scaler) aim(scaler, scaleTarget);
  const { strategy: rolling, ...change } = props.change;
  const rendered = strategy.render(construct, objectAt(rolling, 'rollingUpdate'), props.services);
  return new PlainObject(construct, 'Rollout', {
    apiVersion: API,
    kind: 'Rollout',
    name: reserveName(construct, 'Rollout', name),
    labels,
    fields: () => ({
      spec: {
        ...change,
        replicas: props.replicas,
        selector: { matchLabels: selector },
        strategy: rendered,
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target.name, scaleDown: 'progressively' },
      },
    }),
  }).resource;
}

function aim(scaler: Construct, target: JsonObject): void {
  complete(scaler, (manifest) => {
    const field = manifest.kind === 'VerticalPodAutoscaler' ? 'targetRef' : 'scaleTargetRef';
    return { ...manifest, spec: { ...objectAt(manifest, 'spec'), [field]: target } };
  });
}
