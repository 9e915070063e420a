import {
  AddOn,
  Cluster,
  Port,
  Probe,
  ScalingMetric,
  ScheduledTask,
  WebApp,
  type WebAppProps,
  Worker,
  type WorkerProps,
} from '../../lib';
import { find, type Manifest, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

/** Which checks of kube-linter a manifest gives a reason for. */
function reasonsOf({ metadata }: Manifest): string[] {
  const prefix = 'ignore-check.kube-linter.io/';
  const reasons = Object.entries<string>(metadata.annotations ?? {}).filter(([key]) => key.startsWith(prefix));
  for (const [, reason] of reasons) expect(reason.length).toBeGreaterThan(20);
  return reasons.map(([key]) => key.slice(prefix.length)).sort();
}

function webReasons(props: Partial<WebAppProps>): string[] {
  const chart = testChart();
  Cluster.generic({ installed: [AddOn.keda()] }).attachTo(chart);
  new WebApp(chart, 'web', { image, ...props });
  return reasonsOf(find(chart, 'Deployment'));
}

function workerReasons(props: Partial<WorkerProps>): string[] {
  const chart = testChart();
  new Worker(chart, 'mailer', { image, ...props });
  return reasonsOf(find(chart, 'Deployment'));
}

describe('a decision that a linter takes for a mistake', () => {
  it.each<[string, Partial<WebAppProps>, string[]]>([
    ['nothing is said about health', {}, ['no-liveness-probe']],
    ['health is a path', { health: '/up' }, []],
    ['health is a connection', { health: Probe.tcp() }, ['no-liveness-probe']],
    ['it answers by UDP only', { port: Port.udp(53) }, ['no-liveness-probe', 'no-readiness-probe']],
    ['the program itself wants no liveness', { health: { liveness: Probe.none() } }, []],
    ['the program itself wants no check', { health: Probe.none() }, ['no-liveness-probe']],
    ['an autoscaler has the replicas', { health: '/up', scaling: { max: 9 } }, ['minimum-three-replicas']],
    ['the program itself wants fewer', { health: '/up', scaling: { min: 2, max: 9 } }, []],
    ['the program itself wants two', { health: '/up', replicas: 2 }, []],
    [
      'it may go to zero',
      {
        health: '/up',
        scaling: { min: 0, max: 9, metrics: [ScalingMetric.redisList('a.b:1', { list: 'l', perPod: 1 })] },
      },
      [],
    ],
  ])('has its reason on a WebApp when %s', (_, props, reasons) => {
    expect(webReasons(props)).toEqual(reasons);
  });

  it.each<[string, Partial<WorkerProps>, string[]]>([
    ['nothing is said about health', {}, ['no-liveness-probe', 'no-readiness-probe']],
    ['readiness alone is said', { health: { readiness: Probe.exec(['/ready']) } }, ['no-liveness-probe']],
    ['one probe is said', { health: Probe.exec(['/ready']) }, []],
    ['both are said', { health: { readiness: Probe.exec(['/r']), liveness: Probe.exec(['/l']) } }, []],
  ])('has its reason on a Worker when %s', (_, props, reasons) => {
    expect(workerReasons(props)).toEqual(reasons);
  });

  it('has its reason on a ScheduledTask, and none on the pods, which a word more would replace', () => {
    const chart = testChart();
    new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily' });
    const task = find(chart, 'CronJob');
    expect(reasonsOf(task)).toEqual(['no-liveness-probe', 'no-readiness-probe', 'restart-policy']);
    expect(reasonsOf(task['spec'].jobTemplate.spec.template)).toEqual([]);
  });
});
