/** PostgreSQL with the settings that the library renders, in a root file system of the data plane and under a memory limit. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { track } from '../../cluster/cleanup';
import { type CommandResult, capture } from '../../cluster/processes';
import { MemoryLimit } from './cgroup';
import { inRoot } from './in-root';

const PROGRAMS = '/usr/lib/postgresql/18/bin';
const USER = 999;
const AS_USER = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups'];
/** Tables are vacuumed as soon and as fast as can be. */
const EAGER = ['autovacuum_naptime=1s', 'autovacuum_vacuum_cost_delay=0', 'autovacuum_vacuum_scale_factor=0.01'];

export interface Settings {
  readonly root: string;
  readonly directory: string;
  readonly configuration: string;
  readonly limit: number;
}

export class PostgresServer {
  readonly limit: MemoryLimit;
  /** The most memory since the start, in bytes. */
  most = 0;
  private child: ChildProcess | undefined;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly given: Settings,
    readonly port: number,
  ) {
    this.limit = new MemoryLimit(`mainstay-memory-${process.pid}-${port}`, given.limit);
  }

  get alive(): boolean {
    return this.child?.exitCode === null && this.child.signalCode === null;
  }

  /** Lines of its log that tell of memory or of processes that ended. */
  get complaints(): readonly string[] {
    return this.log.split('\n').filter((line) => /out of memory|terminated by signal|PANIC|could not fork/i.test(line));
  }

  private get log(): string {
    return readFileSync(path.join(this.given.directory, 'log'), 'utf8');
  }

  async start(): Promise<void> {
    const { root, directory, configuration } = this.given;
    chownSync(directory, USER, USER);
    writeFileSync(path.join(directory, 'server.conf'), configuration);
    writeFileSync(
      path.join(directory, 'hba.conf'),
      'local all all trust\nhost all,replication all 127.0.0.1/32 trust\n',
    );
    writeFileSync(path.join(directory, 'ident.conf'), '');
    await this.run([...AS_USER, `${PROGRAMS}/initdb`, '--pgdata=/tmp/data', '--username=postgres', '--no-sync']);
    const own = ['hba_file=/tmp/hba.conf', 'ident_file=/tmp/ident.conf', 'unix_socket_directories=/tmp'];
    const options = [
      ...own,
      'listen_addresses=127.0.0.1',
      `port=${this.port}`,
      'config_file=/tmp/server.conf',
      ...EAGER,
    ];
    const words = [...AS_USER, `${PROGRAMS}/postgres`, '-D', '/tmp/data', ...options.flatMap((one) => ['-c', one])];
    const log = openSync(path.join(directory, 'log'), 'a');
    this.child = spawn('unshare', inRoot(root, directory, words, this.enter), {
      stdio: ['ignore', log, log],
      detached: true,
    });
    track(this.child);
    for (let n = 0; (await this.try(this.program('pg_isready'))).status !== 0; n += 1) {
      if (n >= 100 || !this.alive) throw new Error(`the server does not start: ${this.log.slice(-1000)}`);
      await sleep(200);
    }
    this.timers.push(
      setInterval(() => {
        this.most = Math.max(this.most, this.limit.used);
      }, 20),
      // The probe of the pod runs in the server's container.
      setInterval(
        () => void capture('unshare', inRoot(root, directory, this.program('pg_isready'), this.enter)),
        2_000,
      ),
    );
  }

  /** Returns the words that run a program of PostgreSQL as a client of this server. */
  program(name: string, ...options: readonly string[]): string[] {
    return [
      'env',
      'PGDATABASE=postgres',
      `${PROGRAMS}/${name}`,
      '-h',
      '127.0.0.1',
      '-p',
      `${this.port}`,
      '-U',
      'postgres',
      ...options,
    ];
  }

  /** Runs a program outside of the memory limit. */
  try(words: readonly string[], timeoutSeconds = 900): Promise<CommandResult> {
    const { root, directory } = this.given;
    return capture('unshare', inRoot(root, directory, words), { timeoutSeconds });
  }

  /** The same. @throws when it fails */
  async run(words: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.try(words);
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Returns the answer to the last of some statements, as the superuser. */
  sql(...statements: readonly string[]): Promise<string> {
    const each = statements.flatMap((one) => ['-c', one]);
    return this.run(this.program('psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', ...each));
  }

  async remove(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    // A fast shutdown.
    this.child?.kill('SIGINT');
    for (let n = 0; n < 300 && this.alive; n += 1) await sleep(100);
    this.child?.kill('SIGKILL');
    await sleep(300);
    this.limit.remove();
  }

  private get enter(): string {
    return `echo $$ >${this.limit.directory}/cgroup.procs &&`;
  }
}
