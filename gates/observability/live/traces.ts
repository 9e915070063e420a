/** Runs Jaeger, and an app that sends it spans. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Chart } from 'cdk8s';
import { App, Logs, Observability, Sampling, SecretKey, Traces, WebApp } from '../../../lib';
import { type Manifest, Manifests } from '../../../lib/testing';
import { type Findings, finding } from '../findings';
import type { Server } from '../process';
import { environmentOf, runningContainer } from './container';
import { PLATFORM, SHOP } from './names';
import { hostsFile } from './network';

import { type SentTrace, SpanSender } from './spans';

const ADDRESS = '10.244.0.9';
const QUERY = `http://${ADDRESS}:16686/api/traces`;
/** Traces in the first run, one each ten milliseconds, and the milliseconds before a kill whose traces may be lost. */
const SENT = 1_000;
const MAY_LOSE = 1_000;
/** Traces in the run with tail sampling, of which every fifth fails. */
const SAMPLED = 500;
/** Seconds until a trace is chosen, and then written. */
const CHOSEN = 15;
const SHARE = 10;

function programOf(sampling: Sampling): readonly Manifest[] {
  const app = new App();
  const shop = new Chart(app, 'shop', { namespace: SHOP });
  const web = new WebApp(shop, 'web', { image: 'ghcr.io/acme/shop:1.4.2', health: '/healthz' });
  const platform = new Chart(app, 'platform', { namespace: PLATFORM });
  new Observability(platform, 'observability', {
    adminPassword: SecretKey.of('grafana', 'password'),
    logs: Logs.none(),
    traces: Traces.jaeger({ sampling }),
  }).watch(web);
  return [shop, platform].flatMap((chart) => Manifests.of(chart).all);
}

/** Returns a pod of a workload as it would run. */
function podOf(manifests: readonly Manifest[], name: string): Manifest {
  const workload = manifests.find(({ spec, metadata }) => spec?.template && metadata.name === name);
  if (!workload) throw new Error(`the program must have a workload ${name}`);
  const { metadata, spec } = workload['spec'].template;
  const { namespace } = workload['metadata'];
  return {
    metadata: { ...metadata, name: `${name}-0`, namespace, uid: '6f1c5a9e-0000-4000-8000-000000000001' },
    spec: { ...spec, nodeName: 'node-a' },
    status: { podIP: ADDRESS },
  };
}

interface Scene {
  readonly jaeger: Server;
  readonly sender: SpanSender;
}

async function startScene(program: string, directory: string, manifests: readonly Manifest[]): Promise<Scene> {
  const pod = podOf(manifests, 'observability-jaeger');
  const services = manifests.filter(({ kind }) => kind === 'Service');
  const hosts = hostsFile(services, [pod], SHOP, {});
  const sources = {
    files: (kind: string, _: string, name: string) =>
      manifests.find((one) => one['kind'] === kind && one['metadata'].name === name)?.['data'] ?? {},
    token: () => '',
    hosts: () => hosts,
  };
  const [{ name }] = pod['spec'].containers;
  const { server: jaeger } = runningContainer({ directory, pod, name, program, sources });
  await jaeger.start();
  const web = podOf(manifests, 'web');
  const sender = new SpanSender(environmentOf(web, web['spec'].containers[0]), (host) => {
    const line = hosts.split('\n').find((one) => one.split(' ').includes(host));
    if (!line) throw new Error(`a Service must have the host of the variable, got ${host}`);
    return line.split(' ')[0] ?? '';
  });
  return { jaeger, sender };
}

async function find(id: string): Promise<Manifest | undefined> {
  const answer = await fetch(`${QUERY}/${id}`);
  return answer.ok ? ((await answer.json()) as { data: Manifest[] }).data[0] : undefined;
}

async function missing(traces: readonly SentTrace[]): Promise<readonly SentTrace[]> {
  const lost: SentTrace[] = [];
  for (const one of traces) if (!(await find(one.id))) lost.push(one);
  return lost;
}

/** Runs Jaeger with all traces, which is then killed, and with a choice of them. */
export async function judgeTraces(binaries: Readonly<Record<string, string>>, directory: string): Promise<Findings> {
  const jaeger = `${binaries['jaeger']}`;
  return [...(await judgeKill(jaeger, `${directory}/all`)), ...(await judgeChoice(jaeger, `${directory}/choice`))];
}

async function judgeKill(program: string, directory: string): Promise<Findings> {
  const { jaeger, sender } = await startScene(program, directory, programOf(Sampling.all()));
  const sent: SentTrace[] = [];
  for (let count = 0; count < SENT; count += 1) {
    sent.push(await sender.send(false));
    await sleep(10);
  }
  const killed = Date.now();
  await jaeger.end('SIGKILL');
  await jaeger.start();
  const lost = await missing(sent);
  const early = lost.filter(({ taken }) => taken < killed - MAY_LOSE);
  const first = await find(sent[0]?.id ?? '');
  const { serviceName, tags = [] } = first?.['processes']?.p1 ?? {};
  const tag = (key: string): unknown => tags.find((one: Manifest) => one['key'] === key)?.value;
  const named = serviceName === 'web' && tag('k8s.namespace.name') === SHOP && tag('k8s.pod.name') === 'web-0';
  const { peak } = jaeger;
  await jaeger.end('SIGTERM');
  return [
    finding(named && first?.['spans'].length === 2, 'a trace is found by its id, with service, namespace and pod'),
    finding(
      early.length === 0,
      `a kill of Jaeger loses traces of its last second only: ${lost.length} of ${SENT}, ${early.length} of them older`,
    ),
    `Jaeger took ${peak} MiB at most`,
  ];
}

async function judgeChoice(program: string, directory: string): Promise<Findings> {
  const { jaeger, sender } = await startScene(program, directory, programOf(Sampling.tail({ share: SHARE })));
  const sent: SentTrace[] = [];
  for (let count = 0; count < SAMPLED; count += 1) sent.push(await sender.send(count % 5 === 0));
  await sleep(CHOSEN * 1000);
  const lost = await missing(sent);
  const [failed, others] = [true, false].map((kind) => sent.filter((one) => one.failed === kind).length);
  const lostErrors = lost.filter((one) => one.failed).length;
  const kept = (others ?? 0) - (lost.length - lostErrors);
  const share = (100 * kept) / (others ?? 1);
  await jaeger.end('SIGTERM');
  return [
    finding(lostErrors === 0, `tail sampling keeps all of ${failed} traces with an error: ${lostErrors} are lost`),
    finding(share > SHARE / 2 && share < SHARE * 2, `it keeps ${SHARE} % of the others: ${kept} of ${others}`),
  ];
}
