import type { ApiObject } from 'cdk8s';
import type { ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import type { CloudIdentity } from '../identity/cloud-identity';
import type { JsonObject } from '../manifest/json';
import { PlainObject } from '../manifest/plain-object';
import type { Policy } from '../network/network-policy';
import type { IPeer, Peer } from '../network/peer';
import { cronJobSpec } from './complete-workload';
import { RUNS_TO_ITS_END } from './cron-job';
import { explain } from './linter-reasons';
import { completePod, type PodPlan } from './pod';
import { PodSet } from './pod-set';

export interface StepsJobProps {
  /** The name of its objects. */
  readonly name: string;
  readonly component: string;
  /** The fields of the CronJob besides its pods. */
  readonly fields: JsonObject;
  /** @default - none */
  readonly identity?: CloudIdentity;
  /** The steps, which run one after the other: the init containers, then the containers. */
  readonly pod: Pick<
    PodPlan,
    'initContainers' | 'containers' | 'volumes' | 'user' | 'group' | 'spec' | 'labels' | 'annotations'
  >;
}

/**
 * A scheduled Job whose containers are steps, so that their states show which step of a run failed: a CronJob, a ServiceAccount of its
 * own without a token, and a NetworkPolicy without ingress.
 */
export class StepsJob extends Construct implements IPeer {
  readonly peer: Peer;
  readonly name: string;
  readonly serviceAccount: ServiceAccount;
  readonly fence: Policy;
  readonly cronJob: ApiObject;

  constructor(scope: Construct, id: string, props: StepsJobProps) {
    super(scope, id);
    const { name, component, fields, identity } = props;
    const pods = new PodSet(this, { kind: 'CronJob', name, component, longest: 52, identity });
    this.name = pods.name;
    this.peer = pods.peer;
    this.serviceAccount = pods.serviceAccount;
    this.fence = pods.fence;
    const plan: PodPlan = { ...props.pod, gracePeriod: 10, ports: [], spread: 'none', restartPolicy: 'Never' };
    this.cronJob = new PlainObject(this, 'CronJob', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      name: pods.name,
      labels: pods.labels,
      fields: () => ({ spec: cronJobSpec(fields, pods.labels, completePod(pods, {}, plan)) }),
    }).resource;
    explain(this.cronJob, RUNS_TO_ITS_END);
  }
}
