import { Chart } from 'cdk8s';
import { Cpu } from 'cdk8s-plus-27';
import {
  App,
  Cluster,
  Engine,
  Permission,
  Port,
  ScheduledTask,
  StatefulStore,
  WebApp,
  type WebAppProps,
  Worker,
} from '../../lib';
import { find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { expectFailure, podSpecOf, web } from '../web-app/support';

const image = 'ghcr.io/acme/shop:1.4.2';

describe('what Kubernetes refuses, or takes and never runs', () => {
  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'a Service begins with a digit',
      { name: '3d' },
      /the name of a Service must begin with a letter, got 3d; set serviceName, or name/,
    ],
    ['so does its own name', { serviceName: '3d' }, /the name of a Service must begin with a letter, got 3d/],
    ['a selector is no label', { selector: { 'a b': 'c' } }, /a label must be at most 63 .+, got a b: c/],
    ['a value of a selector is none', { selector: { a: 'b c' } }, /a label must be at most 63 .+, got a: b c/],
    [
      'two architectures are asked for',
      { arch: 'arm64', nodeSelector: { 'kubernetes.io/arch': 'amd64' } },
      /arch and nodeSelector must ask for one architecture, got arm64 and amd64; remove one/,
    ],
    ['CPU is less than a thousandth', { cpu: Cpu.millis(1.5) }, /cpu must be in whole thousandths, got 1.5m; round it/],
    ['metrics are asked for by UDP', { metrics: { port: Port.udp(9090) } }, /metrics need a TCP port, got UDP\/9090/],
    [
      'the path of metrics is none',
      { metrics: { port: Port.tcp(9090, 'metrics'), path: 'metrics' } },
      /metrics.path must be the path of a URL, got metrics/,
    ],
    [
      'nobody counts requests like that',
      { metrics: { port: Port.tcp(9090, 'metrics'), convention: 'statsd' as never } },
      /metrics.convention must be one of prometheus, opentelemetry, got statsd; use 'prometheus'/,
    ],
    [
      'a variable has a zero byte',
      { env: { A: 'a\0' } },
      /variable A must be text that a process can have, got a zero/,
    ],
    ['so has an argument', { args: ['\0'] }, /args must be a list of texts/],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));

  it('fails when a worker is asked for metrics by UDP', () => {
    const metrics = { port: Port.udp(9090) };
    expect(() => new Worker(testChart(), 'mailer', { image, metrics })).toThrow(
      /^\[shop\/mailer\] metrics need a TCP port, got UDP\/9090; use/,
    );
  });

  it('fails when the namespace of a chart is none', () => {
    const chart = new Chart(new App(), 'shop', { namespace: 'Shop' });
    for (const make of [
      () => new WebApp(chart, 'web', { image }),
      () => new Worker(chart, 'mailer', { image }),
      () => new ScheduledTask(chart, 'cleanup', { image, schedule: '@daily' }),
    ]) {
      expect(make).toThrow(/^\[shop\/\w+\] the namespace of a chart must be a DNS label .+, got Shop; use shop$/);
    }
  });

  it.each(['nodes', 'persistentvolumes', 'nodes/status'])('fails when a Role would be about %s', (resource) => {
    expect(() => Permission.read(resource)).toThrow(
      `a permission must be about objects of a namespace, got ${resource}; leave it to an administrator`,
    );
  });

  it.each<[Record<string, string>, Record<string, string>]>([
    [{ app: 'web' }, { app: 'web' }],
    [{ app: 'web' }, { app: 'web', tier: 'front' }],
    [{ app: 'web', tier: 'front' }, { app: 'web' }],
    [{ 'app.kubernetes.io/managed-by': 'mainstay' }, { app: 'web' }],
  ])('fails when pods of one workload are selected by another: %j and %j', (one, other) => {
    const chart = testChart();
    new WebApp(chart, 'a', { image, selector: one });
    expect(() => new Worker(chart, 'b', { image, selector: other })).toThrow(
      /^\[shop\/b\] a selector must find the pods of one workload, got .+; shop\/a selects .+; give one of them another/,
    );
  });

  it('lets selectors be the same where pods are not: in other namespaces and on other clusters', () => {
    const app = new App();
    for (const [id, namespace] of [
      ['shop', 'shop'],
      ['other', 'other'],
      ['abroad', 'shop'],
    ] as const) {
      const chart = new Chart(app, id, { namespace });
      if (id === 'abroad') Cluster.generic().attachTo(chart);
      new WebApp(chart, 'web', { image, selector: { app: 'web' } }).uses(new WebApp(chart, 'api', { image }));
    }
    expect(() => app.synthYaml({ cluster: 'abroad' })).not.toThrow();
  });

  it('gives a policy another name when a policy has it', () => {
    const chart = testChart();
    const [web, api] = [new WebApp(chart, 'web', { image }), new WebApp(chart, 'api', { image })];
    web.uses(api);
    new WebApp(chart, 'web-to-api', { image }).uses(api);
    const policies = synth(chart).filter((manifest) => manifest['kind'] === 'NetworkPolicy');
    const named = policies
      .map((policy) => `${policy['metadata'].name}`)
      .filter((name) => name.startsWith('web-to-api'));
    expect(named).toHaveLength(3);
    expect(named).toEqual(['web-to-api', expect.stringMatching(/^web-to-api-[a-z0-9]{8}$/), 'web-to-api-to-api']);
    const [relation, fence] = policies.filter((policy) => /^web-to-api(-[a-z0-9]{8})?$/.test(policy['metadata'].name));
    expect(
      [relation, fence].map((policy) => policy?.['spec'].podSelector.matchLabels['app.kubernetes.io/name']),
    ).toEqual(['web', 'web-to-api']);
  });

  it('does not wait for zones that nodes know nothing of', () => {
    const policies = (cluster: Cluster) =>
      podSpecOf({ spread: 'strict' }, cluster)['topologySpreadConstraints'].map(
        (constraint: { whenUnsatisfiable: string }) => constraint.whenUnsatisfiable,
      );
    expect(policies(Cluster.generic())).toEqual(['DoNotSchedule', 'DoNotSchedule']);
    expect(policies(Cluster.kind())).toEqual(['ScheduleAnyway', 'DoNotSchedule']);
    expect(policies(Cluster.k3s({ zones: ['a', 'b'] }))).toEqual(['DoNotSchedule', 'DoNotSchedule']);
  });

  it.each(['My Chart!', 'x'.repeat(70), '-', 'ü'])('labels what stands in a chart with the id "%s"', (id) => {
    const chart = new Chart(new App(), id, { namespace: 'shop' });
    new WebApp(chart, 'web', { image });
    expect(validateManifest(find(chart, 'Deployment'))).toEqual([]);
    const { labels } = find(chart, 'Deployment')['metadata'];
    expect(labels['app.kubernetes.io/part-of']).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
  });
});

