import { Cluster, type WebAppProps } from '../../lib';
import { find, names } from '../support/charts';
import { expectFailure, misfits, podSpecOf, web } from './support';

const budget = (props: Partial<WebAppProps>) => find(web(props), 'PodDisruptionBudget')['spec'];

describe('the availability of a WebApp', () => {
  it('has a budget of one, and none for a single replica', () => {
    expect(budget({})).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    expect(budget({ scaling: { min: 2, max: 3 } })).toHaveProperty('maxUnavailable', 1);
    expect(budget({ scaling: { min: 1, max: 3 } })).toHaveProperty('maxUnavailable', 1);
    for (const props of [{ replicas: 1 }, { replicas: 0 }, { scaling: { min: 1, max: 1 } }]) {
      expect(names(web(props), 'PodDisruptionBudget')).toEqual([]);
    }
  });

  it('has the budget that it is given', () => {
    expect(budget({ budget: { maxUnavailable: '25%' } })).toHaveProperty('maxUnavailable', '25%');
    const stays = budget({ replicas: 4, budget: { minAvailable: '50%' } });
    expect(stays).toHaveProperty('minAvailable', '50%');
    expect(stays).not.toHaveProperty('maxUnavailable');
    expect(misfits(web({ budget: { minAvailable: 2 } }))).toEqual([]);
  });

  it('is spread over zones and nodes, each revision by itself, as far as that is possible', () => {
    expect(podSpecOf()['topologySpreadConstraints']).toEqual(
      ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
        labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'web-app', 'app.kubernetes.io/name': 'web' } },
        matchLabelKeys: ['pod-template-hash'],
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'ScheduleAnyway',
      })),
    );
  });

  it('can be spread rather than run, and not at all', () => {
    for (const constraint of podSpecOf({ spread: 'strict' })['topologySpreadConstraints']) {
      expect(constraint).toMatchObject({ nodeTaintsPolicy: 'Honor', whenUnsatisfiable: 'DoNotSchedule' });
    }
    const loose = podSpecOf({ spread: 'none' });
    expect(loose).not.toHaveProperty('topologySpreadConstraints');
    expect(loose).not.toHaveProperty('affinity');
    expect(misfits(web({ spread: 'strict' }))).toEqual([]);
  });

  it.each([
    ['1.30', undefined, undefined],
    ['1.31', 'PreferClose', 'PreferClose'],
    ['1.33', 'PreferClose', 'PreferClose'],
    ['1.34', 'PreferSameZone', 'PreferSameNode'],
  ])('keeps traffic near as well as Kubernetes %s can', (version, zone, node) => {
    const service = (trafficDistribution: WebAppProps['trafficDistribution']) =>
      find(web({ trafficDistribution }, Cluster.generic({ version })), 'Service')['spec'].trafficDistribution;
    expect([service('PreferSameZone'), service('PreferSameNode'), service(undefined)]).toEqual([zone, node, undefined]);
  });

  it.each<[string, Partial<WebAppProps>, RegExp]>([
    [
      'its budget lets nothing go',
      { budget: { maxUnavailable: 0 } },
      /or no node can be drained, got maxUnavailable 0/,
    ],
    ['its budget keeps all pods', { budget: { minAvailable: 3 } }, /got minAvailable 3 of 3; use maxUnavailable: 1/],
    [
      'its budget keeps all of the fewest pods',
      { scaling: { min: 2, max: 9 }, budget: { minAvailable: '60%' } },
      /of 2/,
    ],
    ['its budget says two things', { budget: { minAvailable: 1, maxUnavailable: 1 } }, /either maxUnavailable or min/],
    ['its budget says nothing', { budget: {} }, /either maxUnavailable or minAvailable, got neither/],
    [
      'its budget is no share',
      { budget: { minAvailable: 'half' } },
      /budget.minAvailable must be a whole number or a share/,
    ],
    ['the spread is unknown', { spread: 'even' as never }, /spread must be one of soft, strict, none, got even/],
    [
      'traffic goes nowhere',
      { trafficDistribution: 'Near' as never },
      /trafficDistribution must be one of PreferSameZone, PreferSameNode/,
    ],
  ])('fails when %s', (_, props, message) => expectFailure(props, message));
});
