/** A routed pod network: every pod has a network namespace and an address, and this process is their router. */
import { writeFileSync } from 'node:fs';
import { run } from './shell';

/** Addresses that a cluster has, too. */
export const NODE_ADDRESS = '10.88.0.1';
export const DNS_ADDRESS = '10.96.0.10';
const GATEWAY = '169.254.1.1';

/** Prepares the namespace of this process. Call once. */
export async function prepareNetwork(): Promise<void> {
  const own = [NODE_ADDRESS, DNS_ADDRESS, GATEWAY].map((address) => `addr add ${address}/32 dev lo\n`);
  await run('ip', ['-batch', '-'], `link set lo up\n${own.join('')}`);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  await run(
    'nft',
    ['-f', '-'],
    `table ip pods {
       set isolated { type ipv4_addr; }
       chain forward {
         type filter hook forward priority 0;
         ip saddr @isolated ip daddr != @isolated counter drop
         ip saddr != @isolated ip daddr @isolated counter drop
       }
     }`,
  );
}

let next = 10;

/** One pod's network namespace. */
export class PodNetwork {
  /** Makes the namespace, connects and addresses it. */
  static async attach(): Promise<PodNetwork> {
    next += 1;
    const network = new PodNetwork(`p${next}`, `10.88.${next >> 8}.${next & 255}`, `v${next}`);
    await network.connect();
    return network;
  }

  private constructor(
    readonly name: string,
    readonly address: string,
    private readonly link: string,
  ) {}

  get path(): string {
    return `/run/netns/${this.name}`;
  }

  private async connect(): Promise<void> {
    const { name, address, link } = this;
    await run('ip', ['netns', 'add', name]);
    await run(
      'ip',
      ['-batch', '-'],
      `link add ${link} type veth peer name eth0 netns ${name}\nlink set ${link} up\nroute add ${address}/32 dev ${link}\n`,
    );
    const inside = ['addr add', `${address}/32 dev eth0`];
    await run(
      'ip',
      ['-n', name, '-batch', '-'],
      `${inside.join(' ')}\nlink set lo up\nlink set eth0 up\nroute add ${GATEWAY} dev eth0\nroute add default via ${GATEWAY}\n`,
    );
  }

  /** Takes the pod off the network for good. Packets to its address vanish, as in most networks of more than one node. */
  async detach(): Promise<void> {
    await run('ip', ['route', 'replace', 'blackhole', `${this.address}/32`]);
    await run('ip', ['netns', 'del', this.name]);
  }
}

/** Blocks all traffic between `addresses` and all other addresses. */
export async function isolate(addresses: readonly string[]): Promise<void> {
  await run('nft', ['add', 'element', 'ip', 'pods', 'isolated', `{ ${addresses.join(', ')} }`]);
}

/** Ends the isolation of the same addresses. */
export async function rejoin(addresses: readonly string[]): Promise<void> {
  await run('nft', ['delete', 'element', 'ip', 'pods', 'isolated', `{ ${addresses.join(', ')} }`]);
}
