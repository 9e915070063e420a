import { ApiObject, JsonPatch } from 'cdk8s';
import { ScheduledTask, WebApp, Worker } from '../../lib';
import { find, testChart } from '../support/charts';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('a program that lacks a field', () => {
  it('takes it by a patch on any of its objects, and keeps it', () => {
    const chart = testChart();
    const web = new WebApp(chart, 'web', { image, files: { '/etc/a': 'a' } });
    const worker = new Worker(chart, 'mailer', { image });
    const task = new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily' });
    const all = [web.deployment, web.service, web.serviceAccount, web.budget, web.networkPolicy, web.files];
    const more = [worker.deployment, worker.budget, worker.networkPolicy, task.cronJob, task.networkPolicy];
    for (const owner of [...all, ...more]) {
      if (owner) ApiObject.of(owner).addJsonPatch(JsonPatch.add('/newer', { than: '1.27' }));
    }
    const patched = chart.toJson().filter((manifest) => manifest.newer?.than === '1.27');
    expect(patched).toHaveLength(all.length + more.length);
  });

  it('keeps what was added with the methods of cdk8s-plus', () => {
    const chart = testChart();
    const task = new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily' });
    task.cronJob.podMetadata.addAnnotation('acme.com/team', 'shop');
    const { template } = find(chart, 'CronJob')['spec'].jobTemplate.spec;
    expect(template.metadata.annotations).toMatchObject({ 'acme.com/team': 'shop' });
  });
});
