import type { ApiObject } from 'cdk8s';
import type { ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { type CloudIdentity, identify } from '../../../identity/cloud-identity';
import type { JsonObject } from '../../../manifest/json';
import { selectorLabels, standardLabels } from '../../../manifest/labels';
import { PlainObject } from '../../../manifest/plain-object';
import { fence } from '../../../network/fence';
import type { Policy } from '../../../network/network-policy';
import { type IPeer, Peer } from '../../../network/peer';
import { reserveName } from '../../../registry/names';
import { cronJobSpec, serviceAccount } from '../../../workload/complete-workload';
import { cronJobFields, RUNS_TO_ITS_END } from '../../../workload/cron-job';
import { explain } from '../../../workload/linter-reasons';
import { completePod, type PodPlan } from '../../../workload/pod';
import type { ScheduleProps } from '../../../workload/schedule-props';

export interface StoreJobProps {
  /** What its objects are called. */
  readonly name: string;
  readonly component: string;
  readonly when: ScheduleProps;
  /** @default - nobody */
  readonly identity?: CloudIdentity;
  /** Failures that are not tried again. @default - none */
  readonly failures?: readonly JsonObject[];
  /** Steps run one after the other, the containers at last. */
  readonly pod: Pick<PodPlan, 'initContainers' | 'containers' | 'volumes' | 'user' | 'token'>;
}

/**
 * Something that is done to a store again and again: CronJob, an account of its own, without a token unless it asks for one, and
 * a NetworkPolicy that lets nobody in.
 */
export class StoreJob extends Construct implements IPeer {
  readonly peer: Peer;
  readonly name: string;
  readonly serviceAccount: ServiceAccount;
  readonly fence: Policy;
  readonly cronJob: ApiObject;

  constructor(scope: Construct, id: string, props: StoreJobProps) {
    super(scope, id);
    this.name = reserveName(this, 'CronJob', props.name, 52);
    const selector = selectorLabels(this.name, props.component);
    const labels = { ...standardLabels(this, this.name, props.component), ...selector };
    this.peer = Peer.pods(this, { name: this.name, labels: selector });
    this.serviceAccount = serviceAccount(this, reserveName(this, 'ServiceAccount', this.name), labels);
    this.fence = fence(this, this.name, selector, labels);
    const identity = identify(this, props.identity, this.serviceAccount, this.fence);
    const plan: PodPlan = {
      ...props.pod,
      selector,
      labels: { ...labels, ...identity },
      serviceAccountName: this.serviceAccount.name,
      gracePeriod: 10,
      ports: [],
      spread: 'none',
      restartPolicy: 'Never',
    };
    const fields = cronJobFields(this, props.when, props.failures);
    this.cronJob = new PlainObject(this, 'CronJob', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      name: this.name,
      labels,
      fields: () => ({ spec: cronJobSpec(fields, labels, completePod({}, plan)) }),
    }).resource;
    explain(this.cronJob, RUNS_TO_ITS_END);
  }
}
