import { AddOn, Cluster, type ClusterProps, ScalingMetric, WebApp, type WebAppProps } from '../../lib';
import { find, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';

function web(scaling: WebAppProps['scaling'], cluster: ClusterProps, props: Partial<WebAppProps>) {
  const chart = testChart();
  Cluster.generic(cluster).attachTo(chart);
  new WebApp(chart, 'web', { image: 'a:1', scaling, ...props });
  expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
  return chart;
}

describe('rightsizing', () => {
  const vpa = (scaling: WebAppProps['scaling'], rightsizing: WebAppProps['rightsizing']) =>
    find(web(scaling, { installed: [AddOn.verticalPodAutoscaler()] }, { rightsizing }), 'VerticalPodAutoscaler')[
      'spec'
    ];
  const controlled = (...args: Parameters<typeof vpa>) =>
    vpa(...args).resourcePolicy.containerPolicies[0].controlledResources;

  it('only recommends, or changes the pods', () => {
    expect(vpa(undefined, 'recommend')).toMatchObject({
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      updatePolicy: { updateMode: 'Off' },
    });
    expect(vpa(undefined, 'auto').updatePolicy).toEqual({ updateMode: 'Recreate' });
  });

  it('changes a single pod, too, which it would leave alone by default', () => {
    const { updatePolicy } = vpa({ min: 1, max: 9 }, 'auto');
    expect(updatePolicy).toEqual({ updateMode: 'Recreate', minReplicas: 1 });
  });

  it('leaves alone what decides the number of pods', () => {
    expect(controlled(undefined, 'auto')).toEqual(['cpu', 'memory']);
    expect(controlled({ max: 9 }, 'auto')).toEqual(['memory']);
    expect(controlled({ max: 9, memory: 80 }, 'auto')).toEqual(['cpu']);
    expect(controlled({ max: 9, metrics: [ScalingMetric.pods('a', 1)] }, 'auto')).toEqual(['cpu', 'memory']);
    expect(controlled({ max: 9, cpu: 70, memory: 80 }, 'recommend')).toEqual(['cpu', 'memory']);
  });

  it('fails when both act on the same resources', () => {
    expect(() => vpa({ max: 9, cpu: 70, memory: 80 }, 'auto')).toThrow(
      "[shop/web] rightsizing 'auto' and scaling must not act on the same resource, got cpu, memory; use rightsizing 'recommend'",
    );
  });

  it('fails when nothing is requested that could be changed', () => {
    expect(() =>
      web(
        undefined,
        { installed: [AddOn.verticalPodAutoscaler()] },
        { rightsizing: 'recommend', cpu: 'none', memory: 'none' },
      ),
    ).toThrow(
      "[shop/web] rightsizing needs a request to be about, got cpu 'none' and memory 'none'; request one, or remove it",
    );
  });

  it('fails when the cluster has no Vertical Pod Autoscaler', () => {
    expect(() => web(undefined, {}, { rightsizing: 'auto' })).toThrow(
      'rightsizing needs the Vertical Pod Autoscaler, got a cluster without; say installed: [AddOn.verticalPodAutoscaler()] in the Cluster, or remove it',
    );
  });

  it('fails when it is neither of the two', () => {
    expect(() => vpa(undefined, 'maybe' as never)).toThrow('rightsizing must be one of recommend, auto, got maybe');
  });
});
