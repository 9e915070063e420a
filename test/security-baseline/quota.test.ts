import { ApiObject, type ApiObjectProps, Chart, Duration, Size, Testing } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  AddOn,
  Cluster,
  Credentials,
  Engine,
  RolloutStrategy,
  ScheduledTask,
  StatefulStore,
  type StatefulStoreProps,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { SecurityBaseline, type SecurityBaselineProps } from '../../lib/security-baseline';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
/** Old pods are gone before the next batch of new ones is available. */
const SOON = { gracePeriod: Duration.seconds(30), minReady: Duration.minutes(1) };

function chartOf(): Chart {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  Cluster.generic({ installed: [AddOn.argoRollouts(), AddOn.volumeSnapshots()] }).attachTo(chart);
  return chart;
}

function synth(props: SecurityBaselineProps = {}, web?: Partial<WebAppProps>) {
  const chart = chartOf();
  if (web) new WebApp(chart, 'web', { image: IMAGE, ...web });
  new SecurityBaseline(chart, 'baseline', props);
  const manifests = Testing.synth(chart);
  return (kind: string) => manifests.find((manifest) => manifest.kind === kind);
}

/** A workload that breaks no rule. */
function agent(kind: 'DaemonSet' | 'Deployment', more: object = {}): ApiObjectProps & { readonly spec: object } {
  const container = {
    name: 'agent',
    image: IMAGE,
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '64Mi' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
  };
  const spec = {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
  const labels = { app: 'agent' };
  const template = { metadata: { labels }, spec };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'agent', namespace: 'shop' },
    spec: { ...more, selector: { matchLabels: labels }, template },
  };
}

