/** The controller of StatefulSets. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ */
import { createHash } from 'node:crypto';
import type { Pod } from './pod';
import type { PodPlan } from './pod-plan';
import type { Manifest } from './spec';

/** Parts of the cluster that a controller needs. */
export interface Controlled {
  readonly pods: (namespace: string, prefix: string) => readonly Pod[];
  readonly create: (plan: PodPlan) => Pod;
}

export class StatefulSetController {
  constructor(
    private set: Manifest,
    private readonly cluster: Controlled,
  ) {}

  /** Takes a changed manifest. */
  apply(set: Manifest): void {
    this.set = set;
    this.reconcile();
  }

  private get name(): string {
    return this.set.metadata.name;
  }

  private get namespace(): string {
    return this.set.metadata.namespace ?? 'default';
  }

  get revision(): string {
    return createHash('sha256').update(JSON.stringify(this.set['spec'].template)).digest('hex').slice(0, 10);
  }

  get replicas(): number {
    return this.set['spec'].replicas ?? 1;
  }

  /** The pod of an ordinal; one that is being deleted counts until it is gone. */
  private pod(ordinal: number): Pod | undefined {
    return this.cluster.pods(this.namespace, `${this.name}-${ordinal}`)[0];
  }

  private available(pod: Pod | undefined): boolean {
    const least = (this.set['spec'].minReadySeconds ?? 0) * 1000;
    return pod?.readySince !== undefined && Date.now() - pod.readySince >= least;
  }

  /** All pods are there, of the current template, and available. */
  get settled(): boolean {
    const there = Array.from({ length: this.replicas }, (_, ordinal) => this.pod(ordinal));
    return there.every((pod) => pod?.revision === this.revision && this.available(pod)) && !this.pod(this.replicas);
  }

  /** Takes the next steps: create, scale in, update one pod. */
  reconcile(): void {
    const parallel = this.set['spec'].podManagementPolicy === 'Parallel';
    for (let ordinal = 0; ordinal < this.replicas; ordinal += 1) {
      const pod = this.pod(ordinal) ?? this.create(ordinal);
      if (!parallel && !this.available(pod)) return;
    }
    for (let ordinal = this.replicas + 20; ordinal >= this.replicas; ordinal -= 1) {
      const pod = this.pod(ordinal);
      if (!pod) continue;
      void pod.delete();
      if (!parallel) return;
    }
    if (this.set['spec'].updateStrategy?.type === 'OnDelete') return;
    const from = this.set['spec'].updateStrategy?.rollingUpdate?.partition ?? 0;
    for (let ordinal = this.replicas - 1; ordinal >= from; ordinal -= 1) {
      const pod = this.pod(ordinal);
      if (!pod || pod.deleting) return;
      if (pod.revision !== this.revision) return void pod.delete();
      if (!this.available(pod)) return;
    }
  }

  private create(ordinal: number): Pod {
    const { template, serviceName, volumeClaimTemplates = [] } = this.set['spec'];
    const name = `${this.name}-${ordinal}`;
    const claims = (volumeClaimTemplates as Manifest[]).map(({ metadata }) => [
      metadata.name,
      `${metadata.name}-${name}`,
    ]);
    return this.cluster.create({
      name,
      namespace: this.namespace,
      template,
      revision: this.revision,
      hostname: name,
      subdomain: serviceName,
      labels: {
        'statefulset.kubernetes.io/pod-name': name,
        'apps.kubernetes.io/pod-index': `${ordinal}`,
        'controller-revision-hash': this.revision,
      },
      claims: Object.fromEntries(claims),
    });
  }
}
