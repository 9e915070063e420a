import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logs, type ObservabilityProps } from '../../lib';
import { apiServer, type KnownPod, kubeconfig } from './api-server';
import { ContainerLog } from './cri';
import { type Findings, finding } from './findings';
import { Server, until } from './process';
import { filesOf, flagsOf } from './synthesize';

const NODE = 'node-a';
const STORE_PORT = 19428;
const FILLING =
  'the quick brown fox jumps over the lazy dog and does the same again, until all of the line is as long as lines are: '.repeat(
    2,
  );
const CONTAINERS = 10;
/** Bytes of a file until its rotation: each container has two or three. */
const LARGEST = 3 * 1024 ** 2;
/** Lines of a container in a tick of 100 ms, which make 1 MB a second for all. */
const LINES = 40;
const TICKS = 900;
/** The kills, and the lines that each may repeat: those of a second, and of the requests that were under way. */
const A_SECOND = CONTAINERS * LINES * 10;
const UNDER_WAY = (2 * 2_000_000) / FILLING.length;
const KILLS = 3;
/** The runtime cuts longer lines. */
const CUT_AT = 16_384;

const PROPS: ObservabilityProps = {
  logs: Logs.victoria({
    redact: ['token=\\S+'],
    multiline: [{ namespace: 'shop', container: 'trace', start: '^\\d{4}-' }],
  }),
};

const pod = (name: string, more: Partial<KnownPod> = {}): KnownPod => ({
  namespace: 'shop',
  name,
  uid: randomUUID(),
  labels: { 'app.kubernetes.io/name': name.replace(/-\d+$/, '') },
  ...more,
});

/**
 * Runs the synthesized agent and VictoriaLogs: ten containers write 1 MB a second for 90 seconds, their files rotate, the agent is
 * killed three times, and the store is away for 30 seconds.
 */
export async function loseNoLine(otelcol: string, victoria: string, directory: string): Promise<Findings> {
  const root = path.join(directory, 'pods');
  mkdirSync(root, { recursive: true });
  const writers = Array.from({ length: CONTAINERS }, (_, at) => pod(`web-${at}`));
  const json = pod('json-0', { annotations: { 'mainstay/logs': 'json' } });
  const bare = pod('bare-0', { labels: {} });
  const all = [...writers, json, bare];
  const api = await apiServer(all, NODE);
  const agent = agentIn(directory, otelcol, api.url);
  const store = storeIn(directory, victoria);
  await store.start();
  await agent.start();
  const logs = writers.map((one) => new ContainerLog(root, one, 'server', LARGEST));
  writeContents(root, { json, bare, first: writers[0] as KnownPod });
  const faults = disturb(agent, store);
  let written = 0;
  for (let tick = 0; tick < TICKS; tick += 1) {
    for (const [at, log] of logs.entries()) {
      log.write(Array.from({ length: LINES }, (_, line) => `line ${at}/${tick * LINES + line} ${FILLING}`));
    }
    written += LINES * CONTAINERS;
    await sleep(100);
  }
  await faults;
  await arrived(written);
  const findings = [...(await judge(written)), ...(await judgeContents()), `the agent took ${agent.peak} MiB at most`];
  await agent.end('SIGTERM');
  await store.end('SIGTERM');
  api.server.close();
  return findings;
}

function agentIn(directory: string, program: string, api: string): Server {
  const state = path.join(directory, 'state');
  mkdirSync(state, { recursive: true });
  const file = path.join(directory, 'agent.yaml');
  // Only places differ from a node: the directories, the store and the API server.
  const text = (filesOf(PROPS)['agent.yaml'] ?? '')
    .replaceAll('/var/log/pods', path.join(directory, 'pods'))
    .replaceAll('/var/lib/otelcol', state)
    .replace(/logs_endpoint: http:\/\/[^/]*/, `logs_endpoint: http://127.0.0.1:${STORE_PORT}`)
    .replace('auth_type: serviceAccount', 'auth_type: kubeConfig');
  writeFileSync(file, text);
  writeFileSync(path.join(directory, 'kubeconfig'), kubeconfig(api));
  const env = {
    POD_IP: '127.0.0.1',
    NODE_NAME: NODE,
    GOMEMLIMIT: '153MiB',
    KUBECONFIG: path.join(directory, 'kubeconfig'),
  };
  return new Server(path.join(directory, 'agent.log'), program, [`--config=${file}`], 'http://127.0.0.1:13133/', env);
}

function storeIn(directory: string, program: string): Server {
  const flags = flagsOf(PROPS, 'victoria').map((flag) =>
    flag
      .replace(/^-storageDataPath=.*/, `-storageDataPath=${path.join(directory, 'store')}`)
      .replace(/^-httpListenAddr=.*/, `-httpListenAddr=127.0.0.1:${STORE_PORT}`),
  );
  return new Server(path.join(directory, 'store.log'), program, flags, `http://127.0.0.1:${STORE_PORT}/health`);
}

