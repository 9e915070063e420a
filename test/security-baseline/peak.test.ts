import type { Manifest } from '../../lib/manifest/json';
import { peak } from '../../lib/security-baseline/peak';
import { goodApp, podOf } from './good-app';

type Change = Parameters<typeof altered>[1];

function altered(names: readonly string[], change: (app: ReturnType<typeof goodApp>) => void): Manifest[] {
  const app = goodApp();
  change(app);
  return names.map((name) => app[name]);
}

const podsOf = (name: string, change: Change = () => {}): number => peak(altered([name], change)).pods;

test('claims are counted for every replica', () => {
  expect(peak(altered(['store', 'claim'], () => {}))).toMatchObject({ claims: 4, storage: 4 * 1024 ** 3, pods: 3 });
});

test('a volume that lives as long as its pod counts while the pod does', () => {
  const withScratch = altered(['deployment'], ({ deployment }) => {
    const spec = { resources: { requests: { storage: '1Gi' } } };
    podOf(deployment).volumes = [{ name: 'work', ephemeral: { volumeClaimTemplate: { spec } } }];
  });
  const { pods, claims, storage } = peak(withScratch);
  expect([claims, storage]).toEqual([pods, pods * 1024 ** 3]);
});

test('an autoscaler counts with its maximum, and a rollout with its surge', () => {
  expect(peak(altered(['deployment', 'scaler'], () => {})).pods).toBe(5);
});

test.each<[string, number, string, Change]>([
  ['a Deployment that says nothing', 2, 'deployment', () => {}],
  [
    'a Deployment that surges by two',
    3,
    'deployment',
    ({ deployment }) => {
      deployment.spec.strategy = { rollingUpdate: { maxSurge: 2 } };
    },
  ],
  [
    'a Deployment that is recreated',
    1,
    'deployment',
    ({ deployment }) => {
      deployment.spec.strategy = { type: 'Recreate' };
    },
  ],
  [
    'a DaemonSet on many nodes',
    100,
    'deployment',
    ({ deployment }) => {
      deployment.kind = 'DaemonSet';
    },
  ],
  [
    'a Job of four',
    4,
    'job',
    ({ job }) => {
      job.spec.parallelism = 4;
    },
  ],
  ['a CronJob that may overlap', 3, 'cron', () => {}],
  [
    'a CronJob that may not overlap',
    1,
    'cron',
    ({ cron }) => {
      cron.spec.concurrencyPolicy = 'Forbid';
    },
  ],
])('%s has at most %i pods', (_name, pods, name, change) => {
  expect(podsOf(name, change)).toBe(pods);
});

test('a Pod is one pod, and gets the defaults of the namespace for what it does not say', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'web' }] } };
  expect(peak([pod])).toEqual({ cpu: 0.1, memory: 256 * 1024 ** 2, storage: 0, pods: 1, claims: 0 });
});

test('init containers are counted too', () => {
  const twice = altered(['job'], ({ job }) => {
    podOf(job).initContainers = podOf(job).containers;
  });
  expect(peak(twice).memory).toBe(2 * 64 * 1024 ** 2);
});
