import type { ApiObject } from 'cdk8s';
import { type ConfigMap, type Container, Job, type ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { stepOf } from '../checks/mended';
import { placed } from '../checks/scope';
import type { JsonObject } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { merge } from '../manifest/merge';
import { namedByContent } from '../manifest/named-by-content';
import { namespaceOf } from '../manifest/plain-object';
import type { IPeer, Peer } from '../network/peer';
import type { IBindable, UsesOptions } from '../relations/binding';
import { connect } from '../relations/connect';
import type { IObservable, Signal } from '../relations/signal';
import { TOKEN_VOLUME } from '../workload/api-client';
import { completeJob, stableWorkload } from '../workload/complete-workload';
import { RUNS_TO_ITS_END } from '../workload/cron-job';
import { explain } from '../workload/linter-reasons';
import { waitsFor } from '../workload/order';
import type { PodPlan } from '../workload/pod';
import type { Completion, ICompletes, IWaits } from '../workload/waiting';
import { Workload } from '../workload/workload';
import { programFirst } from './helpers';
import { Marks } from './marks';
import type { TaskProps } from './props';
import { Rollouts } from './rollouts';
import { type SettledTask, settleTask } from './settle';
import { runSignals } from './signals';

/** The longest name: a dash and eight digits come after it, and as many in the names of its pods. */
const LONGEST_NAME = 54;

/**
 * A workload that runs to its end once, such as a migration: a Job whose name has a hash of what it runs, ServiceAccount without
 * token, and a NetworkPolicy that lets no connection in and only DNS and declared traffic out. A change runs it again under another
 * name, and the same is not run again. Two runs of a task never overlap: the pod of the later one waits to be scheduled.
 *
 * `before` keeps new pods of other workloads from starting until this very run has succeeded, while the old ones go on. If it fails,
 * they stay, the waiting pods say `CreateContainerConfigError` with the name of the Job, and its signal alerts.
 *
 * The Job has no TTL, because a deleted Job runs again when it is applied again. Throws when Kubernetes would not take a prop, and
 * when a task waits for itself.
 *
 * @example
 * const migrate = new Task(this, 'migrate', { image: 'ghcr.io/acme/shop:1.4.2', command: ['/shop', 'migrate'], before: [web, worker] });
 * migrate.uses(database);
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class Task extends Construct implements IPeer, IObservable, ICompletes, IWaits {
  readonly peer: Peer;
  readonly signals: readonly Signal[];
  readonly job: Job;
  readonly container: Container;
  readonly serviceAccount: ServiceAccount;
  /** `undefined` without `files`. */
  readonly files: ConfigMap | undefined;
  /** `undefined` without `permissions`. */
  readonly role: ApiObject | undefined;
  /** Lets no connection in, and only DNS and relations out. */
  readonly networkPolicy: ApiObject;
  /** The success of the run, for pods that wait for it. */
  readonly completion: Completion;

  private readonly workload: Workload;
  private readonly settled: SettledTask;
  private readonly marks: Marks;
  private readonly rollouts: Rollouts | undefined;

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(...placed(new.target.name, scope, id));
    this.settled = settleTask(this, props);
    this.workload = new Workload(this, this.settled, { kind: 'Job', component: 'task', longest: LONGEST_NAME });
    const { pods } = this.workload;
    this.peer = pods.peer;
    this.serviceAccount = this.workload.serviceAccount;
    this.files = this.workload.files;
    this.job = new Job(this, 'Job', stableWorkload(pods));
    this.container = this.workload.addTo(this.job, []);
    this.networkPolicy = pods.fence.resource;
    this.role = pods.role;
    const { name: main } = this.container;
    const arranged = (template: JsonObject): JsonObject =>
      this.marks.needed ? programFirst(template, main) : template;
    completeJob(pods, this.job, () => this.plan(), this.settled.job, arranged);
    explain(this.job, RUNS_TO_ITS_END);
    const jobName = namedByContent(this.job, pods.name);
    this.marks = new Marks(this, pods, jobName);
    this.completion = { scope: this, mark: () => this.marks.mark() };
    this.signals = [...runSignals(jobName, namespaceOf(this)), ...this.workload.signals];
    const { after, before, timeout } = this.settled;
    for (const waiting of before) stepOf(this, () => waiting.waitFor(this));
    this.rollouts = stepOf(this, () => new Rollouts(this, pods, after, timeout));
  }

  /**
   * Lets the task use something: opens the network on both ends, sets `PROVIDER_HOST`, `PROVIDER_PORT`, `PROVIDER_URL` and the
   * other variables of the provider or those of `env`, and applies the provider first. Calling it twice changes nothing. Throws when
   * the provider waits for the task.
   */
  uses<Parts>(provider: IBindable<Parts>, options: UsesOptions<Parts> = {}): void {
    const { scope } = provider?.peer ?? {};
    if (scope && waitsFor(scope, this)) {
      const got = `${scope.node.path}, which waits for it`;
      fail(this, 'a task must not use what waits for it', got, 'take it out of before, or use something else');
    }
    connect(this.workload, provider, options);
  }

  /** Keeps the task from running before another one has succeeded. Throws when that one waits for this one. */
  waitFor(task: ICompletes): void {
    this.workload.waitFor(task);
  }

  private plan(): PodPlan {
    const { gracePeriod, spread } = this.settled;
    const plan = this.workload.plan(gracePeriod, [], {}, { restartPolicy: 'Never', spread });
    const { init, main } = this.marks.containers;
    const { annotations = {}, containers = [] } = this.rollouts ?? {};
    const talks = containers.length + init.length > 0;
    return {
      ...plan,
      containers: [...plan.containers, ...main],
      initContainers: [...containers, ...(plan.initContainers ?? []), ...init],
      volumes: [...(plan.volumes ?? []), ...(talks ? [TOKEN_VOLUME] : [])],
      annotations: { ...plan.annotations, ...annotations },
      spec: merge(plan.spec ?? {}, { affinity: oneAtATime(this.workload.pods.selector) }),
    };
  }
}

/**
 * Keeps the pods of two runs from being there at the same time: all nodes that can run them have one operating system, and a pod that
 * has ended does not count. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity
 */
function oneAtATime(selector: Labels): JsonObject {
  const term = { labelSelector: { matchLabels: selector }, topologyKey: 'kubernetes.io/os' };
  return { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
}
