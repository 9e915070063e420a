/** Snapshots by schedule: what the synthesized pods would run is run here, with the rights of their account, on a real API server. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AddOn, Backup, Engine } from '../../../lib';
import { applyFolder } from '../checks/growth';
import { list } from '../checks/rollout';
import { removeAtExit, track } from '../cleanup';
import type { Cluster } from '../cluster';
import { type Manifest, ofKind } from '../manifests';
import { check } from '../runner';
import { STORE, store } from './program';

const NAMESPACE = 'snapshots';
const SCRIPTS = path.join(__dirname, '..', '..', '..', 'lib', 'stateful-store', 'backup', 'steps', 'scripts');
const API = '/apis/snapshot.storage.k8s.io/v1/namespaces';

/** The containers of a run, on this machine. */
class Run {
  private readonly root = mkdtempSync(path.join(os.tmpdir(), 'mainstay-snapshots-'));
  private readonly account: string;

  constructor(
    private readonly cluster: Cluster,
    private readonly pod: Manifest,
  ) {
    removeAtExit(this.root);
    mkdirSync(path.join(this.root, 'backup'));
    cpSync(SCRIPTS, path.join(this.root, 'etc/backup'), { recursive: true });
    this.account = `--as=system:serviceaccount:${NAMESPACE}:${pod['serviceAccountName']}`;
  }

  /** The arguments of a container, with its directories where they are here. */
  private words(name: string): { readonly program: string; readonly args: string[]; readonly env: NodeJS.ProcessEnv } {
    const all: Manifest[] = [...this.pod['initContainers'], ...this.pod['containers']];
    const container = all.find((one) => one['name'] === name);
    assert.ok(container, `there is no container ${name}`);
    const here = (word: string): string => word.replace(/^\/(backup|etc)(?=\/|$)/, `${this.root}/$1`);
    const variables = (container['env'] ?? []).map(({ name: key, value }: Manifest) => [key, here(`${value}`)]);
    const env = { ...process.env, KUBECONFIG: this.cluster.kubeconfig, ...Object.fromEntries(variables) };
    const [program, ...args] = container['command'] as string[];
    if (program !== 'kubectl') return { program: `${program}`, args: args.map(here), env };
    return { program: this.cluster.program, args: [...args.map(here), '-n', NAMESPACE, this.account], env };
  }

  proxy(): ChildProcess {
    const { program, args, env } = this.words('proxy');
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true });
    track(child);
    return child;
  }

  step(name: string, more: readonly string[] = []): { readonly status: number | null; readonly said: string } {
    const { program, args, env } = this.words(name);
    const { status, stdout, stderr } = spawnSync(program, [...args, ...more], { env, encoding: 'utf8' });
    return { status, said: `${stdout}${stderr}` };
  }

  /** A whole run, in which the driver makes its snapshots usable or does not. */
  async all(usable: boolean): Promise<void> {
    for (const name of ['name', 'create']) this.succeeds(name);
    const made = readFileSync(path.join(this.root, 'backup/new.json'), 'utf8').trim().split('\n');
    for (const line of usable ? made : []) {
      const { name } = (JSON.parse(line) as Manifest)['metadata'];
      const status = JSON.stringify({ status: { readyToUse: true } });
      const patch = ['patch', 'volumesnapshot', name, '-n', NAMESPACE, '--subresource=status', '--type=merge'];
      await this.cluster.kubectl([...patch, `--patch=${status}`]);
    }
    if (!usable) return assert.notEqual(this.step('wait', ['--timeout=1s']).status, 0, 'it must wait');
    for (const name of ['wait', 'choose', 'delete']) this.succeeds(name);
  }

  private succeeds(name: string): void {
    const { status, said } = this.step(name);
    assert.equal(status, 0, `${name}: ${said}`);
  }
}

/** Runs the checks. The definitions of snapshots are there already. */
export async function snapshotsRotate(cluster: Cluster): Promise<void> {
  const on = `on Kubernetes 1.${cluster.minor}`;
  const backup = Backup.snapshots({ schedule: '@hourly', keep: 2 });
  const version = store(NAMESPACE, { installed: [AddOn.volumeSnapshots()] }, { engine: Engine.valkey(), backup });
  const stamps = async (): Promise<string[]> => {
    const names = (await list(cluster, 'volumesnapshots', NAMESPACE)).map(({ metadata }) => metadata.name as string);
    return [...new Set(names.map((name) => name.replace(/^.*-/, '')))].sort();
  };
  await cluster.kubectl(['create', 'namespace', NAMESPACE]);
  const { status, stderr } = await applyFolder(cluster, version);
  assert.equal(status, 0, stderr);
  const [job] = ofKind(version.manifests, 'CronJob');
  const run = new Run(cluster, job?.['spec'].jobTemplate.spec.template.spec);
  const proxy = run.proxy();

  await check(`the proxy of a run lets snapshots be read, and nothing else ${on}`, async () => {
    const asked = async (url: string, method = 'GET'): Promise<number> => {
      for (let tries = 0; ; tries += 1) {
        const code = await fetch(`http://127.0.0.1:8001${url}`, { method }).then(
          (answer) => answer.status,
          () => 0,
        );
        if ((code !== 0 && code !== 429) || tries > 50) return code;
        await sleep(200);
      }
    };
    assert.equal(await asked(`${API}/${NAMESPACE}/volumesnapshots`), 200);
    assert.equal(await asked(`${API}/${NAMESPACE}/volumesnapshots`, 'DELETE'), 403);
    assert.equal(await asked(`${API}/kube-system/volumesnapshots`), 403);
    assert.equal(await asked(`/api/v1/namespaces/${NAMESPACE}/secrets`), 403);
  });

  await check(`snapshots are taken of every volume, and the newest that can be used are kept ${on}`, async () => {
    const kept: string[][] = [];
    for (const usable of [true, false, true, true]) {
      await run.all(usable);
      kept.push(await stamps());
      await sleep(1_100);
    }
    const [first = [], , third = [], last = []] = kept;
    assert.deepEqual(
      kept.map((all) => all.length),
      [1, 2, 3, 2],
    );
    assert.deepEqual(last.slice(0, 1), third.slice(-1), `${first.join()} and the one that cannot be used must be gone`);
    const names = (await list(cluster, 'volumesnapshots', NAMESPACE)).length;
    assert.equal(names, 6, 'two of each of three volumes');
  });
  if (proxy.pid !== undefined) process.kill(-proxy.pid);
  await cluster.kubectl(['delete', 'statefulset', STORE, '-n', NAMESPACE]);
}