describe('what a compiler would have said', () => {
  it.each<[string, unknown, RegExp]>([
    ['there are no props', undefined, /props must be an object, got nothing; pass \{ image/],
    ['a duration is a number', { drain: 5 }, /drain must be a Duration, got 5; use Duration.seconds/],
    [
      'a size is text',
      { memory: '512MB' },
      /memory must be a Size or a quantity such as '512Mi' or 'none', got 512MB; use Size.mebibytes\(512\)/,
    ],
    [
      'an amount of CPU is a number',
      { cpu: 1 },
      /cpu must be a Cpu or a quantity such as '250m' or 'none', got 1; use Cpu.millis\(1000\)/,
    ],
    ['a port is text', { port: '8080' }, /port must be a Port or a number, got '8080'; use 8080$/],
    ['more ports are text', { ports: ['8080'] }, /ports must be a list of Ports or numbers, got '8080'; use 8080/],
    ['a command is text', { command: 'run me' }, /command must be a list of texts, got run me; use \['run', 'me'\]/],
    [
      'a certificate is text',
      { host: 'a.b', tls: 'mine' },
      /tls must be a Certificate, got mine; use Certificate.fromSecret/,
    ],
    ['health is a number', { health: 80 }, /health must be a path, a Probe, or an object with them, got 80/],
    ['a list is none', { sidecars: {} }, /sidecars must be a list, each an object, got \{\}; put it in brackets/],
    ['an object is none', { scaling: 3 }, /scaling must be an object, got 3; use a form/],
    ['a prop is null', { memory: null }, /memory must be a Size or a quantity such as '512Mi' or 'none', got null/],
    ['a variable is a number', { env: { A: 1 } }, /environment variable A must be text or a reference, got 1; use '1'/],
    [
      'a file is a number',
      { files: { '/a': 1 } },
      /files must have text or LocalFiles for \/a, got 1; use LocalFiles.file/,
    ],
    ['a secret file is text', { secretFiles: { '/a/b': 'c' } }, /secretFiles must have a key of a Secret for \/a\/b/],
  ])('fails when %s', (_, props, message) => {
    const given = props === undefined ? undefined : { image, ...(props as object) };
    const make = () => new WebApp(testChart(), 'web', given as unknown as WebAppProps);
    expect(make).toThrow(message);
    expect(make).toThrow(/^\[shop\/web/);
  });

  it('fails when nothing is used, or nobody let in', () => {
    const app = new WebApp(testChart(), 'web', { image });
    expect(() => app.uses(undefined as never)).toThrow(
      /^\[shop\/web\] uses needs something that can be used, got nothing/,
    );
    expect(() => app.allowFrom({} as never)).toThrow(/^\[shop\/web\] allowFrom needs a peer to let in, got \{\}; pass/);
  });
});

it('takes one program for several clusters, under the same names', () => {
  const app = new App();
  for (const [id, cluster] of [
    ['eu', Cluster.eks()],
    ['us', Cluster.eks()],
  ] as const) {
    const chart = new Chart(app, id, { namespace: 'shop' });
    cluster.attachTo(chart);
    const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    new WebApp(chart, 'web', { image, host: 'shop.example.com' }).uses(sessions);
  }
  expect(app.charts.map((chart) => names(chart, 'Deployment'))).toEqual([['web'], ['web']]);
  expect(podOf(find(web(), 'Deployment'))['containers']).toHaveLength(1);
});