/** Kills the agent three times, once of them while the store is away. */
async function disturb(agent: Server, store: Server): Promise<void> {
  const killed = async (): Promise<void> => {
    await agent.end('SIGKILL');
    await agent.start();
  };
  await sleep(15_000);
  await killed();
  await sleep(10_000);
  await store.end('SIGTERM');
  await sleep(10_000);
  await killed();
  await sleep(20_000);
  await store.start();
  await sleep(10_000);
  await killed();
}

interface Special {
  readonly json: KnownPod;
  readonly bare: KnownPod;
  readonly first: KnownPod;
}

/** Writes lines that say something about what they hold. */
function writeContents(root: string, { json, bare, first }: Special): void {
  new ContainerLog(root, json, 'app', LARGEST).write([
    JSON.stringify({ level: 'warn', msg: 'low', order: 'a-1', trace_id: '0af7651916cd43dd8448eb211c80319c' }),
    '{"broken": ',
    'plain token=abc123 end',
  ]);
  new ContainerLog(root, bare, 'sidecar', LARGEST).write(['bare line']);
  new ContainerLog(root, first, 'trace', LARGEST).write(['2026-01-01 boom', '  at one', '  at two', '2026-01-02 next']);
  const parts = new ContainerLog(root, first, 'parts', LARGEST);
  parts.write(['begin '], 'P');
  parts.write(['end']);
  const long = new ContainerLog(root, first, 'long', LARGEST);
  for (let part = 0; part < 99; part += 1) long.write(['x'.repeat(CUT_AT)], 'P');
  long.write(['x'.repeat(CUT_AT)]);
}

async function query(text: string): Promise<readonly Readonly<Record<string, string>>[]> {
  const url = `http://127.0.0.1:${STORE_PORT}/select/logsql/query?query=${encodeURIComponent(text)}`;
  const lines = (await (await fetch(url)).text()).trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

const OF_WRITERS = '"k8s.container.name":server';

async function count(): Promise<{ readonly lines: number; readonly different: number }> {
  const [found] = await query(`${OF_WRITERS} | stats count() lines, count_uniq(_msg) different`);
  return { lines: Number(found?.['lines']), different: Number(found?.['different']) };
}

/** Waits until all lines are there, or until no more come. */
async function arrived(written: number): Promise<void> {
  let [last, since] = [0, Date.now()];
  await until(
    'the lines arrive',
    async () => {
      const { lines } = await count();
      if (lines !== last) [last, since] = [lines, Date.now()];
      return lines >= written || Date.now() - since > 45_000;
    },
    300,
  );
  await sleep(3_000);
}

async function judge(written: number): Promise<Findings> {
  const { lines, different } = await count();
  const from = await query(
    `${OF_WRITERS} | stats by ("k8s.namespace.name", "k8s.pod.name", "service.name") count() lines`,
  );
  const named = from.every((one) => one['k8s.namespace.name'] === 'shop' && one['service.name'] === 'web');
  return [
    finding(different === written, `no line is lost: ${written} written, ${different} kept`),
    finding(
      lines - different <= KILLS * (A_SECOND + UNDER_WAY),
      `a kill repeats no more than what was under way: ${lines - different} twice`,
    ),
    finding(named && from.length === CONTAINERS, `every line has its namespace, pod and service: ${from.length} pods`),
  ];
}

async function judgeContents(): Promise<Findings> {
  const [json] = await query('"k8s.container.name":app level:warn');
  const broken = await query('"k8s.container.name":app broken');
  const [hidden] = await query('"k8s.container.name":app plain');
  const [bare] = await query('"k8s.container.name":sidecar');
  const [entry] = await query('"k8s.container.name":trace boom');
  const [parts] = await query('"k8s.container.name":parts');
  const long = await query('"k8s.container.name":long | stats sum_len(_msg) bytes');
  return [
    finding(
      json?.['order'] === 'a-1' && json['trace_id'] === '0af7651916cd43dd8448eb211c80319c',
      'a line of JSON has its fields and leads to its trace',
    ),
    finding(broken.length === 1, 'a line of broken JSON stays as it is'),
    finding(hidden?.['_msg'] === 'plain *** end', `a value is redacted: ${hidden?.['_msg']}`),
    finding(bare?.['service.name'] === 'sidecar', 'a pod without the label has the container as its service'),
    finding(entry?.['_msg'] === '2026-01-01 boom\n  at one\n  at two', 'lines of one entry are one'),
    finding(parts?.['_msg'] === 'begin end', 'a line that the runtime has cut is whole again'),
    finding(
      Number(long[0]?.['bytes']) >= 100 * CUT_AT,
      `a line of 1.6 MB is there in parts: ${long[0]?.['bytes']} bytes`,
    ),
  ];
}
