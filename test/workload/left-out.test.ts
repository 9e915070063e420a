import { ApiObject, Chart, Duration, Size, Testing } from 'cdk8s';
import { PersistentVolumeClaim, Volume } from 'cdk8s-plus-27';
import {
  AddOn,
  Backup,
  Cluster,
  Engine,
  ObjectStore,
  RolloutStrategy,
  ScheduledTask,
  SecretKey,
  StatefulStore,
  WebApp,
  Worker,
} from '../../lib';
import { Manifests } from '../../lib/testing';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const LABEL = 'velero.io/exclude-from-backup';

function chartOf(): Chart {
  const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
  Cluster.generic({ installed: [AddOn.argoRollouts(), AddOn.velero(), AddOn.volumeSnapshots()] }).attachTo(chart);
  return chart;
}

function ofKind(chart: Chart, kind: string) {
  return Manifests.of(chart).all.filter((manifest) => manifest['kind'] === kind);
}

/** The template of pods, with the keys of its spread. */
function templateOf(workload: ApiObject) {
  const { template } = workload.toJson().spec;
  const keys = (template.spec.topologySpreadConstraints ?? []).flatMap((one: object) =>
    'matchLabelKeys' in one ? one.matchLabelKeys : [],
  );
  return { label: template.metadata.labels[LABEL], keys };
}

describe('a backup of the namespace', () => {
  it('leaves out pods that the API server refuses when they come back: those that are spread by revision', () => {
    const chart = chartOf();
    const canary = RolloutStrategy.canary([{ weight: 50, pause: 'manual' }]);
    for (const app of [
      new WebApp(chart, 'web', { image: IMAGE }),
      new Worker(chart, 'mailer', { image: IMAGE }),
      new WebApp(chart, 'shop', { image: IMAGE, strategy: canary }),
    ]) {
      const { label, keys } = templateOf(ApiObject.of(app.deployment));
      expect([label, keys.length]).toEqual(['true', 2]);
      expect(app.deployment.metadata.toJson().labels).not.toHaveProperty([LABEL]);
    }
  });

  it('keeps pods that are not spread by revision', () => {
    const web = new WebApp(chartOf(), 'web', { image: IMAGE, spread: 'none' });
    expect(templateOf(ApiObject.of(web.deployment))).toEqual({ label: undefined, keys: [] });
  });

  it('keeps pods with a claim, whose files are copied through them, and does not spread them by revision', () => {
    const chart = chartOf();
    const web = new WebApp(chart, 'web', { image: IMAGE, replicas: 1, strategy: 'recreate' });
    const claim = new PersistentVolumeClaim(chart, 'uploads', { storage: Size.gibibytes(1) });
    web.container.mount('/uploads', Volume.fromPersistentVolumeClaim(chart, 'volume', claim));
    expect(templateOf(ApiObject.of(web.deployment))).toEqual({ label: undefined, keys: [] });
  });

  it('keeps pods with hooks of Velero', () => {
    const web = new WebApp(chartOf(), 'web', { image: IMAGE });
    web.deployment.podMetadata.addAnnotation('pre.hook.backup.velero.io/command', '["/bin/flush"]');
    expect(templateOf(ApiObject.of(web.deployment))).toEqual({ label: undefined, keys: [] });
  });

  it('keeps the pods and claims of a store, and its file backups by Velero work', () => {
    const chart = chartOf();
    const backup = Backup.velero({ schedule: '@daily', keep: Duration.days(7), volumes: 'files' });
    new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), replicas: 3, backup });
    expect(JSON.stringify(ofKind(chart, 'StatefulSet'))).not.toContain(LABEL);
  });

  it('leaves out Jobs of a schedule, which would run again, with their pods and scratch volumes', () => {
    const chart = chartOf();
    new ScheduledTask(chart, 'report', { image: IMAGE, schedule: '@daily' });
    const credentials = { accessKeyId: SecretKey.of('s3', 'id'), secretAccessKey: SecretKey.of('s3', 'key') };
    const bucket = ObjectStore.s3({ bucket: 'acme', region: 'eu-west-1', credentials });
    const to = Backup.to(bucket, { schedule: '@daily', keep: 7, drill: { schedule: '@weekly' }, scratchClass: 'fast' });
    const backup = [to, Backup.snapshots({ schedule: '@hourly', keep: 24 })];
    new StatefulStore(chart, 'sessions', { engine: Engine.valkey(), backup });
    const jobs = ofKind(chart, 'CronJob').map(({ metadata, spec }) => {
      const { jobTemplate } = spec;
      const { volumes = [] } = jobTemplate.spec.template.spec;
      const claims = volumes.flatMap((volume: { ephemeral?: { volumeClaimTemplate: { metadata: object } } }) =>
        volume.ephemeral ? [volume.ephemeral.volumeClaimTemplate.metadata] : [],
      );
      const all = [jobTemplate.metadata, jobTemplate.spec.template.metadata, ...claims];
      return [metadata.name, all.map(({ labels }) => labels[LABEL])];
    });
    expect(jobs).toEqual([
      ['report', ['true', 'true']],
      ['sessions-backup', ['true', 'true', 'true']],
      ['sessions-drill', ['true', 'true', 'true']],
      ['sessions-snapshots', ['true', 'true']],
    ]);
  });

  it('keeps the Job that makes passwords: without it a namespace without its Secret would never start', () => {
    const chart = chartOf();
    new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    expect(JSON.stringify(ofKind(chart, 'Job'))).not.toContain(LABEL);
  });
});
