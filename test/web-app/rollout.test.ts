import { Duration } from 'cdk8s';
import { Cluster, type WebAppProps } from '../../lib';
import { deploymentOf, expectFailure, mainOf, misfits, podSpecOf, web } from './support';

const spec = (props: Partial<WebAppProps> = {}) => deploymentOf(props)['spec'];

describe('the rollout of a WebApp', () => {
  it('loses no pod', () => {
    expect(spec()).toMatchObject({
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 5,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    });
  });

  it('can be told how fast and how patient it is', () => {
    const props = {
      maxSurge: 1,
      maxUnavailable: '10%',
      minReady: Duration.seconds(30),
      progressDeadline: Duration.minutes(20),
      revisionHistoryLimit: 2,
    };
    expect(spec(props)).toMatchObject({
      minReadySeconds: 30,
      progressDeadlineSeconds: 1200,
      revisionHistoryLimit: 2,
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '10%' } },
    });
    expect(misfits(web(props))).toEqual([]);
  });

  it('ends old pods first when two must not run', () => {
    expect(spec({ strategy: 'recreate' }).strategy).toEqual({ type: 'Recreate' });
  });

  it('is patient with an app that starts slowly', () => {
    expect(spec({ startup: Duration.minutes(15) }).progressDeadlineSeconds).toBe(15 * 60 + 5 + 60);
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    ['it cannot begin', { maxSurge: 0 }, /a rollout needs maxSurge or maxUnavailable to begin, got 0 and 0/],
    ['surge is no share', { maxSurge: 'some' }, /maxSurge must be a whole number or a share up to 100%, got some/],
    ['surge is a fraction', { maxSurge: 0.5 }, /maxSurge must be a whole number or a share/],
    ['a pod cannot become ready in time', { progressDeadline: Duration.minutes(2) }, /got 120 s for 125 s/],
    [
      'recreate has a surge',
      { strategy: 'recreate', maxSurge: 1 },
      /maxSurge and maxUnavailable need strategy 'rolling'/,
    ],
    ['the strategy is unknown', { strategy: 'canary' as never }, /strategy must be one of rolling, recreate/],
    [
      'history is less than nothing',
      { revisionHistoryLimit: -1 },
      /revisionHistoryLimit must be a whole number from 0/,
    ],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));
});

describe('the drain of a WebApp', () => {
  const end = (props: Partial<WebAppProps>, cluster?: Cluster) => [
    mainOf(props, cluster)['lifecycle']?.preStop,
    podSpecOf(props, cluster)['terminationGracePeriodSeconds'],
  ];
  const behind = Cluster.generic({ deregistration: Duration.seconds(40) });

  it('is followed by the shutdown', () => {
    expect(end({})).toEqual([{ sleep: { seconds: 5 } }, 30]);
    expect(end({ drain: Duration.seconds(20), shutdown: Duration.seconds(10) })).toEqual([
      { sleep: { seconds: 20 } },
      30,
    ]);
    expect(end({ drain: Duration.seconds(0), shutdown: Duration.seconds(10) })).toEqual([undefined, 10]);
  });

  it('fits into the grace period', () => {
    expect(end({ gracePeriod: Duration.seconds(60) })).toEqual([{ sleep: { seconds: 5 } }, 60]);
    expect(end({ gracePeriod: Duration.seconds(10) })).toEqual([{ sleep: { seconds: 5 } }, 10]);
  });

  it('sleeps with the command of the image where the cluster has no sleep action', () => {
    expect(end({}, Cluster.generic({ version: '1.29' }))[0]).toEqual({ exec: { command: ['sleep', '5'] } });
  });

  it('is as long as load balancers go on sending requests, where there are any', () => {
    expect(end({ host: 'shop.example.com' }, behind)).toEqual([{ sleep: { seconds: 40 } }, 65]);
    expect(end({ expose: 'loadBalancer' }, behind)[1]).toBe(65);
    expect(end({}, behind)[1]).toBe(30);
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'drain and shutdown do not fit into the grace period',
      { drain: Duration.seconds(10), shutdown: Duration.seconds(25), gracePeriod: Duration.seconds(30) },
      /must fit into gracePeriod, got drain 10 s and shutdown 25 s in 30 s/,
    ],
    [
      'the drain is longer than the grace period',
      { drain: Duration.seconds(40), gracePeriod: Duration.seconds(30) },
      /drain and shutdown must fit into gracePeriod/,
    ],
    ['it is a fraction', { drain: Duration.millis(1500) }, /drain in seconds must be a whole number/],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));

  it('fails when it is shorter than load balancers need', () => {
    const message = /drain must be as long as load balancers go on sending requests, got 10 s; drain for 40 s/;
    expectFailure({ drain: Duration.seconds(10), host: 'shop.example.com' }, message, behind);
  });
});
