import type { Workload } from 'cdk8s-plus-27';
import { LabelSelector, ServiceAccount } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { merge } from '../manifest/merge';
import { completePod, type PodPlan } from './pod';

/** The props with which a cdk8s-plus workload is made, so that nothing of its path gets into a selector. */
export function stableWorkload(name: string, labels: Labels, selector: Labels) {
  return {
    metadata: { name, labels: { ...labels } },
    podMetadata: { labels: { ...selector } },
    select: false,
    automountServiceAccountToken: false,
  } as const;
}

/** Completes a workload: selector, pod, and what else of its `spec` its class does not know. */
export function completeWorkload(workload: Workload, plan: () => PodPlan, spec: JsonObject = {}): void {
  selectOwnPods(workload, plan);
  complete(workload, (manifest) => {
    const template = completePod(objectAt(manifest, 'spec', 'template'), plan());
    const rendered = { ...objectAt(manifest, 'spec'), template };
    return { ...manifest, spec: merge(rendered, spec) };
  });
}

/** Completes a workload whose pods are those of the Jobs that it makes. */
export function completeCronJob(workload: Workload, plan: () => PodPlan, spec: JsonObject): void {
  selectOwnPods(workload, plan);
  complete(workload, (manifest) => {
    const template = completePod(objectAt(manifest, 'spec', 'jobTemplate', 'spec', 'template'), plan());
    const rendered = { ...objectAt(manifest, 'spec'), jobTemplate: undefined };
    return { ...manifest, spec: cronJobSpec(merge(rendered, spec), plan().labels ?? {}, template) };
  });
}

/** What a CronJob says about itself, and the pods of its Jobs. */
export function cronJobSpec(fields: JsonObject, labels: Labels, template: JsonObject): JsonObject {
  const jobTemplate = merge(objectAt(fields, 'jobTemplate'), { metadata: { labels }, spec: { template } });
  return { ...fields, jobTemplate };
}

function selectOwnPods(workload: Workload, plan: () => PodPlan): void {
  const { selector } = plan();
  workload.select(LabelSelector.of({ labels: { ...selector } }));
  const namespace = workload.metadata.namespace;
  workload.toPodSelectorConfig = () => ({
    labelSelector: LabelSelector.of({ labels: { ...selector } }),
    namespaces: namespace === undefined ? undefined : { names: [namespace] },
  });
}

/** An identity of its own for every workload, without a token: https://kubernetes.io/docs/concepts/security/service-accounts/ */
export function serviceAccount(scope: Construct, name: string, labels: Labels): ServiceAccount {
  const account = new ServiceAccount(scope, 'ServiceAccount', {
    metadata: { name, labels: { ...labels } },
    automountToken: false,
  });
  complete(account);
  return account;
}
