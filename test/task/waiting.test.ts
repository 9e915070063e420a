import { Chart } from 'cdk8s';
import { AddOn, App, Cluster, RolloutStrategy, ScheduledTask, Task, type TaskProps, WebApp, Worker } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

function shop(cluster?: Cluster) {
  const chart = cluster ? new Chart(new App({ cluster }), 'test', { namespace: 'shop' }) : testChart();
  const web = new WebApp(chart, 'web', { image });
  const worker = new Worker(chart, 'worker', { image });
  const task = (id: string, props: Partial<TaskProps> = {}): Task => new Task(chart, id, { image, ...props });
  return { chart, web, worker, task };
}
const podOf = (chart: Chart, kind: string, name: string) => find(chart, kind, name)['spec'].template.spec;

describe('workloads after a Task', () => {
  it('cannot start before this very Job has set its mark, which no manifest sets', () => {
    const { chart, task, web, worker } = shop();
    task('migrate', { before: [web, worker] });
    const job = find(chart, 'Job').metadata['name'];
    for (const name of ['web', 'worker']) {
      expect(podOf(chart, 'Deployment', name).containers[0].env).toContainEqual({
        name: 'MIGRATE_TASK',
        valueFrom: { configMapKeyRef: { key: job, name: 'migrate-succeeded' } },
      });
    }
    expect(find(chart, 'ConfigMap', 'migrate-succeeded')).not.toHaveProperty('data');
  });

  it('get no token, no right and no way to the API server', () => {
    const alone = shop();
    const { chart, task, web } = shop();
    task('migrate', { before: [web] });
    expect(podOf(chart, 'Deployment', 'web').volumes).toEqual(podOf(alone.chart, 'Deployment', 'web').volumes);
    expect(find(chart, 'NetworkPolicy', 'web')).toEqual(find(alone.chart, 'NetworkPolicy', 'web'));
  });

  it('wait in their first init container, so that nothing of the pod runs before', () => {
    const { chart, task } = shop();
    const web = new WebApp(chart, 'api', { image, initContainers: [{ name: 'warm', image }] });
    task('migrate', { before: [web] });
    const { containers, initContainers } = podOf(chart, 'Deployment', 'api');
    expect(initContainers[0].env).toContainEqual(expect.objectContaining({ name: 'MIGRATE_TASK' }));
    expect(containers[0].env ?? []).not.toContainEqual(expect.objectContaining({ name: 'MIGRATE_TASK' }));
  });

  it('change their pods with every new Job, and with no other change', () => {
    const template = (props: Partial<TaskProps>) => {
      const { chart, task, web } = shop();
      task('migrate', { ...props, before: [web] });
      return JSON.stringify(podOf(chart, 'Deployment', 'web'));
    };
    expect(template({ command: ['/a'] })).toBe(template({ command: ['/a'] }));
    expect(template({ command: ['/a'] })).not.toBe(template({ command: ['/b'] }));
  });

  it('are also ScheduledTasks, canaries and other Tasks', () => {
    const { chart, task } = shop();
    const nightly = new ScheduledTask(chart, 'nightly', { image, schedule: '@daily' });
    const seed = task('seed');
    task('migrate', { before: [nightly, seed] });
    const cron = find(chart, 'CronJob', 'nightly')['spec'].jobTemplate.spec.template.spec;
    const [seeding] = synth(chart).filter(({ metadata }) => metadata['name'].startsWith('seed-'));
    for (const pod of [cron, seeding?.['spec'].template.spec]) {
      expect(pod.containers[0].env).toContainEqual(expect.objectContaining({ name: 'MIGRATE_TASK' }));
    }
  });

  it('are applied after it', () => {
    const { chart, task, web } = shop();
    task('migrate', { before: [web] });
    const kinds = synth(chart)
      .filter(({ metadata }) => /^(migrate-|web$)/.test(metadata['name']))
      .map(({ kind }) => kind);
    expect(kinds.indexOf('Job')).toBeLessThan(kinds.indexOf('Deployment'));
  });
});

describe('the pod of a Task for which others wait', () => {
  const pod = () => {
    const { chart, task, web } = shop();
    task('migrate', { before: [web], command: ['/shop', 'migrate'] });
    return { chart, pod: find(chart, 'Job')['spec'].template };
  };

  it('runs its program, then marks its success, and ends when the mark can be read', () => {
    const { spec, metadata } = pod().pod;
    const job = find(pod().chart, 'Job').metadata['name'];
    expect(spec.initContainers).toMatchObject([
      { name: 'migrate', command: ['/shop', 'migrate'] },
      { name: 'mark', restartPolicy: 'Always' },
    ]);
    expect(spec.initContainers[1].command).toEqual([
      'kubectl',
      'patch',
      'configmap',
      'migrate-succeeded',
      '--type=merge',
      `--patch={"data":{"${job}":"succeeded"}}`,
    ]);
    expect(spec.containers).toMatchObject([
      { name: 'done', env: [{ valueFrom: { configMapKeyRef: { key: job, name: 'migrate-succeeded' } } }] },
    ]);
    expect(metadata.annotations).toMatchObject({ 'kubectl.kubernetes.io/default-container': 'migrate' });
  });

  it('has the token only where it marks, and may change only that ConfigMap', () => {
    const { chart, pod: template } = pod();
    const mounts = (container: { volumeMounts?: { name: string }[] }) =>
      container.volumeMounts?.map(({ name }) => name);
    expect(template.spec.initContainers.map(mounts)).toEqual([['tmp'], ['token']]);
    expect(template.spec.containers.map(mounts)).toEqual([undefined]);
    expect(find(chart, 'Role')['rules']).toEqual([
      { apiGroups: [''], resourceNames: ['migrate-succeeded'], resources: ['configmaps'], verbs: ['get', 'patch'] },
    ]);
  });
});

