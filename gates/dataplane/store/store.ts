/** A replicated store in the cluster: its primary, its health, and its faults. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../kubelet/cluster';
import type { Pod } from '../kubelet/pod';
import type { Manifest } from '../kubelet/spec';
import type { StatefulSetController } from '../kubelet/stateful-set';
import type { Application } from '../load/load';
import { ask, type Login, parseInfo, parsePairs } from './ask';

export const SERVER_PORT = 6379;
export const SENTINEL_PORT = 26379;

const SET = 'store';
const POD = new RegExp(`^${SET}-[0-9]+$`);

/** The store that `storeManifests` makes. */
export class Store {
  readonly container = SET;
  private login: Login;

  constructor(
    readonly cluster: Cluster,
    readonly namespace: string,
    { password }: Login,
    private readonly say: (text: string) => void = () => {},
  ) {
    this.login = { password };
  }

  /** Asks with this password from now on. */
  logInWith(password: string): void {
    this.login = { password };
  }

  get set(): StatefulSetController {
    return this.cluster.statefulSet(this.namespace, SET);
  }

  get replicas(): number {
    return this.set.replicas;
  }

  get manifest(): Manifest {
    const found = this.cluster.find('StatefulSet', this.namespace, SET);
    if (!found) throw new Error(`there is no StatefulSet ${this.namespace}/${SET}`);
    return found;
  }

  /** The program that uses the store, and what its variables begin with. */
  get application(): Application {
    const client = this.cluster.find('Deployment', this.namespace, 'client');
    return { namespace: this.namespace, container: client?.['spec'].template.spec.containers[0], prefix: 'STORE' };
  }

  /** Name of the primary for Sentinels, from the client's variables unless it uses a proxy. */
  private get masterName(): string {
    return this.application.container.env?.find(({ name }) => name === 'STORE_MASTER_NAME')?.value ?? 'mymaster';
  }

  /** A command to the server of a pod. @returns the reply, or `undefined` when there is none */
  ask(pod: Pod, ...words: [string, ...string[]]): Promise<unknown> {
    return ask(pod.address ?? '', SERVER_PORT, this.login, ...words);
  }

  pod(ordinal: number): Pod {
    return this.cluster.pod(this.namespace, `${SET}-${ordinal}`);
  }

  get pods(): Pod[] {
    return this.cluster.pods(this.namespace).filter(({ name }) => POD.test(name));
  }

  /** INFO of a pod's server; empty if it does not answer. */
  async info(pod: Pod, section = 'replication'): Promise<Readonly<Record<string, string>>> {
    if (!pod.address) return {};
    return parseInfo(await this.ask(pod, 'INFO', section));
  }

  /** Returns the view of a pod's Sentinel on the primary; empty if it does not answer. */
  async sentinel(pod: Pod): Promise<Readonly<Record<string, string>>> {
    if (!pod.address) return {};
    return parsePairs(await ask(pod.address, SENTINEL_PORT, this.login, 'SENTINEL', 'MASTER', this.masterName));
  }

  /** The pod that is primary. @throws unless exactly one says so within 15 seconds */
  async primary(): Promise<Pod> {
    const end = Date.now() + 15_000;
    while (true) {
      const { pods } = this;
      const infos = await Promise.all(pods.map((pod) => this.info(pod)));
      const found = pods.filter((_, i) => infos[i]?.['role'] === 'master');
      const [one] = found;
      if (found.length === 1 && one) return one;
      if (Date.now() > end) {
        throw new Error(`one pod must be primary, got ${found.map(({ name }) => name).join(', ') || 'none'}`);
      }
      await sleep(100);
    }
  }

  /**
   * Returns why the store is not healthy, or `undefined`: one primary, all replicas in step, all Sentinels agree and know each
   * other.
   */
  async trouble(): Promise<string | undefined> {
    const { pods, replicas } = this;
    if (pods.length !== replicas) return `${pods.length} of ${replicas} pods`;
    const unready = pods.filter((pod) => !pod.ready);
    if (unready.length > 0) return unready.map((pod) => `${pod.name} not ready ${pod.reasons.join(' ')}`).join(', ');
    if (pods.some((pod) => pod.revision !== this.set.revision)) return 'not all pods are of the newest template';
    const infos = await Promise.all(pods.map((pod) => this.info(pod)));
    const primaries = infos.filter((info) => info['role'] === 'master');
    if (primaries.length !== 1) return `${primaries.length} primaries`;
    const connected = Number(primaries[0]?.['connected_slaves']);
    if (connected !== replicas - 1) return `the primary has ${connected} replicas`;
    if (infos.some((info) => info['role'] === 'slave' && info['master_link_status'] !== 'up')) return 'a link is down';
    const primary = pods[infos.findIndex((info) => info['role'] === 'master')];
    const views = await Promise.all(pods.map((pod) => this.sentinel(pod)));
    for (const [i, view] of views.entries()) {
      const named = await this.nameOf(view['ip'] ?? '');
      const seen = `${named} ${view['flags']} ${view['num-slaves']} replicas ${view['num-other-sentinels']} other Sentinels`;
      const wanted = `${primary?.name} master ${replicas - 1} replicas ${replicas - 1} other Sentinels`;
      if (seen !== wanted) return `the Sentinel of ${pods[i]?.name} says ${seen}, not ${wanted}`;
    }
    return undefined;
  }

  /** The pod that an address or a name means; the address may be that of the Service of one pod. */
  private async nameOf(host: string): Promise<string> {
    const { namespace, cluster } = this;
    const own = (name: string): string | undefined =>
      cluster.services.addressOf(name.replace(`${SET}-`, `${SET}-pod-`), namespace);
    const found = this.pods.find(
      ({ name, address }) => address === host || own(name) === host || host.split('.')[0] === name,
    );
    return found?.name ?? host;
  }

  /** Waits until the store is healthy. @throws with the reason if that takes too long */
  async inOrder(seconds = 90): Promise<void> {
    const end = Date.now() + seconds * 1000;
    let trouble: string | undefined = 'not asked yet';
    while (Date.now() < end) {
      const before: string | undefined = trouble;
      trouble = await this.trouble();
      if (trouble === undefined) return;
      if (trouble !== before) this.say(`not in order yet: ${trouble}`);
      await sleep(400);
    }
    throw new Error(`${this.namespace} is not in order after ${seconds} s: ${trouble}`);
  }
}
