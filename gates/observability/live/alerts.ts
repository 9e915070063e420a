/** Failures, the messages that they cause, and those that they do not. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Findings, finding } from '../findings';
import { until } from '../process';
import type { Sources } from './container';
import { dividedFile } from './divide';
import { crashLoop, emptyNode, endRun, failRequests, failRun, setReady } from './failures';
import type { Hooks } from './hooks';
import { type Binaries, onScene, type Scene } from './metrics';
import type { ReceiverName } from './program';
import type { PrometheusApi } from './prometheus-api';

/** Seconds of calm before the failures, which are ten minutes of the rules. */
const CALM = 30;
/** Seconds of failures: the slowest of the expected alerts waits for 45, and a group for 15. */
const STORM = 75;
/** Seconds until the windows of the slowest alert have moved on, and its group has told it. */
const RECOVERY = 240;

const WATCHDOG = 'Watchdog  observability-prometheus';
/** Alerts with windows of days, which fire when the failures are over and say so in their text. */
const LATE = /Burn(1d|3d) /;

/** The groups of alerts that each receiver gets: the values of their labels `alertname`, `namespace` and `job`. */
const EXPECTED: Readonly<Record<ReceiverName, readonly string[]>> = {
  critical: [
    'AvailabilityBurn1h shop web',
    'AvailabilityBurn6h shop web',
    'ErrorRatio shop web',
    'LatencyBurn1h shop web',
    'LatencyBurn6h shop web',
    'NodeNotReady  ',
  ],
  default: [
    'DaemonSetPodsMissing observability observability-node-exporter',
    'FailedRuns shop report',
    'JobFailed shop report',
    'PodCrashLooping shop api',
  ],
  info: [],
  'dead-man': [WATCHDOG],
};

/** Alerts that fire during the failures and are not told, because a critical one about the same thing is. */
const HELD_BACK = ['Latency shop web', 'PodNotReady observability observability-node-exporter'];

const nameOf = ({ alertname = '', namespace = '', job = '' }: Readonly<Record<string, string>>): string =>
  `${alertname} ${namespace} ${job}`;

const sorted = (names: Iterable<string>): readonly string[] => [...new Set(names)].sort();

/** The alerts about node-exporter's series, which are those of this machine: they may fire when it is busy. */
type OfMachine = ReadonlySet<string>;

const isOf = (machine: OfMachine, name: string): boolean => machine.has(name.split(' ')[0] ?? '');

async function firing(prometheus: PrometheusApi, machine: OfMachine): Promise<readonly string[]> {
  const samples = await prometheus.query('ALERTS{alertstate="firing"}');
  return sorted(samples.map(({ metric }) => nameOf(metric))).filter((name) => !isOf(machine, name));
}

/** The same files with all durations divided. */
function faster(sources: Sources): Sources {
  return {
    ...sources,
    files: (...object) =>
      Object.fromEntries(
        Object.entries(sources.files(...object)).map(([name, text]) => [name, dividedFile(name, text)]),
      ),
  };
}

/** Runs everything with shorter times, and judges the messages. */
export function judgeAlerts(binaries: Binaries, directory: string): Promise<Findings> {
  return onScene(binaries, directory, faster, judgeMessages);
}

/** Causes the failures, ends them, and judges the messages. */
async function judgeMessages(scene: Scene): Promise<Findings> {
  const { platform, prometheus, hooks, web } = scene;
  await sleep(CALM * 1000);
  const machine = await prometheus.alertsAbout('node_');
  const before = await firing(prometheus, machine);
  const node = await emptyNode(platform);
  const crashing = platform.podsOf('api').slice(0, 2);
  failRequests(web, 0.6);
  await setReady(platform, node, false);
  await failRun(platform);
  for (const pod of crashing) await crashLoop(platform, pod, true);
  await sleep(STORM * 1000);
  const during = await firing(prometheus, machine);
  const told = Object.keys(EXPECTED).map((name) => judgeReceiver(name as ReceiverName, hooks, machine));
  const pulses = hooks.at('dead-man').length;
  failRequests(web, 0);
  await setReady(platform, node, true);
  await endRun(platform);
  for (const pod of crashing) await crashLoop(platform, pod, false);
  return [
    finding(before.join() === WATCHDOG, `only Watchdog fires while nothing is wrong: ${before.join(', ')}`),
    ...told,
    judgeHeldBack(during),
    judgeGroups(hooks, crashing.length),
    finding(pulses >= 5, `the dead man hears Watchdog again and again: ${pulses} times in ${CALM + STORM} s`),
    await judgeRecovery(hooks, prometheus, machine),
  ];
}

function judgeReceiver(receiver: ReceiverName, hooks: Hooks, machine: OfMachine): string {
  const got = sorted(hooks.at(receiver).map(({ groupLabels }) => nameOf(groupLabels)));
  const wanted = EXPECTED[receiver];
  const lacking = wanted.filter((one) => !got.includes(one));
  const more = got.filter((one) => !wanted.includes(one) && !isOf(machine, one));
  const text = `the receiver ${receiver} gets ${wanted.length} groups of alerts and no other`;
  const problems = [...lacking.map((one) => `not ${one}`), ...more.map((one) => `also ${one}`)];
  return finding(problems.length === 0, [text, ...problems].join('; '));
}

function judgeHeldBack(during: readonly string[]): string {
  const lacking = HELD_BACK.filter((one) => !during.includes(one));
  const text = `${HELD_BACK.join(' and ')} fire and are held back`;
  return finding(lacking.length === 0, [text, ...lacking.map((one) => `${one} does not fire`)].join('; '));
}

/** Two pods of an app whose containers crash are one message. */
function judgeGroups(hooks: Hooks, pods: number): string {
  const messages = hooks.at('default').filter(({ groupLabels }) => groupLabels['alertname'] === 'PodCrashLooping');
  const most = Math.max(0, ...messages.map(({ alerts }) => alerts.length));
  return finding(most === pods, `${pods} pods of an app that crash are one message with ${most} alerts`);
}

/** Waits until the last message about each group says that it is over. */
async function judgeRecovery(hooks: Hooks, prometheus: PrometheusApi, machine: OfMachine): Promise<string> {
  let open: readonly string[] = [];
  const start = Date.now();
  const isOver = async (): Promise<boolean> => {
    open = (['critical', 'default', 'info'] as const).flatMap((receiver) => {
      const last = new Map(hooks.at(receiver).map((message) => [nameOf(message.groupLabels), message.status]));
      return [...last]
        .filter(([name, status]) => status !== 'resolved' && EXPECTED[receiver].includes(name))
        .map(([name]) => name);
    });
    return (
      open.length === 0 && (await firing(prometheus, machine)).filter((name) => !LATE.test(name)).join() === WATCHDOG
    );
  };
  const over = await until('all alerts are over', isOver, RECOVERY).then(
    () => true,
    () => false,
  );
  const seconds = Math.round((Date.now() - start) / 1000);
  const text = `every group is told to be over, ${seconds} s after the failures`;
  return finding(open.length === 0 && over, [text, ...open].join('; '));
}