describe('a Task after a rollout', () => {
  it('waits for exactly these Deployments, with the right to read no others', () => {
    const { chart, task, web } = shop();
    task('smoke', { after: [web] });
    const { initContainers } = find(chart, 'Job')['spec'].template.spec;
    expect(initContainers).toMatchObject([
      { name: 'rollout-of-web', command: ['kubectl', 'rollout', 'status', 'deployment/web', '--timeout=3600s'] },
    ]);
    expect(find(chart, 'Role')['rules']).toEqual([
      { apiGroups: ['apps'], resourceNames: ['web'], resources: ['deployments'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('runs again when the pods change', () => {
    const name = (level: string): string => {
      const chart = testChart();
      const web = new WebApp(chart, 'web', { image, env: { LEVEL: level } });
      new Task(chart, 'smoke', { image, after: [web] });
      return find(chart, 'Job').metadata['name'];
    };
    expect(name('debug')).toBe(name('debug'));
    expect(name('debug')).not.toBe(name('info'));
  });

  it('fails when Argo Rollouts runs the pods', () => {
    const cluster = Cluster.generic({ installed: [AddOn.argoRollouts()] });
    const chart = new Chart(new App({ cluster }), 'test', { namespace: 'shop' });
    const strategy = RolloutStrategy.canary([{ weight: 50, pause: 'manual' }]);
    const web = new Worker(chart, 'web', { image, strategy });
    new Task(chart, 'smoke', { image, after: [web] });
    expect(() => synth(chart)).toThrow(/after needs a Deployment that runs pods/);
  });
});

describe('with Argo CD', () => {
  const argo = () => shop(Cluster.generic({ installed: [AddOn.argoCd()] }));
  const wave = (chart: Chart, kind: string, name: RegExp) =>
    synth(chart).find((one) => one.kind === kind && name.test(one.metadata['name']))?.metadata['annotations']?.[
      'argocd.argoproj.io/sync-wave'
    ];

  it('workloads wait by their wave, and the Job has no rights', () => {
    const { chart, task, web } = argo();
    const migrate = task('migrate', { before: [web] });
    task('seed').waitFor(migrate);
    task('smoke', { after: [web] });
    expect(wave(chart, 'Job', /^migrate-/)).toBeUndefined();
    expect(wave(chart, 'Deployment', /^web$/)).toBe('1');
    expect(wave(chart, 'Job', /^seed-/)).toBe('1');
    expect(wave(chart, 'Job', /^smoke-/)).toBe('2');
    expect(names(chart, 'Role')).toEqual([]);
    expect(podOf(chart, 'Deployment', 'web').containers[0].env).toBeUndefined();
  });

  it('autoscalers come with what they scale, since Argo CD waits for the health of each wave', () => {
    const { chart, task } = argo();
    const web = new WebApp(chart, 'api', { image, scaling: { min: 2, max: 4 } });
    task('migrate', { before: [web] });
    expect(wave(chart, 'HorizontalPodAutoscaler', /^api$/)).toBe('1');
    expect(wave(chart, 'Service', /^api$/)).toBeUndefined();
  });
});

describe('a Task that waits', () => {
  it('fails when it is for itself, directly or in a circle', () => {
    const { task, web } = shop();
    const one = task('one');
    expect(() => one.waitFor(one)).toThrow(/nothing can wait for itself/);
    const two = task('two', { before: [one] });
    expect(() => two.waitFor(one)).toThrow(/wait for each other; take one of the two out of before and after/);
    expect(() => task('three', { before: [web], after: [web] })).toThrow(/nothing can wait for itself/);
  });

  it('fails when it uses what waits for it', () => {
    const { task, web } = shop();
    const migrate = task('migrate', { before: [web] });
    expect(() => migrate.uses(web)).toThrow(/must not use what waits for it/);
  });

  it('fails when the pods are in another namespace, whose ConfigMaps they cannot read', () => {
    const app = new App();
    const web = new WebApp(new Chart(app, 'web', { namespace: 'web' }), 'web', { image });
    new Task(new Chart(app, 'jobs', { namespace: 'jobs' }), 'migrate', { image, before: [web] });
    expect(() => app.synthYaml()).toThrow(/pods can wait for a Task of their own namespace/);
  });

  it('fails when before or after have something that cannot wait or roll out', () => {
    const { chart, task } = shop();
    expect(() => task('one', { before: ['web'] as never })).toThrow(/pods that can wait/);
    const nightly = new ScheduledTask(chart, 'nightly', { image, schedule: '@daily' });
    expect(() => task('two', { after: [nightly] as never })).toThrow(/a workload with a rollout/);
    expect(() => nightly.waitFor('migrate' as never)).toThrow(/waitFor needs a Task/);
  });

  it('fails on Kubernetes 1.28, which has no sidecar that could mark', () => {
    const { chart, task, web } = shop(Cluster.generic({ version: '1.28' }));
    task('migrate', { before: [web] });
    expect(() => synth(chart)).toThrow(/pods that wait for a Task need Kubernetes 1.29/);
  });
});
