/** Runs Prometheus, Alertmanager and the sources of metrics against an API server, with their pods' files as they are rendered. */
import path from 'node:path';
import type { Findings } from '../findings';
import { type Server, until } from '../process';
import { AppServer } from './app-server';
import { runningContainer, type Sources } from './container';
import { Hooks } from './hooks';
import { Kubelets } from './kubelet';
import { judgePanels } from './panels';
import { type Platform, startPlatform } from './platform';
import { APP_METRICS } from './program';
import { PrometheusApi } from './prometheus-api';
import { judgeRights, judgeTargets } from './targets';

export type Binaries = Readonly<Record<string, string>>;

/** Everything that runs. */
export interface Scene {
  readonly platform: Platform;
  readonly prometheus: PrometheusApi;
  readonly hooks: Hooks;
  /** The servers of the app `web`. */
  readonly web: readonly AppServer[];
}

/** Starts the containers of one pod of a workload. All pods share one network, so it answers for all addresses of a DaemonSet. */
async function startServer(
  workload: string,
  program: string,
  { podsOf }: Platform,
  sources: Sources,
  directory: string,
): Promise<Server | undefined> {
  const [pod] = podsOf(`observability-${workload}`);
  if (!pod) throw new Error(`the program must have a pod of ${workload}`);
  let last: Server | undefined;
  for (const { name } of pod['spec'].containers) {
    last = runningContainer({ directory, pod, name, program, sources }).server;
    await last.start();
  }
  return last;
}

async function startApps({ podsOf }: Platform, name: string): Promise<readonly AppServer[]> {
  const apps = podsOf(name).map(({ status }) => new AppServer(status.podIP, APP_METRICS));
  for (const one of apps) await one.start();
  return apps;
}

/** Runs everything, and hands it to `judge`. `change` may change the files of the servers. */
export async function onScene(
  binaries: Binaries,
  directory: string,
  change: (sources: Sources) => Sources,
  judge: (scene: Scene) => Promise<Findings>,
): Promise<Findings> {
  const platform = await startPlatform();
  try {
    const web = await startApps(platform, 'web');
    await startApps(platform, 'api');
    await new Kubelets(platform).listen();
    const hooks = new Hooks();
    await hooks.listen();
    const sources = change(platform.sources);
    let last: Server | undefined;
    for (const workload of ['kube-state-metrics', 'node-exporter', 'alertmanager', 'prometheus']) {
      last = await startServer(workload, `${binaries[workload]}`, platform, sources, path.join(directory, workload));
    }
    const [pod] = platform.podsOf('observability-prometheus');
    const prometheus = new PrometheusApi(`http://${pod?.['status'].podIP}:9090`);
    const findings = await judge({ platform, prometheus, hooks, web });
    return [...findings, `Prometheus took ${last?.peak} MiB at most`];
  } finally {
    await platform.stop();
  }
}

/** Judges targets, rights and panels, with no file changed. */
export function judgeMetrics(binaries: Binaries, directory: string): Promise<Findings> {
  const asRendered = (sources: Sources): Sources => sources;
  return onScene(binaries, directory, asRendered, async ({ platform, prometheus, hooks }) => {
    const findings = [
      ...(await judgeTargets(prometheus, platform)),
      ...(await judgeRights(platform.cluster)),
      ...(await judgePanels(prometheus, platform.manifests)),
    ];
    await until('Watchdog reaches the dead man', async () => hooks.at('dead-man').length > 0);
    return [...findings, 'Watchdog reaches the dead man'];
  });
}
