import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Chart } from 'cdk8s';
import { AddOn, Cluster, Engine, SecretKey, SecurityBaseline, StatefulStore, WebApp, Worker } from '../../lib';
import { errorsOf, find, names, synth, testChart } from '../support/charts';

const IMAGE = 'ghcr.io/acme/shop:1.4.2';
const STRIPE = SecretKey.of('stripe', 'api-key');

function web(chart: Chart = testChart()): Chart {
  new WebApp(chart, 'web', { image: IMAGE, env: { STRIPE }, rotation: 'restart' });
  return chart;
}

const withReloader = (): Chart => {
  const chart = testChart();
  Cluster.generic({ installed: [AddOn.reloader()] }).attachTo(chart);
  return chart;
};

describe('a workload whose variables follow their Secrets', () => {
  it('names exactly them to Reloader, where the cluster has it', () => {
    const chart = withReloader();
    const app = new WebApp(chart, 'web', {
      image: IMAGE,
      env: { STRIPE },
      secretFiles: { '/run/tls/key': SecretKey.of('tls', 'key') },
      initContainers: [{ name: 'migrate', image: IMAGE, env: { A: SecretKey.of('migrations', 'a') } }],
      rotation: 'restart',
    });
    app.uses(new StatefulStore(chart, 'sessions', { engine: Engine.valkey() }));
    const annotation = () =>
      find(chart, 'Deployment', 'web')['metadata'].annotations['secret.reloader.stakater.com/reload'];
    synth(chart);
    expect(annotation()).toBe('migrations,sessions-credentials,stripe');
    expect(names(chart, 'CronJob')).toEqual([]);
  });

  it('is watched by a CronJob elsewhere, which may patch its Deployment and nothing else', () => {
    const chart = web();
    synth(chart);
    expect(find(chart, 'CronJob', 'web-rotation')['spec'].schedule).toBe('* * * * *');
    expect(find(chart, 'Role', 'web-rotation')['rules']).toEqual([
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get', 'patch'] },
    ]);
  });

  it('shows its Secrets to a container without a token, and its token to one without Secrets', () => {
    const chart = web();
    synth(chart);
    const { initContainers, containers, volumes } = find(chart, 'CronJob', 'web-rotation')['spec'].jobTemplate.spec
      .template.spec;
    const mountsOf = ([container]: { volumeMounts: { name: string }[] }[]) =>
      container?.volumeMounts.map(({ name }) => name);
    expect(mountsOf(initContainers)).toEqual(['work', 'secret-0']);
    expect(mountsOf(containers)).toEqual(['work', 'token']);
    expect(volumes).toContainEqual({
      name: 'secret-0',
      secret: { defaultMode: 288, optional: true, secretName: 'stripe' },
    });
  });

  it('has one CronJob however often it is synthesized, and no finding', () => {
    const chart = testChart();
    new SecurityBaseline(chart, 'baseline');
    web(chart);
    expect(errorsOf(chart)).toEqual([]);
    expect(errorsOf(chart)).toEqual([]);
    expect(names(chart, 'CronJob')).toEqual(['web-rotation']);
  });

  it('is not watched unless it says so', () => {
    const chart = testChart();
    new Worker(chart, 'mailer', { image: IMAGE, env: { STRIPE } });
    synth(chart);
    expect(names(chart, 'CronJob')).toEqual([]);
  });
});

describe('the sum of the Secrets', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-rotation-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Runs the script over Secrets as the kubelet mounts them. Returns the patch. */
  function patchOf(secrets: Readonly<Record<string, Readonly<Record<string, string>>>>): unknown {
    const chart = web();
    synth(chart);
    const [sum] = find(chart, 'CronJob', 'web-rotation')['spec'].jobTemplate.spec.template.spec.initContainers;
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(path.join(directory, 'work'), { recursive: true });
    for (const [secret, keys] of Object.entries(secrets)) {
      mkdirSync(path.join(directory, 'secrets', secret, '..data'), { recursive: true });
      for (const [key, value] of Object.entries(keys))
        writeFileSync(path.join(directory, 'secrets', secret, key), value);
    }
    const here = sum.command[2]
      .replaceAll('/secrets\n', `${directory}/secrets\n`)
      .replaceAll('/work/', `${directory}/work/`);
    const { status, stderr } = spawnSync('sh', ['-ec', here], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(readFileSync(path.join(directory, 'work', 'patch.json'), 'utf8'));
  }

  it('is the same while their values are the same, and another when one changes', () => {
    const first = patchOf({ stripe: { a: '1', b: '2' } });
    expect(first).toEqual({
      spec: { template: { metadata: { annotations: { 'mainstay/secrets': expect.stringMatching(/^[0-9a-f]{6}$/) } } } },
    });
    expect(patchOf({ stripe: { a: '1', b: '2' } })).toEqual(first);
    expect(patchOf({ stripe: { a: '1', b: '3' } })).not.toEqual(first);
    expect(patchOf({ stripe: { a: '2', b: '1' } })).not.toEqual(first);
  });

  it('changes nothing while a Secret is not there', () => {
    expect(patchOf({ stripe: { a: '1' }, tls: {} })).toEqual({});
  });
});

describe('fails when', () => {
  it('no variable comes from a Secret', () => {
    const chart = testChart();
    new WebApp(chart, 'web', { image: IMAGE, secretFiles: { '/run/stripe/key': STRIPE }, rotation: 'restart' });
    expect(() => synth(chart)).toThrow(
      '[shop/web] rotation must be about variables that come from Secrets, got none; remove rotation: files have a new value by themselves',
    );
  });

  it('rotation is another word', () => {
    expect(() => new Worker(testChart(), 'mailer', { image: IMAGE, rotation: 'reload' as 'restart' })).toThrow(
      "rotation must be 'restart', got reload",
    );
  });
});
