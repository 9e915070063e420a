/** A cluster of one node: takes manifests, runs their pods, and lets tests inject faults. */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Image, imageOf, isOurs } from './images';
import type { Names } from './name-server';
import { Pod } from './pod';
import type { PodPlan } from './pod-plan';
import { Services } from './services';
import type { Manifest, PodSpec, PodTemplate } from './spec';
import { type Controlled, StatefulSetController } from './stateful-set';
import { REFRESH_MS } from './timing';

export class Cluster {
  private readonly objects = new Map<string, Manifest>();
  private readonly all: Pod[] = [];
  private readonly forgotten = new Set<Pod>();
  private readonly sets = new Map<string, StatefulSetController>();
  private readonly deployments = new Map<string, Manifest>();
  readonly services: Services;
  private readonly timer = setInterval(() => this.reconcile(), 200);
  private jobs = 0;

  private readonly controlled: Controlled = {
    pods: (namespace, name) => this.all.filter((pod) => !pod.gone && pod.namespace === namespace && pod.name === name),
    create: (plan) => this.create(plan),
  };

  /**
   * @param directory for volumes, logs and files of the kubelet
   * @param publish sends names to the name server
   */
  constructor(
    readonly directory: string,
    publish: (names: Names) => void,
  ) {
    this.services = new Services(() => this.all.filter((pod) => !pod.gone), publish);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /**
   * Creates or changes objects. What needs no node here (RBAC, budgets, NetworkPolicies …) is only remembered. `afterMs` says when the
   * mounted files of a pod follow; the kubelet takes up to a minute or two for that.
   */
  apply(manifests: readonly Manifest[], afterMs: (pod: Pod) => number = () => REFRESH_MS): void {
    for (const manifest of manifests) {
      const { kind, metadata } = manifest;
      const { name, namespace = 'default' } = metadata;
      this.objects.set(`${kind}/${namespace}/${name}`, manifest);
      if (kind === 'Service') this.services.apply(manifest);
      if (kind === 'ConfigMap' || kind === 'Secret') this.refresh(namespace, afterMs);
      // Programs that the tests run themselves, in the networks of pods, have no root.
      if (kind === 'Deployment' && !isOurs(manifest['spec'].template))
        this.deployments.set(`${namespace}/${name}`, manifest);
      if (kind !== 'StatefulSet') continue;
      const set = this.sets.get(`${namespace}/${name}`);
      if (set) set.apply(manifest);
      else this.sets.set(`${namespace}/${name}`, new StatefulSetController(manifest, this.controlled));
    }
    this.reconcile();
  }

  private refresh(namespace: string, afterMs: (pod: Pod) => number): void {
    for (const pod of this.pods(namespace)) setTimeout(() => pod.refresh(), afterMs(pod));
  }

  /** All objects of a kind in a namespace. */
  objectsOf(kind: string, namespace: string): Manifest[] {
    return [...this.objects].filter(([key]) => key.startsWith(`${kind}/${namespace}/`)).map(([, manifest]) => manifest);
  }

  find(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.objects.get(`${kind}/${namespace}/${name}`);
  }

  statefulSet(namespace: string, name: string): StatefulSetController {
    const set = this.sets.get(`${namespace}/${name}`);
    if (!set) throw new Error(`there is no StatefulSet ${namespace}/${name}, only ${[...this.sets.keys()].join(', ')}`);
    return set;
  }

  /** The pods of a namespace that are there, being deleted or not, without those that have done their work. */
  pods(namespace: string): Pod[] {
    return this.all.filter((pod) => !pod.gone && pod.namespace === namespace && pod.succeeded === undefined);
  }

  /** All pods of a namespace that have an address, those that were force-deleted and still run included. */
  everywhere(namespace: string): Pod[] {
    return [...this.all, ...this.forgotten].filter((pod) => pod.namespace === namespace && pod.address !== undefined);
  }

  /** The newest pod of a name. @throws when there is none */
  pod(namespace: string, name: string): Pod {
    const found = this.all.filter((pod) => pod.namespace === namespace && pod.name === name && !pod.gone).at(-1);
    if (found) return found;
    throw new Error(`there is no pod ${namespace}/${name}`);
  }

  /**
   * Deletes the pods of a namespace, and of those whose names begin with it, by force, without waiting for their last actions.
   */
  async remove(namespace: string): Promise<void> {
    const within = (one: string): boolean => one === namespace || one.startsWith(`${namespace}-`);
    for (const owners of [this.sets, this.deployments]) {
      for (const key of owners.keys()) if (within(key.split('/')[0] ?? '')) owners.delete(key);
    }
    const pods = this.all.filter((pod) => !pod.gone && within(pod.namespace));
    for (const pod of pods) pod.crash();
    await Promise.all(pods.map((pod) => pod.delete(0)));
  }

  private reconcile(): void {
    for (const set of this.sets.values()) set.reconcile();
    for (const deployment of this.deployments.values()) this.deploy(deployment);
  }

  private deploy(deployment: Manifest): void {
    const { name, namespace = 'default' } = deployment.metadata;
    const { replicas = 1, template } = deployment['spec'];
    const revision = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
    const mine = this.pods(namespace).filter((pod) => pod.name.startsWith(`${name}-`) && !pod.deleting);
    const current = mine.filter((pod) => pod.revision === revision && pod.name.startsWith(`${name}-${revision}-`));
    for (let n = current.length; n < replicas; n += 1) {
      this.jobs += 1;
      this.create({ name: `${name}-${revision}-${this.jobs}`, namespace, template, revision });
    }
  }

  private create(plan: PodPlan): Pod {
    const { directory } = this;
    const pod = new Pod(
      {
        directory,
        image: (reference): Image => imageOf(reference),
        find: (kind, namespace, name) => this.find(kind, namespace, name),
        links: (namespace) => this.services.links(namespace),
        claim: (namespace, name) => this.claim(namespace, name),
        changed: () => this.services.changed(),
      },
      plan,
    );
    this.all.push(pod);
    return pod;
  }

  private claim(namespace: string, name: string): string {
    const at = path.join(this.directory, 'claims', namespace, name);
    mkdirSync(at, { recursive: true });
    return at;
  }

  /**
   * Runs a pod to its end, as a Job does; `kind` may be a CronJob, whose template is then run now. `change` is what a machine may have
   * done to the pod. @returns the pod, ended
   */
  async run(
    namespace: string,
    kind: 'Job' | 'CronJob',
    name: string,
    timeoutSeconds = 120,
    change: (spec: PodSpec) => PodSpec = (spec) => spec,
  ): Promise<Pod> {
    const manifest = this.find(kind, namespace, name);
    if (!manifest) throw new Error(`there is no ${kind} ${namespace}/${name}`);
    const spec = kind === 'Job' ? manifest['spec'] : manifest['spec'].jobTemplate.spec;
    const { template }: { template: PodTemplate } = spec;
    return this.runPod(namespace, name, { ...template, spec: change(template.spec) }, timeoutSeconds);
  }

  /** Runs a pod of a template to its end. */
  async runPod(namespace: string, name: string, template: PodTemplate, timeoutSeconds = 120): Promise<Pod> {
    this.jobs += 1;
    const pod = this.create({ name: `${name}-${this.jobs}`, namespace, template, revision: 'job' });
    const end = Date.now() + timeoutSeconds * 1000;
    while (pod.succeeded === undefined && Date.now() < end) await sleep(50);
    const { succeeded } = pod;
    if (succeeded === undefined) await pod.delete(0);
    return pod;
  }

  /** `kubectl delete pod --force --grace-period=0`: the name is free at once, the processes have two seconds to go. */
  forceDelete(pod: Pod): Promise<void> {
    const going = pod.delete(2);
    this.all.splice(this.all.indexOf(pod), 1);
    this.forgotten.add(pod);
    this.reconcile();
    return going.finally(() => this.forgotten.delete(pod));
  }

  /** The machine of a pod is lost with its volume: processes end at once, the next pod of its name begins with an empty one. */
  async loseVolume(pod: Pod, claim: string): Promise<void> {
    pod.crash();
    await pod.delete(0);
    rmSync(this.claim(pod.namespace, `${claim}-${pod.name}`), { recursive: true, force: true });
  }
}
