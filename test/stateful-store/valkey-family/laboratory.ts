import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Engine, StatefulStore } from '../../../lib';
import { containerOf, find, podOf, testChart } from '../../support/charts';

interface SentinelView {
  readonly primary: string;
  readonly epoch?: number;
  readonly replicas?: number;
  readonly flags?: string;
  /** Milliseconds since the primary has answered. */
  readonly silence?: number;
}

type Variable = { readonly name: string; readonly value?: string };

/** A pod of a synthesized store, its files in a directory, with programs that only pretend. */
export class Laboratory {
  readonly home = mkdtempSync(join(tmpdir(), 'mainstay-valkey-'));
  private readonly env: Record<string, string>;

  constructor(engine = Engine.valkey(), pod = 0, props: Partial<ConstructorParameters<typeof StatefulStore>[2]> = {}) {
    const chart = testChart();
    new StatefulStore(chart, 'store', { engine, ...props });
    const set = find(chart, 'StatefulSet');
    const files = find(chart, 'ConfigMap')['data'] as Record<string, string>;
    for (const [name, text] of Object.entries(files)) this.write(`config/${name}`, this.moved(text));
    for (const made of ['bin', 'run', 'data', 'secrets', 'fake']) mkdirSync(this.at(made), { recursive: true });
    const { SERVER = '', CLI = '', ...told } = this.told(containerOf(set)['env']);
    for (const [as, from] of Object.entries({ [CLI]: 'cli', [SERVER]: 'server', getent: 'getent' })) {
      cpSync(join(__dirname, 'fake', `${from}.sh`), this.at('bin', as));
      chmodSync(this.at('bin', as), 0o755);
    }
    this.env = {
      ...told,
      SERVER,
      CLI,
      POD_NAME: `store-${pod}`,
      POD_NAMESPACE: 'shop',
      REPLICAS: `${set['spec'].replicas}`,
    };
    this.write('secrets/password', 'for clients');
    this.write('secrets/admin', 'for servers');
    podOf(set);
  }

  private told(variables: readonly Variable[]): Record<string, string> {
    return Object.fromEntries(variables.flatMap(({ name, value }) => (value ? [[name, this.moved(value)]] : [])));
  }

  /** The paths of a container as paths of the laboratory. */
  private moved(text: string): string {
    return text
      .replaceAll('/etc/store', this.at('config'))
      .replaceAll('/run/store', this.at('run'))
      .replaceAll('/run/secrets/store', this.at('secrets'))
      .replace(/(^|[^\w])\/data\b/gm, `$1${this.at('data')}`);
  }

  at(...parts: string[]): string {
    return join(this.home, ...parts);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }

  /** Says when a file was last written. */
  touch(path: string, when: Date): void {
    utimesSync(this.at(path), when, when);
  }

  read(path: string): string {
    return existsSync(this.at(path)) ? readFileSync(this.at(path), 'utf8') : '';
  }

  name(pod: number): string {
    return `store-${pod}.store.shop.svc.cluster.local`;
  }

  /** What a server or Sentinel answers to a command. */
  answers(host: string, port: number, replies: Readonly<Record<string, string>>): void {
    for (const [command, reply] of Object.entries(replies)) {
      this.write(`fake/${host}:${port}/${command.replaceAll(' ', '_')}`, reply === '' ? '' : `${reply}\n`);
    }
  }

  /** Ends the answers of a host. */
  silence(host: string): void {
    for (const port of [6379, 26379]) rmSync(this.at('fake', `${host}:${port}`), { recursive: true, force: true });
  }

  /** What the Sentinel of a pod, or at an address, says. */
  sentinel(at: number | string, view: SentinelView): void {
    const { primary, epoch = 0, replicas = 2, flags = 'master', silence = 100 } = view;
    const fields = {
      name: 'mymaster',
      ip: primary,
      flags,
      'last-ok-ping-reply': silence,
      'config-epoch': epoch,
      'num-slaves': replicas,
    };
    this.answers(typeof at === 'number' ? this.name(at) : at, 26379, {
      ping: 'PONG',
      'sentinel get-master-addr-by-name mymaster': `${primary}\n6379`,
      'sentinel master mymaster': Object.entries(fields).flat().join('\n'),
      'sentinel slaves mymaster': '',
    });
  }

  /** Runs a script to its end. */
  run(script: string, ...words: string[]) {
    const options = { env: this.variables, encoding: 'utf8', timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync('sh', [this.at('config', script), ...words], options);
    return { status, stdout, stderr };
  }

  /** Runs a script until it says something on standard error, or ends. */
  until(
    script: string,
    said: RegExp,
  ): Promise<{ readonly ended: boolean; readonly stdout: string; readonly stderr: string }> {
    const child = spawn('sh', [this.at('config', script)], { env: this.variables, detached: true });
    let stdout = '';
    let stderr = '';
    return new Promise((resolve) => {
      child.stdout.on('data', (data) => {
        stdout += data;
      });
      child.stderr.on('data', (data) => {
        stderr += data;
        if (!said.test(stderr) || child.pid === undefined) return;
        process.kill(-child.pid, 'SIGKILL');
        resolve({ ended: false, stdout, stderr });
      });
      child.on('close', () => resolve({ ended: true, stdout, stderr }));
    });
  }

  /** The environment of its scripts. */
  get variables(): Record<string, string> {
    return { ...this.env, PATH: `${this.at('bin')}:${process.env['PATH']}`, FAKE: this.at('fake') };
  }

  /** What was asked, a line each: `store-1…:26379 sentinel failover mymaster`. */
  get asked(): string[] {
    return this.read('fake/asked').split('\n').filter(Boolean);
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

const used: Laboratory[] = [];

/** A laboratory that is gone after the test. */
export function laboratory(...args: ConstructorParameters<typeof Laboratory>): Laboratory {
  const made = new Laboratory(...args);
  used.push(made);
  return made;
}

afterEach(() => {
  for (const one of used.splice(0)) one.remove();
});
