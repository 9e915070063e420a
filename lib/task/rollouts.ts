import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { Cluster } from '../cluster/cluster';
import { contentHash } from '../manifest/content-hash';
import { type JsonObject, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { renderingOf } from '../manifest/renderings';
import { grantRules } from '../workload/grant-rules';
import { follow } from '../workload/order';
import type { PodSet } from '../workload/pod-set';
import type { ReplicatedWorkload } from '../workload/replicated-workload';
import { readsDeployments, rolloutOf } from './helpers';

/** The annotation of the pods of a Task with a hash of the pods after which they run. */
const AFTER = 'mainstay/after';

/** The workloads after whose rollout a Task runs. A change of their pods makes another Job. */
export class Rollouts {
  /** The init containers that wait for the rollouts; none where Argo CD applies the Job later. */
  readonly containers: readonly JsonObject[];

  /** @param timeout the seconds that the task may take */
  constructor(
    task: Construct,
    pods: PodSet,
    private readonly workloads: readonly ReplicatedWorkload[],
    timeout: number,
  ) {
    const names = workloads.map(({ deployment, rollout }) => {
      if (!rollout) return deployment.name;
      const fix = "run the task in an analysis of the rollout, or use strategy 'rolling'";
      return fail(task, 'after needs a Deployment that runs pods', `the Rollout ${rollout.name}`, fix);
    });
    for (const workload of workloads) follow(task, workload);
    const waits = names.length > 0 && !Cluster.of(task).addOn('argoCd');
    this.containers = waits ? names.map((name) => rolloutOf(task, name, timeout)) : [];
    if (!waits) return;
    grantRules(new Construct(task, 'After'), pods, `${pods.name}-after`, () => [readsDeployments(names)]);
    pods.reachApiServer();
  }

  /** The annotations of the pods of the task. */
  get annotations(): Labels {
    if (this.workloads.length === 0) return {};
    const templates = this.workloads.map(({ deployment }) =>
      objectAt(renderingOf(ApiObject.of(deployment)) as JsonObject, 'spec', 'template'),
    );
    return { [AFTER]: contentHash(JSON.stringify(templates)) };
  }
}
