/** The run itself, in namespaces of its own: when it ends, they end, with all that it started. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Context, Lane, Scenario } from './context';
import { Figures } from './figures';
import { Cluster } from './kubelet/cluster';
import { startNameServer } from './kubelet/name-server';
import { prepareNetwork } from './kubelet/network';
import { run } from './kubelet/shell';
import { SEED } from './kubelet/timing';
import { LANES } from './lanes';
import { Store } from './store/store';
import { ENGINES, PASSWORDS, secret, storeManifests } from './store/synthesize';
import { Turn } from './turn';

/** With more at once, each would measure the load of the machine: on two cores, five lanes left a primary without an answer for 15 s. */
const AT_ONCE = Number(process.env['MAINSTAY_LANES'] ?? os.cpus().length + 1);
const ROUNDS = Number(process.env['MAINSTAY_ROUNDS'] ?? 1);

/** Parts that all lanes share. */
interface Machine {
  readonly cluster: Cluster;
  readonly figures: Figures;
  readonly turn: Turn;
}

async function prepare(directory: string): Promise<Cluster> {
  await run('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  for (const made of ['/run/netns', '/run/crun']) mkdirSync(made);
  // crun refuses a machine with both versions of cgroups, even with cgroups disabled.
  await run('mount', ['-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup']);
  // One disk for the volumes of all lanes would be busier than the disk of one store.
  mkdirSync(path.join(directory, 'claims'));
  await run('mount', ['-t', 'tmpfs', 'tmpfs', path.join(directory, 'claims')]);
  await prepareNetwork();
  return new Cluster(directory, await startNameServer());
}

/** Runs the scenarios of a lane in a namespace. @returns those that failed a time, or could not end and those after them */
async function runLane(lane: Lane, namespace: string, { cluster, figures, turn }: Machine): Promise<Scenario[]> {
  const again: Scenario[] = [];
  const { engine } = lane;
  const label = engine ? ENGINES[engine].label : lane.name;
  const say = (text: string): void => {
    if (process.env['MAINSTAY_VERBOSE']) console.log(`${new Date().toISOString().slice(11, 23)} ${namespace}: ${text}`);
  };
  const store = new Store(cluster, namespace, { password: PASSWORDS.password }, say);
  const rounds = (least: number): number => Math.max(1, Math.round(least * ROUNDS));
  let missed = false;
  const judged = (good: boolean): boolean => {
    missed ||= !good;
    return good;
  };
  const time: Context['time'] = (...goal) => judged(figures.time(...goal));
  const rate: Context['rate'] = (...goal) => judged(figures.rate(...goal));
  const context: Context = { cluster, namespace, label, engine, store, figures, time, rate, turn, rounds, say };
  if (engine) {
    const manifests = storeManifests(namespace, engine, lane.props);
    cluster.apply(lane.secretLater ? manifests : [secret(namespace), ...manifests]);
  }
  for (const [at, scenario] of lane.scenarios.entries()) {
    const begun = Date.now();
    missed = false;
    try {
      await scenario.run(context);
      figures.ends(`${label}: ${scenario.name}: ends`, true, `after ${((Date.now() - begun) / 1000).toFixed(0)} s`);
      if (engine && missed) again.push(scenario);
    } catch (error) {
      const pods = cluster.pods(namespace).map((pod) => pod.lastLines(15));
      figures.ends(`${label}: ${scenario.name}: ends`, false, `${error instanceof Error ? error.message : error}`);
      console.log(pods.join('\n').replace(/^/gm, `      ${namespace} | `));
      // The next scenarios need a healthy store. Without an engine, they need all scenarios before them.
      again.push(...(engine ? lane.scenarios.slice(at) : lane.scenarios));
      break;
    }
  }
  // Probes of servers that are no longer needed would disturb the other lanes.
  await cluster.remove(namespace);
  return again;
}

/** The kubelet and clients come before the servers: elsewhere they would have machines of their own. */
const OURS = -5;

const RESULTS = path.join(__dirname, '..', '..', 'coverage', 'dataplane');

/** Keeps the logs of every container, for reading after a failure. */
function keepLogs(directory: string): void {
  const to = path.join(RESULTS, 'logs');
  rmSync(to, { recursive: true, force: true });
  cpSync(path.join(directory, 'logs'), to, { recursive: true });
  console.log(`figures and logs are in ${path.relative(process.cwd(), RESULTS)}`);
}

function withScenarios(lane: Lane, scenarios: readonly Scenario[]): Lane {
  return { ...lane, secretLater: lane.secretLater === true && scenarios[0] === lane.scenarios[0], scenarios };
}

/** The scenarios that have every word in their name or in that of their lane. */
function chosen(words: readonly string[]): Lane[] {
  if (words.length === 0) return [...LANES];
  return LANES.map((lane) => {
    const scenarios = lane.scenarios.filter(({ name }) => words.every((word) => `${lane.name} ${name}`.includes(word)));
    return withScenarios(lane, scenarios);
  }).filter(({ scenarios }) => scenarios.length > 0);
}

async function main(): Promise<number> {
  const [directory = '', ...words] = process.argv.slice(2);
  const lanes = chosen(words);
  if (lanes.length === 0) throw new Error(`no lane or scenario is called ${words.join(' and ')}`);
  os.setPriority(OURS);
  const delay = monitorEventLoopDelay();
  delay.enable();
  const begun = Date.now();
  const cluster = await prepare(directory);
  const figures = new Figures({
    date: new Date().toISOString().slice(0, 10),
    seed: SEED,
    cores: os.cpus().length,
    roots: JSON.parse(process.env['MAINSTAY_ROOTS'] ?? '[]'),
  });
  const turn = new Turn();
  console.log(`seed ${SEED}; MAINSTAY_SEED=${SEED} draws the same times again`);
  const waiting = [...lanes];
  const machine: Machine = { cluster, figures, turn };
  const again: Lane[] = [];
  const work = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      const scenarios = await runLane(lane, lane.name, machine);
      if (scenarios.length > 0) again.push(withScenarios(lane, scenarios));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const lane of again) {
    console.log(`${lane.name} again, with nothing beside it: ${lane.scenarios.map(({ name }) => name).join(', ')}`);
    await runLane(lane, `${lane.name}-again`, machine);
  }
  const late = delay.percentile(99) / 1e6;
  figures.print();
  console.log(
    `this process was late by ${late.toFixed(0)} ms (99th percentile), ${(delay.max / 1e6).toFixed(0)} ms at most`,
  );
  figures.write(path.join(RESULTS, 'figures.json'));
  keepLogs(directory);
  console.log(`${((Date.now() - begun) / 1000).toFixed(0)} s`);
  console.log(`${figures.passed} passed, ${figures.failed} failed`);
  return figures.failed === 0 && figures.passed > 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
