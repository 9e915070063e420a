import { Chart, Duration } from 'cdk8s';
import { AddOn, App, Cluster, RolloutStrategy, SecurityBaseline, WebApp, type WebAppProps, Worker } from '../../lib';
import { find, names, podOf, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

const image = 'ghcr.io/acme/shop:1.4.2';
const canary = RolloutStrategy.canary([
  { weight: 10, pause: Duration.minutes(10) },
  { weight: 50, pause: 'manual' },
]);

function web(
  props: Partial<WebAppProps>,
  cluster = Cluster.generic({ installed: [AddOn.argoRollouts(), AddOn.verticalPodAutoscaler()] }),
) {
  const chart = testChart();
  cluster.attachTo(chart);
  new WebApp(chart, 'web', { image, ...props });
  return chart;
}
const rollout = (props: Partial<WebAppProps>) => find(web(props), 'Rollout')['spec'];

describe('a rollout step by step', () => {
  it('runs the pods that a Deployment without pods describes', () => {
    const chart = web({ strategy: canary, maxSurge: 1, revisionHistoryLimit: 2 });
    expect(find(chart, 'Rollout')['spec']).toMatchObject({
      minReadySeconds: 5,
      replicas: 3,
      revisionHistoryLimit: 2,
      selector: find(chart, 'Deployment')['spec'].selector,
      strategy: {
        canary: {
          maxSurge: 1,
          maxUnavailable: 0,
          steps: [{ setWeight: 10 }, { pause: { duration: 600 } }, { setWeight: 50 }, { pause: {} }],
        },
      },
      workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web-template' },
    });
    expect(find(chart, 'Deployment', 'web-template')['spec'].replicas).toBe(0);
    for (const { matchLabelKeys } of podOf(find(chart, 'Deployment'))['topologySpreadConstraints']) {
      expect(matchLabelKeys).toEqual(['rollouts-pod-template-hash']);
    }
  });

  it('goes over at once, with a Service to look at before', () => {
    const chart = web({ strategy: RolloutStrategy.blueGreen({ promote: 'auto', keep: Duration.minutes(1) }) });
    expect(find(chart, 'Rollout')['spec'].strategy.blueGreen).toEqual({
      activeService: 'web',
      autoPromotionEnabled: true,
      previewService: 'web-preview',
      scaleDownDelaySeconds: 60,
    });
    expect(names(chart, 'Service')).toEqual(['web', 'web-preview']);
  });

  it('is what autoscalers scale', () => {
    const props: Partial<WebAppProps> = { strategy: canary, scaling: { max: 9 }, rightsizing: 'recommend' };
    const target = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' };
    expect(find(web(props), 'HorizontalPodAutoscaler')['spec'].scaleTargetRef).toEqual(target);
    expect(find(web(props), 'VerticalPodAutoscaler')['spec'].targetRef).toEqual(target);
    expect(rollout(props)).not.toHaveProperty('replicas');
  });

  it.each([{}, { scaling: { max: 9 } }])(
    'takes no pods from the Deployment of the version before, and back',
    (props) => {
      const objects = (strategy?: RolloutStrategy) =>
        synth(web({ strategy, ...props })).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      const [rolling, stepwise] = [objects(), objects(canary)];
      expect(stepwise.filter((object) => !rolling.includes(object))).toEqual([
        'Deployment/web-template',
        'Rollout/web',
      ]);
      expect(rolling.filter((object) => !stepwise.includes(object))).toEqual(['Deployment/web']);
    },
  );

  it('is deleted by Argo CD only when all else is healthy, and so is the Deployment before it', () => {
    const last = { 'argocd.argoproj.io/sync-options': 'PruneLast=true' };
    expect(find(web({ strategy: canary }), 'Rollout').metadata.annotations).toMatchObject(last);
    expect(find(web({}), 'Deployment').metadata.annotations).toMatchObject(last);
  });

  it('has the number of pods that runs today for one release, when it begins to scale', () => {
    const spec = rollout({ strategy: canary, scaling: { max: 9, from: 5 } });
    expect(spec.replicas).toBe(5);
  });

  it.each([canary, RolloutStrategy.blueGreen()])('fits the schemas', (strategy) => {
    expect(synth(web({ strategy, scaling: { max: 9 } })).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  });

  it('is no finding of the baseline', () => {
    const chart = new Chart(new App({ cluster: Cluster.generic({ installed: [AddOn.argoRollouts()] }) }), 'shop', {
      namespace: 'shop',
    });
    new SecurityBaseline(chart, 'baseline');
    new WebApp(chart, 'web', { image, strategy: canary, scaling: { max: 9 } });
    new WebApp(chart, 'green', { image, strategy: RolloutStrategy.blueGreen() });
    expect(() => synth(chart)).not.toThrow();
  });

  it('is there for a Worker', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.argoRollouts()] }).attachTo(chart);
    new Worker(chart, 'mailer', { image, strategy: canary });
    expect(find(chart, 'Rollout')['spec'].workloadRef.name).toBe('mailer-template');
  });

  it('fails when the cluster has no Argo Rollouts', () => {
    const message =
      /^\[shop\/web\] a canary rollout needs Argo Rollouts, got a cluster without; say installed: \[AddOn.argoRollouts\(\)\]/;
    expect(() => web({ strategy: canary }, Cluster.generic())).toThrow(message);
  });

  it('fails when it is blue-green and has a surge', () => {
    expect(() => web({ strategy: RolloutStrategy.blueGreen(), maxSurge: 1 })).toThrow(
      /maxSurge and maxUnavailable need .+, got blue-green/,
    );
  });

  it('fails when there is no Service to go over', () => {
    const chart = testChart();
    Cluster.generic({ installed: [AddOn.argoRollouts()] }).attachTo(chart);
    expect(() => new Worker(chart, 'mailer', { image, strategy: RolloutStrategy.blueGreen() })).toThrow(
      /needs a Service to go over/,
    );
  });

  it.each<[string, RolloutStrategy, RegExp]>([
    ['there is no step', RolloutStrategy.canary([]), /a canary needs a step, got an empty list/],
    [
      'everybody gets it at once',
      RolloutStrategy.canary([{ weight: 100, pause: 'manual' }]),
      /the weight of a step must be a whole/,
    ],
    [
      'the weights do not grow',
      RolloutStrategy.canary([
        { weight: 50, pause: 'manual' },
        { weight: 50, pause: 'manual' },
      ]),
      /the weights of a canary must grow, got 50 after 50/,
    ],
    [
      'a pause is none',
      RolloutStrategy.canary([{ weight: 5, pause: Duration.seconds(0) }]),
      /the pause of a step in seconds must be/,
    ],
  ])('fails when %s', (_, strategy, message) => {
    expect(() => web({ strategy })).toThrow(message);
    expect(() => web({ strategy })).toThrow(/^\[shop\/web/);
  });

  it('fails when nobody can promote it', () => {
    expect(() => RolloutStrategy.blueGreen({ promote: 'never' as never })).toThrow(
      "RolloutStrategy.blueGreen.promote must be one of auto, manual, got never; use 'auto'",
    );
  });
});
