import type { Workload } from 'cdk8s-plus-27';
import { LabelSelector } from 'cdk8s-plus-27';
import { complete } from '../manifest/complete';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { isNeeded, leftOut } from '../manifest/left-out';
import { merge } from '../manifest/merge';
import { completePod, type PodPlan } from './pod';
import type { PodSet } from './pod-set';

/** Returns the props of a cdk8s-plus workload, by default with the name of its pods, so that nothing of its path gets into a selector. */
export function stableWorkload({ name: usual, labels, selector }: PodSet, name = usual) {
  return {
    metadata: { name, labels: { ...labels } },
    podMetadata: { labels: { ...selector } },
    select: false,
    automountServiceAccountToken: false,
  } as const;
}

/** Completes a workload: its selector, its pods, and the fields of `spec` that its class does not know. */
export function completeWorkload(pods: PodSet, workload: Workload, plan: () => PodPlan, spec: JsonObject = {}): void {
  selectOwnPods(workload, pods);
  complete(workload, (manifest) => {
    const template = completePod(pods, objectAt(manifest, 'spec', 'template'), plan());
    const rendered = { ...objectAt(manifest, 'spec'), template };
    return { ...manifest, spec: merge(rendered, spec) };
  });
}

/** Completes a workload whose pods are run by the Jobs that it makes. */
export function completeCronJob(pods: PodSet, workload: Workload, plan: () => PodPlan, spec: JsonObject): void {
  selectOwnPods(workload, pods);
  complete(workload, (manifest) => {
    const template = completePod(pods, objectAt(manifest, 'spec', 'jobTemplate', 'spec', 'template'), plan());
    const rendered = { ...objectAt(manifest, 'spec'), jobTemplate: undefined };
    return { ...manifest, spec: cronJobSpec(merge(rendered, spec), pods.podLabels, template) };
  });
}

/** Completes a Job. `arranged` moves the containers of its pods, after the plan has completed them. */
export function completeJob(
  pods: PodSet,
  job: Workload,
  plan: () => PodPlan,
  spec: JsonObject,
  arranged: (template: JsonObject) => JsonObject,
): void {
  selectOwnPods(job, pods);
  complete(job, (manifest) => {
    const completed = arranged(completePod(pods, objectAt(manifest, 'spec', 'template'), plan()));
    const template = isNeeded(completed) ? completed : leftOut(completed);
    return leftOut({ ...manifest, spec: merge({ ...objectAt(manifest, 'spec'), template }, spec) });
  });
}

/**
 * The spec of a CronJob: its own fields, and the template of the pods of its Jobs. A Job that a backup brings back would run
 * again, so it is left out, with its pods unless the backup needs them.
 */
export function cronJobSpec(fields: JsonObject, labels: Labels, template: JsonObject): JsonObject {
  const pod = isNeeded(template) ? template : leftOut(template);
  const jobTemplate = merge(objectAt(fields, 'jobTemplate'), { metadata: { labels }, spec: { template: pod } });
  return { ...fields, jobTemplate: leftOut(jobTemplate) };
}

function selectOwnPods(workload: Workload, pods: PodSet): void {
  pods.close();
  const { selector } = pods;
  workload.select(LabelSelector.of({ labels: { ...selector } }));
  const namespace = workload.metadata.namespace;
  workload.toPodSelectorConfig = () => ({
    labelSelector: LabelSelector.of({ labels: { ...selector } }),
    namespaces: namespace === undefined ? undefined : { names: [namespace] },
  });
}
