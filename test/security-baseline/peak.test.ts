import type { Manifest } from '../../lib/manifest/json';
import { peak } from '../../lib/security-baseline/peak';
import { type GoodApp, goodApp, podOf } from './good-app';

type Change = Parameters<typeof altered>[1];

function altered(names: readonly string[], change: (app: ReturnType<typeof goodApp>) => void): Manifest[] {
  const app = goodApp();
  change(app);
  return names.map((name) => app[name]);
}

/** Makes a Rollout of a Deployment. */
function rollout(deployment: GoodApp[string], strategy: object, replicas: number): void {
  deployment.spec = { ...deployment.spec, replicas, strategy };
  Object.assign(deployment, { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' });
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

test('an autoscaler counts with its maximum, and a rollout with all old and all new pods', () => {
  expect(peak(altered(['deployment', 'scaler'], () => {})).pods).toBe(8);
});

test('more replicas than the autoscaler allows count until it has removed them', () => {
  const many = altered(['deployment', 'scaler'], ({ deployment }) => {
    deployment.spec.replicas = 9;
  });
  expect(peak(many).pods).toBe(18);
});

test.each<[string, number, string, Change]>([
  ['a Deployment that says nothing', 2, 'deployment', () => {}],
  [
    'a Deployment that surges by more pods than it has',
    2,
    'deployment',
    ({ deployment }) => {
      deployment.spec.strategy = { rollingUpdate: { maxSurge: 2 } };
    },
  ],
  [
    'a Deployment without replicas',
    0,
    'deployment',
    ({ deployment }) => {
      deployment.spec.replicas = 0;
    },
  ],
  [
    'a large Deployment whose pods end at once',
    12,
    'deployment',
    ({ deployment }) => {
      deployment.spec = {
        ...deployment.spec,
        replicas: 10,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      };
      podOf(deployment).terminationGracePeriodSeconds = 0;
    },
  ],
  [
    'a Job that needs fewer pods than it may run',
    2,
    'job',
    ({ job }) => {
      job.spec = { ...job.spec, parallelism: 4, completions: 2 };
    },
  ],
  [
    'a CronJob that replaces its last run',
    2,
    'cron',
    ({ cron }) => {
      cron.spec.concurrencyPolicy = 'Replace';
    },
  ],
  [
    'a Rollout with both colours',
    8,
    'deployment',
    ({ deployment }) => {
      rollout(deployment, { blueGreen: {} }, 4);
    },
  ],
  [
    'a canary whose pods end at once',
    12,
    'deployment',
    ({ deployment }) => {
      rollout(deployment, { canary: { maxSurge: 1, maxUnavailable: 0 } }, 10);
      podOf(deployment).terminationGracePeriodSeconds = 0;
    },
  ],
  [
    'a canary behind a router, which keeps all old pods',
    20,
    'deployment',
    ({ deployment }) => {
      rollout(deployment, { canary: { trafficRouting: { nginx: {} } } }, 10);
    },
  ],
  [
    'a canary with a scale of its own',
    25,
    'deployment',
    ({ deployment }) => {
      const steps = [{ setCanaryScale: { replicas: 15 } }];
      rollout(deployment, { canary: { trafficRouting: { nginx: {} }, steps } }, 10);
    },
  ],
  [
    'a canary with an experiment',
    23,
    'deployment',
    ({ deployment }) => {
      const steps = [{ experiment: { templates: [{ replicas: 2 }, {}] } }];
      rollout(deployment, { canary: { steps } }, 10);
    },
  ],
  [
    'a ScaledJob of KEDA',
    12,
    'job',
    ({ job }) => {
      const jobTargetRef = { parallelism: 2, template: job.spec.template };
      Object.assign(job, {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledJob',
        spec: { maxReplicaCount: 6, jobTargetRef },
      });
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

test('a Rollout runs the pods of its Deployment, which count once', () => {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
  const metadata = { name: 'web', namespace: 'shop' };
  const spec = { replicas: 5, workloadRef: ref, strategy: { blueGreen: {} } };
  const made = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec };
  expect(peak([...altered(['deployment'], () => {}), made]).pods).toBe(10);
});

test('the claim of an ephemeral volume counts until the pod is deleted, also when its run has ended', () => {
  const withScratch = (concurrencyPolicy: string) =>
    altered(['cron'], ({ cron }) => {
      cron.spec.concurrencyPolicy = concurrencyPolicy;
      cron.spec.jobTemplate.spec.backoffLimit = 2;
      const spec = { resources: { requests: { storage: '1Gi' } } };
      cron.spec.jobTemplate.spec.template.spec.volumes = [
        { name: 'work', ephemeral: { volumeClaimTemplate: { spec } } },
      ];
    });
  // One that runs, three that succeeded, and the three tries of one that failed.
  expect(peak(withScratch('Forbid'))).toMatchObject({ pods: 1, claims: 7, storage: 7 * 1024 ** 3 });
});

describe('a pod requests', () => {
  const MI = 1024 ** 2;
  const asks = (name: string, memory: string, more: object = {}) => ({
    name,
    resources: { requests: { cpu: '100m', memory } },
    ...more,
  });
  const memoryOf = (spec: object) =>
    peak([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec } as unknown as Manifest]).memory / MI;
  const containers = [asks('web', '100Mi')];

  test('no more than its largest init container, if that is more than the containers', () => {
    expect(memoryOf({ containers, initContainers: [asks('a', '300Mi'), asks('b', '200Mi')] })).toBe(300);
    expect(memoryOf({ containers, initContainers: [asks('a', '30Mi'), asks('b', '20Mi')] })).toBe(100);
  });

  test('its sidecars beside the containers, and beside the init containers after them', () => {
    const sidecar = asks('proxy', '50Mi', { restartPolicy: 'Always' });
    expect(memoryOf({ containers, initContainers: [sidecar] })).toBe(150);
    expect(memoryOf({ containers, initContainers: [sidecar, asks('a', '300Mi')] })).toBe(350);
    expect(memoryOf({ containers, initContainers: [asks('a', '300Mi'), sidecar] })).toBe(300);
  });

  test('what the pod says for all of its containers, and its overhead', () => {
    const resources = { requests: { memory: '64Mi' } };
    expect(memoryOf({ containers, resources, overhead: { memory: '16Mi' } })).toBe(80);
  });
});

test('an autoscaler of requests counts with the most that it allows, unless it only recommends', () => {
  const withScaler = (updateMode: string) => {
    const spec = {
      targetRef: { kind: 'Job', name: 'migrate' },
      updatePolicy: { updateMode },
      resourcePolicy: { containerPolicies: [{ containerName: '*', maxAllowed: { memory: '2Gi' } }] },
    };
    const metadata = { name: 'migrate', namespace: 'shop' };
    const scaler = { apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler', metadata, spec };
    return peak([...altered(['job'], () => {}), scaler]).memory;
  };
  expect(withScaler('Recreate')).toBe(2 * 1024 ** 3);
  expect(withScaler('Off')).toBe(64 * 1024 ** 2);
});
