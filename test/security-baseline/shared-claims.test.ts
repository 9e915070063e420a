import { ApiObject, type Chart, JsonPatch, Size } from 'cdk8s';
import { PersistentVolumeAccessMode, PersistentVolumeClaim, Volume } from 'cdk8s-plus-27';
import { ScheduledTask, SecurityBaseline, WebApp } from '../../lib';
import { synth, testChart } from '../support/charts';

/** A wiki, and a task that mounts its claim and goes to pods with these labels. */
function wiki(labels: Record<string, string>, replicas = 1): Chart {
  const chart = testChart();
  new SecurityBaseline(chart, 'baseline');
  const strategy = replicas === 1 ? 'recreate' : 'rolling';
  const app = new WebApp(chart, 'wiki', { image: 'ghcr.io/acme/wiki:2.5.0', replicas, strategy });
  const task = new ScheduledTask(chart, 'tidy', { image: 'ghcr.io/acme/wiki:2.5.0', schedule: '30 3 * * *' });
  const claim = new PersistentVolumeClaim(chart, 'pages', {
    metadata: { name: 'pages' },
    accessModes: [PersistentVolumeAccessMode.READ_WRITE_ONCE],
    storage: Size.gibibytes(20),
  });
  for (const program of [app, task]) {
    program.container.mount('/pages', Volume.fromPersistentVolumeClaim(program, 'pages', claim));
  }
  const term = { labelSelector: { matchLabels: labels }, topologyKey: 'kubernetes.io/hostname' };
  ApiObject.of(task.cronJob).addJsonPatch(
    JsonPatch.add('/spec/jobTemplate/spec/template/spec/affinity', {
      podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    }),
  );
  return chart;
}

describe('a task that mounts the claim of an app', () => {
  it('is no finding when it goes to the node of the only pod of the app', () => {
    expect(() => synth(wiki({ 'app.kubernetes.io/name': 'wiki' }))).not.toThrow();
  });

  it('fails when it goes to the node of other pods', () => {
    expect(() => synth(wiki({ 'app.kubernetes.io/name': 'web' }))).toThrow(
      /\[shop\/tidy\/CronJob\] a claim for one node .+, got claim pages \(ReadWriteOnce\), which Deployment wiki mounts too/,
    );
  });

  it('fails when the app has several pods, which may be on several nodes', () => {
    expect(() => synth(wiki({ 'app.kubernetes.io/name': 'wiki' }, 2))).toThrow(/got claim pages \(ReadWriteOnce\) in/);
  });
});
