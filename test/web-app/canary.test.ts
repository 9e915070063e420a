import { Chart, Duration } from 'cdk8s';
import {
  AddOn,
  App,
  CloudIdentity,
  Cluster,
  Engine,
  Permission,
  Port,
  RolloutStrategy,
  SecurityBaseline,
  StatefulStore,
  WebApp,
  type WebAppProps,
} from '../../lib';
import { containerOf, find, names, podOf, synth, testChart } from '../support/charts';
import { image, misfits, web } from './support';

const gateway = { name: 'edge', namespace: 'gateways', http: 'http', https: 'https' };
const host = 'shop.example.com';
const next = 'ghcr.io/acme/shop:1.5.0';

const made = (props: Partial<WebAppProps>, cluster = Cluster.generic({ installed: [AddOn.gateway(gateway)] })) =>
  web({ host, canary: { image: next, weight: 10 }, ...props }, cluster);
const backends = (chart: Chart, kind = 'HTTPRoute') => find(chart, kind, 'web')['spec'].rules[0].backendRefs;

describe('a canary', () => {
  it.each(['before', 'after'])('may use an app that uses its own app, %s that one says so', (when) => {
    const chart = made({});
    const app = chart.node.findChild('web') as WebApp;
    const other = new WebApp(chart, 'api', { image });
    const both = [() => other.uses(app), () => app.uses(other)];
    for (const use of when === 'before' ? both : both.reverse()) use();
    expect(() => synth(chart)).not.toThrow();
  });

  it('gets its share of the requests for the hosts, and the app the rest', () => {
    expect(backends(made({}))).toEqual([
      { group: '', kind: 'Service', name: 'web', port: 80, weight: 90 },
      { group: '', kind: 'Service', name: 'web-canary', port: 80, weight: 10 },
    ]);
    expect(backends(made({ port: Port.tcp(9000, 'grpc') }), 'GRPCRoute')).toMatchObject([
      { name: 'web', weight: 90 },
      { name: 'web-canary', weight: 10 },
    ]);
    expect(find(made({}), 'HTTPRoute', 'web-to-https')['spec'].rules[0]).not.toHaveProperty('backendRefs');
  });

  it.each([0, 100])('may get %d percent, before and after it is tried', (weight) => {
    const shares = backends(made({ canary: { image: next, weight } })).map((ref: { weight: number }) => ref.weight);
    expect(shares).toEqual([100 - weight, weight]);
  });

  it('is a workload of its own, with the other image and all else as in the app', () => {
    const chart = made({ env: { A: 'b' }, files: { '/etc/a': 'a' }, selector: { app: 'web' }, health: '/up' });
    expect(containerOf(find(chart, 'Deployment', 'web'))['image']).toBe(image);
    const canary = find(chart, 'Deployment', 'web-canary');
    expect(containerOf(canary, 'web')).toMatchObject({
      image: next,
      env: [{ name: 'A', value: 'b' }],
      readinessProbe: { httpGet: { path: '/up' } },
    });
    expect(canary['spec'].selector.matchLabels).toEqual(find(chart, 'Service', 'web-canary')['spec'].selector);
    expect(names(chart, 'HTTPRoute')).toEqual(['web', 'web-to-https']);
    expect(misfits(chart)).toEqual([]);
  });

  it('is not found by the Service of the app', () => {
    for (const selector of [undefined, { app: 'web' }]) {
      const chart = made({ selector });
      const wanted = Object.entries(find(chart, 'Service', 'web')['spec'].selector);
      const { labels } = find(chart, 'Deployment', 'web-canary')['spec'].template.metadata;
      expect(wanted.every(([key, value]) => labels[key] === value)).toBe(false);
    }
  });

  it.each<[Partial<WebAppProps>, unknown]>([
    [{ replicas: 10 }, 2],
    [{ replicas: 10, canary: { image: next, weight: 25 } }, 3],
    [{ replicas: 10, canary: { image: next, weight: 0 } }, 2],
    [{ replicas: 1 }, 1],
    [{ replicas: 100 }, 10],
    [{ replicas: 0 }, 0],
    [{ canary: { image: next, weight: 10, replicas: 2 } }, 2],
    [{ scaling: { max: 9 }, canary: { image: next, weight: 10, replicas: 2 } }, 2],
  ])('has as many pods as its share asks for: %j', (props, replicas) => {
    const chart = made(props);
    expect(find(chart, 'Deployment', 'web-canary')['spec'].replicas).toBe(replicas);
    expect(names(chart, 'PodDisruptionBudget').includes('web-canary')).toBe(Number(replicas) > 1);
  });

  it('is scaled by its own load', () => {
    const chart = made({ scaling: { min: 4, max: 12 }, canary: { image: next, weight: 50 } });
    expect(find(chart, 'HorizontalPodAutoscaler', 'web-canary')['spec']).toMatchObject({
      minReplicas: 2,
      maxReplicas: 12,
      scaleTargetRef: { name: 'web-canary' },
    });
  });

  it('is drained as what stands behind a load balancer, and lets the Gateway in', () => {
    const chart = made(
      {},
      Cluster.generic({ deregistration: Duration.seconds(40), installed: [AddOn.gateway(gateway)] }),
    );
    const canary = find(chart, 'Deployment', 'web-canary');
    expect(containerOf(canary, 'web')['lifecycle'].preStop.sleep.seconds).toBe(40);
    expect(find(chart, 'NetworkPolicy', 'web-canary')['spec'].ingress).toEqual(
      find(chart, 'NetworkPolicy', 'web')['spec'].ingress,
    );
  });

  it('is who the app is: to the cloud, to the API server and in relations', () => {
    const chart = testChart();
    Cluster.gke({ installed: [AddOn.gateway(gateway)] }).attachTo(chart);
    const sessions = new StatefulStore(chart, 'sessions', { engine: Engine.valkey() });
    const app = new WebApp(chart, 'web', {
      image,
      host,
      canary: { image: next, weight: 10 },
      permissions: [Permission.read('configmaps')],
      cloudIdentity: CloudIdentity.googleServiceAccount('shop-web@acme.iam.gserviceaccount.com'),
    });
    app.uses(sessions);
    app.uses(sessions);
    app.allowFrom(new WebApp(chart, 'admin', { image }));
    const canary = find(chart, 'Deployment', 'web-canary');
    expect(podOf(canary)).toMatchObject({ automountServiceAccountToken: true, serviceAccountName: 'web' });
    expect(names(chart, 'ServiceAccount')).not.toContain('web-canary');
    expect(names(chart, 'Role').filter((name) => name.startsWith('web'))).toEqual(['web']);
    expect(containerOf(canary, 'web')['env']).toEqual(containerOf(find(chart, 'Deployment', 'web'))['env']);
    const policies = ['sessions-from-web-canary', 'web-canary-to-sessions', 'web-canary-from-admin'];
    expect(names(chart, 'NetworkPolicy')).toEqual(expect.arrayContaining(policies));
    const egress = (name: string) => find(chart, 'NetworkPolicy', name)['spec'].egress;
    expect(egress('web-canary')).toEqual(egress('web'));
  });

  it('is no finding of the baseline', () => {
    const chart = new Chart(new App({ cluster: Cluster.generic({ installed: [AddOn.gateway(gateway)] }) }), 'shop', {
      namespace: 'shop',
    });
    new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', { image, host, canary: { image: next, weight: 10 }, scaling: { max: 9 } });
    expect(() => synth(chart)).not.toThrow();
  });

  it.each<[string, Partial<WebAppProps>, RegExp, Cluster?]>([
    [
      'its weight is none',
      { canary: { image: next, weight: 101 } },
      /canary.weight must be a whole number from 0 to 100/,
    ],
    ['its image is none', { canary: { image: 'shop', weight: 1 } }, /image must name a version, got shop;/],
    ['nobody asks for the app by a host', { host: undefined }, /a canary needs a host .+, got none; give the host/],
    [
      'the cluster has no Gateway',
      {},
      /a canary by weight needs a Gateway, got a cluster without; say installed: \[AddOn.gateway\(.+\)\] in the Cluster, or use strategy RolloutStrategy.canary/,
      Cluster.generic(),
    ],
    [
      'Argo Rollouts has one already',
      { strategy: RolloutStrategy.canary([{ weight: 5, pause: 'manual' }]) },
      /either canary or a Rollout may be given, got canary and a canary rollout; remove one/,
      Cluster.generic({ installed: [AddOn.gateway(gateway), AddOn.argoRollouts()] }),
    ],
  ])('fails when %s', (_, props, message, ...[cluster]) => {
    const target = cluster instanceof Cluster ? cluster : undefined;
    expect(() => made(props, target)).toThrow(message);
    expect(() => made(props, target)).toThrow(/^\[shop\/web/);
  });

  it('fails when another app has its name', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.gateway(gateway)] }).attachTo(chart);
    new WebApp(chart, 'web-canary', { image });
    expect(() => new WebApp(chart, 'web', { image, host, canary: { image: next, weight: 1 } })).toThrow(
      /the name of a Deployment must be unique in its namespace, got web-canary; shop\/web-canary has it/,
    );
  });
});
