import { Duration } from 'cdk8s';
import {
  type Container,
  DaemonSet,
  Deployment,
  DeploymentStrategy,
  PodManagementPolicy,
  Protocol,
  type Service,
  StatefulSet,
} from 'cdk8s-plus-27';
import { fail } from '../checks/errors';
import type { JsonObject } from '../manifest/json';
import { completeWorkload, stableWorkload } from './complete-workload';
import type { PodPlan } from './pod';
import { serverFields, sidecars } from './server-containers';
import type { PodParts, ServerPlan } from './server-plan';
import { portNumbers } from './server-services';

const MIN_READY = 5;
const GRACE_PERIOD = 60;

/** The pods of a described server: the object that runs them, and its containers. */
export class ServerPods<Runner extends Deployment | StatefulSet | DaemonSet> {
  /** A StatefulSet: https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
  static stateful(plan: ServerPlan, service: Service): ServerPods<StatefulSet> {
    const { pods, replicas, parallel, description } = plan;
    const runner = new StatefulSet(pods.scope, 'StatefulSet', {
      ...stableWorkload(pods),
      service,
      replicas,
      podManagementPolicy: parallel ? PodManagementPolicy.PARALLEL : PodManagementPolicy.ORDERED_READY,
      minReady: Duration.seconds(description.minReady ?? MIN_READY),
    });
    return new ServerPods(plan, runner);
  }

  /** A Deployment. `alone` ends the old pod before the new one starts, because both would write to one volume. */
  static deployed(plan: ServerPlan, alone: boolean): ServerPods<Deployment> {
    const { pods, replicas } = plan;
    const strategy = alone ? DeploymentStrategy.recreate() : DeploymentStrategy.rollingUpdate();
    return new ServerPods(
      plan,
      new Deployment(pods.scope, 'Deployment', { ...stableWorkload(pods), replicas, strategy }),
    );
  }

  /** A DaemonSet, on every node: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/ */
  static onEveryNode(plan: ServerPlan): ServerPods<DaemonSet> {
    const { pods, description } = plan;
    const minReadySeconds = description.minReady ?? MIN_READY;
    return new ServerPods(plan, new DaemonSet(pods.scope, 'DaemonSet', { ...stableWorkload(pods), minReadySeconds }));
  }

  readonly container: Container;

  private constructor(
    private readonly plan: ServerPlan,
    readonly runner: Runner,
  ) {
    const { description, container, port } = plan;
    const { command, args } = description.server;
    const ports = Object.entries({ [port.name]: port.number, ...description.peerPorts });
    this.container = runner.addContainer({
      name: container,
      image: description.image,
      command: command && [...command],
      args: args && [...args],
      ports: ports.map(([name, number]) => ({ name, number, protocol: Protocol.TCP })),
      resources: {},
      securityContext: { ensureNonRoot: description.user !== 0 },
    });
  }

  /** Completes the pods and the other fields of the object. Throws when two containers have the same name. */
  complete(fields: JsonObject, parts: PodParts = {}): void {
    this.checkContainers(parts);
    completeWorkload(this.plan.pods, this.runner, () => this.podPlan(parts), fields);
  }

  private checkContainers({ initContainers = [], sidecars: beside = [] }: PodParts): void {
    const { pods, description, container } = this.plan;
    const others = [...initContainers, ...beside, ...(description.sidecars ?? [])];
    if (others.every(({ name }) => name !== container)) return;
    fail(
      pods.scope,
      'every container of a pod must have a name of its own',
      container,
      'set containerName, such as server',
    );
  }

  private podPlan(parts: PodParts): PodPlan {
    const { plan } = this;
    const { description } = plan;
    const { native, plain } = sidecars(plan, parts.sidecars ?? []);
    return {
      user: description.user,
      gracePeriod: description.gracePeriod ?? GRACE_PERIOD,
      ports: [...portNumbers(plan).values()],
      ...plan.placed,
      containers: [serverFields(plan, parts.serverMounts ?? []), ...plain],
      initContainers: [...(parts.initContainers ?? []), ...native],
      volumes: [...plan.volumes, ...(parts.volumes ?? [])],
      annotations: { ...plan.placed.annotations, ...evictable(plan.volumes), ...parts.annotations },
    };
  }
}

/** https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md */
function evictable(volumes: readonly JsonObject[]): PodPlan['annotations'] {
  const scratch = volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => `${name}`);
  return { 'cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes': scratch.sort().join() };
}
