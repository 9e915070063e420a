/** Clients of a store: one process in the network of a pod of its own, with an application's variables of the store. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Cluster } from '../kubelet/cluster';
import { environment } from '../kubelet/environment';
import { resolvConf } from '../kubelet/etc';
import { PodNetwork } from '../kubelet/network';
import type { Container } from '../kubelet/spec';
import type { Command, Losses, Report } from './messages';

/** The application whose variables the clients get. */
export interface Application {
  readonly namespace: string;
  /** Its container, as synthesized: `env` comes from the store's binding. */
  readonly container: Container;
  /** Prefix of the binding's variables. */
  readonly prefix: string;
}

let count = 0;

export class Load {
  private next = 0;
  private readonly waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();

  /** Starts the process; it does not write yet. */
  static async of(cluster: Cluster, application: Application): Promise<Load> {
    count += 1;
    const name = `load-${count}`;
    const { namespace, container, prefix } = application;
    const network = await PodNetwork.attach();
    const env = environment(
      {
        name,
        namespace,
        uid: '0',
        address: network.address,
        labels: {},
        annotations: {},
        serviceAccount: 'default',
        containers: [container],
        find: (kind, object) => cluster.find(kind, namespace, object),
      },
      container,
      {},
    );
    const resolv = path.join(cluster.directory, `${name}.resolv.conf`);
    writeFileSync(resolv, resolvConf(namespace));
    const log = openSync(path.join(cluster.directory, 'logs', namespace, `${name}.log`), 'a');
    const script = 'mount --bind "$1" /etc/resolv.conf && shift && exec nsenter "$@"';
    const node = [process.execPath, '-r', 'ts-node/register', path.join(__dirname, 'client.ts')];
    const args = ['--mount', 'sh', '-c', script, 'sh', resolv, `--net=${network.path}`, ...node];
    const child = spawn('unshare', args, {
      stdio: ['ignore', log, log, 'ipc'],
      env: { PATH: process.env['PATH'], ...env, LOAD_PREFIX: prefix, LOAD_NAME: name },
    });
    return new Load(network, child);
  }

  private constructor(
    readonly network: PodNetwork,
    private readonly child: ChildProcess,
  ) {
    child.on('message', ({ id, answer, error }: { id: number; answer: never; error?: string }) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(error));
    });
    child.once('close', (code) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`the clients ended with ${code}`));
    });
  }

  private ask<T>(command: Command): Promise<T> {
    this.next += 1;
    const id = this.next;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.send({ id, command });
    });
  }

  /** Begins to write: `plain` and `confirmed` connections with `rate` writes a second each. */
  start(connections: { plain: number; confirmed: number }, rate: number): Promise<void> {
    return this.ask({ do: 'start', connections, rate });
  }

  stop(): Promise<void> {
    return this.ask({ do: 'stop' });
  }

  report(since: number): Promise<Report> {
    return this.ask({ do: 'report', since });
  }

  /** Reads back all that was acknowledged; afterwards the keys are removed and the ledger is empty, unless `keep`. */
  verify({ keep = false } = {}): Promise<Losses> {
    return this.ask({ do: 'verify', remove: !keep });
  }

  async end(): Promise<void> {
    const exited = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGKILL');
    await exited;
    await this.network.detach();
  }
}
