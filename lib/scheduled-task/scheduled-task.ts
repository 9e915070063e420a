import { type ApiObject, Cron } from 'cdk8s';
import { type ConfigMap, type Container, CronJob, type ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { placed } from '../checks/scope';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { IBindable, UsesOptions } from '../relations/binding';
import { connect } from '../relations/connect';
import type { IObservable, Signal } from '../relations/signal';
import { completeCronJob, stableWorkload } from '../workload/complete-workload';
import { RUNS_TO_ITS_END } from '../workload/cron-job';
import { taskSignals } from '../workload/cron-job-signals';
import { explain } from '../workload/linter-reasons';
import type { ICompletes, IWaits } from '../workload/waiting';
import { Workload } from '../workload/workload';
import type { ScheduledTaskProps } from './props';
import { settleScheduledTask } from './settle';

/** The longest name: the controller appends the time to it for the names of the Jobs. */
const LONGEST_NAME = 52;

/**
 * A workload that runs to completion on a schedule: CronJob, ServiceAccount without token, and a NetworkPolicy that lets no
 * connection in and only DNS and declared traffic out. A failed run is tried again; pods that the cluster evicts do not
 * count. Its signals show when a run fails or is missed; they need kube-state-metrics.
 *
 * Throws when Kubernetes would not take a prop, when the schedule never comes due, or when the time zone is unknown.
 *
 * @example
 * new ScheduledTask(this, 'cleanup', { image: 'ghcr.io/acme/shop:1.4.2', command: ['/shop', 'cleanup'], schedule: '30 3 * * *' });
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class ScheduledTask extends Construct implements IPeer, IObservable, IWaits {
  readonly peer: Peer;
  readonly signals: readonly Signal[];
  readonly cronJob: CronJob;
  readonly container: Container;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without `files`. */
  readonly files: ConfigMap | undefined;
  /** `undefined` without `permissions`. */
  readonly role: ApiObject | undefined;
  /** Lets no connection in, and only DNS and relations out. */
  readonly networkPolicy: ApiObject;

  private readonly workload: Workload;

  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(...placed(new.target.name, scope, id));
    const settled = settleScheduledTask(this, props);
    const kind = { kind: 'CronJob', component: 'scheduled-task', longest: LONGEST_NAME } as const;
    this.workload = new Workload(this, settled, kind);
    this.peer = this.workload.peer;
    const runs = taskSignals(this.workload.pods.name, namespaceOf(this), settled.startingDeadline);
    this.signals = [...runs, ...this.workload.signals];
    this.serviceAccount = this.workload.serviceAccount;
    this.files = this.workload.files;
    this.cronJob = this.createCronJob();
    this.container = this.workload.addTo(this.cronJob, []);
    const { fence, role } = this.workload.pods;
    this.networkPolicy = fence.resource;
    this.role = role;
    const { gracePeriod, spread } = settled;
    const plan = () => this.workload.plan(gracePeriod, [], {}, { restartPolicy: 'Never', spread });
    completeCronJob(this.workload.pods, this.cronJob, plan, settled.cronJob);
    explain(this.cronJob, RUNS_TO_ITS_END);
  }

  /**
   * Lets the task use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and the
   * other variables of the provider or those of `env`, and applies the provider first. Calling it twice changes nothing.
   */
  uses<Parts>(provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
    connect(this.workload, provider, options);
  }

  /**
   * Keeps new pods from starting before a Task has succeeded, while pods of earlier runs go on. The same as `before` of the Task. Throws when the
   * Task is in another namespace, or waits for these pods.
   */
  waitFor(task: ICompletes): void {
    this.workload.waitFor(task);
  }

  private createCronJob(): CronJob {
    const schedule = Cron.hourly();
    return new CronJob(this, 'CronJob', { ...stableWorkload(this.workload.pods), schedule });
  }
}
