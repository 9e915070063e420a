/** Services: names of pods and of Services, virtual addresses, and how late the network hears of a change. */
import type { Names } from './name-server';
import { run } from './shell';
import type { Manifest } from './spec';
import { PROPAGATION_MS } from './timing';

/** Facts about a pod that a Service needs. */
export interface Endpoint {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string | undefined;
  /** Passes its readiness probes and is not being deleted. */
  readonly ready: boolean;
  readonly hostname: string;
  readonly subdomain: string | undefined;
  /** The number of a named port. */
  readonly portNumber: (name: string | number) => number | undefined;
}

const DOMAIN = 'cluster.local';

export class Services {
  private readonly services = new Map<string, Manifest>();
  private readonly addresses = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private applied = '';
  private syncing: Promise<void> = Promise.resolve();

  constructor(
    private readonly endpoints: () => readonly Endpoint[],
    private readonly publish: (names: Names) => void,
  ) {}

  apply(service: Manifest): void {
    const key = `${service.metadata.name}.${service.metadata.namespace ?? 'default'}`;
    this.services.set(key, service);
    if (service['spec'].clusterIP !== 'None' && !this.addresses.has(key)) {
      const n = this.addresses.size + 20;
      this.addresses.set(key, `10.96.${n >> 8}.${n & 255}`);
    }
    this.changed();
  }

  /** The virtual address of a Service, if it has one. */
  addressOf(name: string, namespace: string): string | undefined {
    return this.addresses.get(`${name}.${namespace}`);
  }

  /**
   * Returns the variables of every container:
   * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
   */
  links(namespace: string): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [key, service] of this.services) {
      const address = this.addresses.get(key);
      if (!address || (service.metadata.namespace ?? 'default') !== namespace) continue;
      const name = service.metadata.name.toUpperCase().replace(/-/g, '_');
      const [first] = service['spec'].ports;
      env[`${name}_SERVICE_HOST`] = address;
      env[`${name}_SERVICE_PORT`] = `${first.port}`;
      env[`${name}_PORT`] = `tcp://${address}:${first.port}`;
    }
    return env;
  }

  /** Something about a pod or a Service has changed; names and addresses follow a little later. */
  changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.syncing = this.syncing.then(() => this.sync());
    }, PROPAGATION_MS);
  }

  private selected(service: Manifest): Endpoint[] {
    const { selector = {}, publishNotReadyAddresses } = service['spec'];
    const wanted = Object.entries(selector as Record<string, string>);
    if (wanted.length === 0) return [];
    return this.endpoints().filter(
      (pod) =>
        pod.address !== undefined &&
        pod.namespace === (service.metadata.namespace ?? 'default') &&
        (pod.ready || publishNotReadyAddresses) &&
        wanted.every(([key, value]) => pod.labels[key] === value),
    );
  }

  private async sync(): Promise<void> {
    const names: Record<string, readonly string[]> = {};
    const rules: string[] = [];
    const rejects: string[] = [];
    const own = new Set<string>();
    for (const [key, service] of this.services) {
      const full = `${key}.svc.${DOMAIN}`;
      const pods = this.selected(service);
      const address = this.addresses.get(key);
      if (address) {
        names[full] = [address];
        for (const port of service['spec'].ports) {
          const targets = pods.flatMap((pod) => {
            const number = pod.portNumber(port.targetPort ?? port.port);
            return number ? [`${pod.address} . ${number}`] : [];
          });
          const match = `ip daddr ${address} tcp dport ${port.port}`;
          // A pod that reaches itself by way of a Service must not see its own address as the sender.
          for (const pod of pods) own.add(`ip saddr ${pod.address} ip daddr ${pod.address} masquerade`);
          const choice = targets.map((target, i) => `${i} : ${target}`).join(', ');
          if (targets.length === 0) rejects.push(`${match} reject`);
          else rules.push(`${match} dnat ip addr . port to numgen random mod ${targets.length} map { ${choice} }`);
        }
        continue;
      }
      if (pods.length > 0) names[full] = pods.map((pod) => pod.address ?? '');
      for (const pod of pods) {
        if (pod.subdomain === service.metadata.name) names[`${pod.hostname}.${full}`] = [pod.address ?? ''];
      }
    }
    this.publish(names);
    await this.translate(rules, rejects, [...own]);
  }

  private async translate(rules: readonly string[], rejects: readonly string[], own: readonly string[]): Promise<void> {
    const chain = (name: string, hook: string, priority: number, lines: readonly string[], type: string): string =>
      `chain ${name} { type ${type} hook ${hook} priority ${priority};\n${lines.join('\n')}\n}\n`;
    const table = [
      chain('pre', 'prerouting', -100, rules, 'nat'),
      chain('out', 'output', -100, rules, 'nat'),
      chain('post', 'postrouting', 100, own, 'nat'),
      chain('none', 'forward', -1, rejects, 'filter'),
      chain('mine', 'output', -1, rejects, 'filter'),
    ].join('');
    if (table === this.applied) return;
    await run('nft', ['-f', '-'], `table ip services\ndelete table ip services\ntable ip services {\n${table}}\n`);
    this.applied = table;
  }
}