describe('the quota', () => {
  test('is generous to a small app', () => {
    expect(synth()('ResourceQuota').spec.hard).toEqual({
      persistentvolumeclaims: '20',
      pods: '100',
      'requests.cpu': '10',
      'requests.memory': '20Gi',
      'requests.storage': '100Gi',
    });
  });

  test('is a quarter more than all old and all new pods, with the autoscaler at its maximum', () => {
    const quota = synth({}, { scaling: { max: 100 }, cpu: Cpu.millis(500), memory: Size.gibibytes(1) });
    expect(quota('ResourceQuota').spec.hard).toMatchObject({
      pods: '250',
      'requests.cpu': '125',
      'requests.memory': '250Gi',
    });
  });

  test('counts what is added after the baseline', () => {
    const chart = chartOf();
    const baseline = new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', { image: IMAGE, replicas: 80 });
    expect(baseline.quota.toJson().spec.hard.pods).toBe('200');
  });

  test('is what it is told to be', () => {
    const quota = { cpu: Cpu.millis(1500), memory: Size.gibibytes(3), storage: Size.gibibytes(5), pods: 8, claims: 0 };
    expect(synth({ quota }, { replicas: 2 })('ResourceQuota').spec.hard).toEqual({
      persistentvolumeclaims: '0',
      pods: '8',
      'requests.cpu': '1500m',
      'requests.memory': '3Gi',
      'requests.storage': '5Gi',
    });
  });

  test.each<[string, SecurityBaselineProps['quota'], string]>([
    ['pods', { pods: 3 }, 'got 3; raise it to 6 or more'],
    ['memory', { memory: Size.mebibytes(768) }, 'got 768Mi; raise it to 1536Mi or more'],
    ['cpu', { cpu: Cpu.millis(300) }, 'got 300m; raise it to 600m or more'],
  ])('fails when %s do not admit a rollout', (field, quota, rest) => {
    const what = `quota.${field} must admit the app at its peak, rollouts, autoscaling and ending pods included`;
    expect(() => synth({ quota }, { replicas: 3 })).toThrow(`[shop/baseline] ${what}, ${rest}`);
  });

  test.each<[string, number, number, Partial<WebAppProps>]>([
    ['a rolling update, whose old pods are ending', 7, 8, { replicas: 4 }],
    [
      'a rolling update with a long grace period',
      39,
      40,
      { replicas: 20, maxSurge: 1, shutdown: Duration.minutes(10) },
    ],
    ['a rolling update one by one, whose old pods end soon', 11, 12, { replicas: 10, maxSurge: 1, ...SOON }],
    ['no surge, with one ending pod beside the next', 4, 5, { replicas: 4, maxSurge: 0, maxUnavailable: 1, ...SOON }],
    ['a recreation, which waits for the old pods', 3, 4, { replicas: 4, strategy: 'recreate' }],
    ['a canary', 9, 10, { replicas: 5, strategy: RolloutStrategy.canary([{ weight: 20, pause: 'manual' }]) }],
    ['both colours', 9, 10, { replicas: 5, strategy: RolloutStrategy.blueGreen() }],
    [
      'both colours at the maximum of the autoscaler',
      19,
      20,
      { scaling: { max: 10 }, strategy: RolloutStrategy.blueGreen() },
    ],
  ])('fails when it does not admit %s', (_name, fewer, enough, web) => {
    const withQuota = (pods: number) => () => synth({ quota: { pods } }, web);
    expect(withQuota(fewer)).toThrow(`got ${fewer}; raise it to ${enough} or more`);
    expect(withQuota(enough)).not.toThrow();
  });

  test('counts the runs of tasks, and both runs where the new one replaces the old one', () => {
    const withTask = (pods: number, concurrencyPolicy: 'Allow' | 'Replace' | 'Forbid') => () => {
      const chart = chartOf();
      new SecurityBaseline(chart, 'baseline', { quota: { pods } });
      new ScheduledTask(chart, 'report', { image: IMAGE, schedule: '* * * * *', concurrencyPolicy });
      return Testing.synth(chart);
    };
    expect(withTask(2, 'Allow')).toThrow('got 2; raise it to 3 or more');
    expect(withTask(1, 'Replace')).toThrow('got 1; raise it to 2 or more');
    expect(withTask(1, 'Forbid')).not.toThrow();
  });

  test('that is given admits a DaemonSet on one node at least, because the number of nodes is not known', () => {
    const chart = chartOf();
    new SecurityBaseline(chart, 'baseline', { quota: { pods: 1 } });
    new ApiObject(chart, 'agent', agent('DaemonSet'));
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test.each<[string, Partial<StatefulStoreProps>]>([
    ['that a Job grows, with their size after that', { storage: Size.gibibytes(20), grownFrom: Size.gibibytes(10) }],
    ['from snapshots once', { storage: Size.gibibytes(20), fromSnapshot: ['before'] }],
  ])('counts volumes %s', (_name, props) => {
    const withQuota = (gibibytes: number) => () => {
      const chart = chartOf();
      new SecurityBaseline(chart, 'baseline', { quota: { storage: Size.gibibytes(gibibytes) } });
      const credentials = Credentials.fromSecret('orders', 'password');
      new StatefulStore(chart, 'orders', { engine: Engine.valkey(), credentials, ...props });
      return Testing.synth(chart);
    };
    expect(withQuota(59)).toThrow('got 59Gi; raise it to 60Gi or more');
    expect(withQuota(60)).not.toThrow();
  });

  test('counts the items of a List that is included', () => {
    const chart = chartOf();
    const baseline = new SecurityBaseline(chart, 'baseline');
    const list = { apiVersion: 'v1', kind: 'List', items: [agent('Deployment', { replicas: 300 })] };
    new ApiObject(chart, 'foreign', list);
    expect(baseline.quota.toJson().spec.hard.pods).toBe('750');
  });

  test.each<[string, SecurityBaselineProps['quota'], string]>([
    ['cpu', { cpu: Cpu.millis(0) }, 'quota.cpu must be at least 1m, got 0m'],
    ['memory', { memory: Size.kibibytes(0) }, 'quota.memory must be a positive amount'],
    ['pods', { pods: 1.5 }, 'quota.pods must be a whole number'],
  ])('fails when %s is no amount', (_field, quota, message) => {
    expect(() => synth({ quota })).toThrow(`[shop/baseline] ${message}`);
  });
});
