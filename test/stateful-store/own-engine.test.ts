import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Chart, Size, Testing } from 'cdk8s';
import {
  Certificate,
  Credentials,
  Engine,
  Observability,
  Port,
  StatefulStore,
  type StatefulStoreProps,
  WebApp,
} from '../../lib';
import { overrideImages } from '../../lib/cluster/images';
import type { EngineModel } from '../../lib/engine';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { nats } from '../support/nats-engine';
import { validateManifest } from '../support/schema';

function store(props: Partial<StatefulStoreProps> = {}, chart = testChart()) {
  return { chart, store: new StatefulStore(chart, 'events', { engine: nats, ...props }) };
}

const portsOf = (chart: Chart) => containerOf(find(chart, 'StatefulSet'))['ports'];
const configuration = (chart: Chart) => find(chart, 'ConfigMap')['data']['nats.conf'];

describe('a store with an engine of your own', () => {
  it('makes objects that fit their schemas', () => {
    for (const props of [{}, { replicas: 5 }, { replicas: 1 }]) {
      expect(synth(store(props).chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    }
    const chart = store({ credentials: Credentials.fromSecret('events', 'password') }).chart;
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest, '1.27'))).toEqual([]);
  });

  it('has all that a store has', () => {
    const { chart } = store();
    const kinds = ['ConfigMap', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount', 'StatefulSet'];
    for (const kind of kinds) expect(names(chart, kind).some((name) => name.startsWith('events'))).toBe(true);
    expect(find(chart, 'StatefulSet')['spec'].replicas).toBe(3);
  });

  it('is told how large its volume is, also after that has grown', () => {
    expect(configuration(store({ storage: Size.gibibytes(10) }).chart)).toContain(`max_file_store: ${9 * 1024 ** 3}`);
    const grown = { storage: Size.gibibytes(20), grownFrom: Size.gibibytes(10) };
    expect(configuration(store(grown).chart)).toContain(`max_file_store: ${18 * 1024 ** 3}`);
  });

  it('names the port that only the probes ask', () => {
    expect(portsOf(store().chart)).toEqual([
      { containerPort: 4222, name: 'nats', protocol: 'TCP' },
      { containerPort: 6222, name: 'peers', protocol: 'TCP' },
      { containerPort: 8222, name: 'probe-8222', protocol: 'TCP' },
    ]);
    expect(JSON.stringify(find(store().chart, 'NetworkPolicy', 'events'))).not.toContain('8222');
  });

  it('lets a sidecar be asked at a port that it names itself', () => {
    const { describe, ...model } = nats.model;
    const sidecar = {
      name: 'x',
      image: 'a:1',
      command: ['x'],
      memory: 64,
      cpu: 10,
      ports: { x: 1 },
      ready: { tcp: 1 },
    };
    const engine = Engine.of({ ...model, describe: (facts) => ({ ...describe(facts), sidecars: [sidecar] }) });
    expect(containerOf(find(store({ engine }).chart, 'StatefulSet'), 'x')['ports']).toEqual([
      { containerPort: 1, name: 'x', protocol: 'TCP' },
    ]);
  });

  it('asks no other pod when there is one', () => {
    expect(configuration(store({ replicas: 1 }).chart)).not.toContain('cluster {');
    expect(configuration(store({ replicas: 5 }).chart).match(/events-\d\.events:6222/g)).toHaveLength(5);
  });

  it('has no password in a manifest', () => {
    const { chart } = store();
    expect(JSON.stringify(podOf(find(chart, 'StatefulSet')))).not.toContain('secretKeyRef');
    expect(configuration(chart)).toContain('password: "@PASSWORD@"');
  });

  it('tells who uses it what the engine says, whoever speaks first and however often', () => {
    const told = (relate: (web: WebApp, events: StatefulStore, observability: Observability) => void) => {
      const chart = new Chart(Testing.app(), 'shop', { namespace: 'shop' });
      const web = new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' });
      relate(web, store({}, chart).store, new Observability(chart, 'observability'));
      return synth(chart);
    };
    const once = told((web, events, observability) => {
      web.uses(events);
      observability.watch(events);
    });
    const twice = told((web, events, observability) => {
      observability.watch(events);
      web.uses(events);
      web.uses(events);
      observability.watch(events);
    });
    expect(twice).toEqual(once);
    const web = once.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'web');
    expect(web && containerOf(web)['env']).toEqual([
      { name: 'EVENTS_HOST', value: 'events' },
      { name: 'EVENTS_PORT', value: '4222' },
      { name: 'EVENTS_USER', value: 'app' },
      { name: 'EVENTS_PASSWORD', valueFrom: { secretKeyRef: { key: 'password', name: 'events-credentials' } } },
      { name: 'EVENTS_URL', value: 'nats://app:$(EVENTS_PASSWORD)@events:4222' },
    ]);
  });

  it('gives the password as a file when asked to', () => {
    const { chart, store: events } = store();
    new WebApp(chart, 'web', { image: 'ghcr.io/acme/shop:1.0.0' }).uses(events, { credentials: 'files' });
    const env: { name: string }[] = containerOf(find(chart, 'Deployment'))['env'];
    expect(env.map(({ name }) => name)).toEqual(['EVENTS_HOST', 'EVENTS_PORT', 'EVENTS_USER', 'EVENTS_PASSWORD_FILE']);
  });

  it('fails when it refuses what is asked for, with the path of the store', () => {
    expect(() => store({ tls: Certificate.fromSecret('events-tls') })).toThrow(
      '[shop/events] nats must be without tls, got a Certificate; leave tls out',
    );
    const refuses = (describe: EngineModel['describe']) => () =>
      store({ engine: Engine.of({ ...nats.model, describe }) });
    expect(refuses(() => Port.tcp(0) as never)).toThrow(/^\[shop\/events\] /);
  });

  it('gets the images of Mainstay as the chart overrides them', () => {
    const chart = testChart();
    overrideImages(chart, { haproxy: 'registry.acme.internal/haproxy:3.2.26' });
    const { describe, ...model } = nats.model;
    const engine = Engine.of({
      ...model,
      describe: (facts) => ({ ...describe(facts), image: facts.image('haproxy') }),
    });
    store({ engine }, chart);
    expect(containerOf(find(chart, 'StatefulSet'))['image']).toBe('registry.acme.internal/haproxy:3.2.26');
  });

  it('fails when its files are larger than a ConfigMap may be', () => {
    const { describe, ...model } = nats.model;
    const engine = Engine.of({
      ...model,
      describe: (facts) => ({ ...describe(facts), files: { a: 'x'.repeat(2 ** 20) } }),
    });
    expect(() => store({ engine })).toThrow(
      /\[shop\/events\] ConfigMap events-\w{8} must fit into the annotation of kubectl apply, 262144 bytes as JSON, got 1049182 bytes; put some of the engine's files/,
    );
  });

  it('is what the guide shows', () => {
    const root = path.join(__dirname, '..', '..');
    const guide = readFileSync(path.join(root, 'docs', 'guide', 'own-engine.md'), 'utf8');
    const [, shown = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
    const tested = readFileSync(path.join(root, 'test', 'support', 'nats-engine.ts'), 'utf8');
    expect(shown.replace("'cdk8s-mainstay/engine'", "'../../lib/engine'")).toBe(tested);
    expect(shown.split('\n').length).toBeLessThan(120);
  });
});
