import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Cluster } from '../../lib';
import { clusterName } from '../../lib/cluster/cluster-name';
import { FEATURES } from '../../lib/cluster/features';

describe('a cluster', () => {
  it('is any with Kubernetes 1.33 where nothing was said', () => {
    expect(Cluster.of(Testing.chart())).toMatchObject({ preset: 'generic', version: '1.33', domain: 'cluster.local' });
  });

  it('is that of the app, or the nearer one of a chart', () => {
    const app = new App({ cluster: Cluster.eks() });
    const [here, there] = [new Chart(app, 'here'), new Chart(app, 'there')];
    Cluster.k3s().attachTo(there);
    expect(Cluster.of(new Construct(here, 'inside')).preset).toBe('eks');
    expect(Cluster.of(new Construct(there, 'inside')).preset).toBe('k3s');
  });

  it.each(['generic', 'eks', 'gke', 'aks', 'openshift', 'kind', 'k3s'] as const)('has a preset for %s', (preset) => {
    expect(Cluster[preset]().preset).toBe(preset);
  });

  it.each(Object.entries(FEATURES))('has %s from its version on, with a source', (name, feature) => {
    const has = (minor: number) => Cluster.generic({ version: `1.${minor}` }).has(name as keyof typeof FEATURES);
    expect([has(feature.since - 1), has(feature.since)]).toEqual([false, true]);
    expect(feature.source).toMatch(/^https:\/\/(github\.com\/kubernetes|kubernetes\.io)\//);
  });

  it('fails when the version is a number, in which 1.30 is 1.3', () => {
    expect(() => Cluster.generic({ version: 1.33 as unknown as string })).toThrow(
      "version must be text, got 1.33; use '1.33'",
    );
  });

  it.each(['1.26', '1.37', '2.0', 'latest'])('fails when the version is %s', (version) => {
    expect(() => Cluster.generic({ version })).toThrow(
      `version must be from 1.27 to 1.36, got ${version}; use the minor version`,
    );
  });

  it('fails when a construct gets another cluster', () => {
    const chart = new Chart(new App(), 'shop');
    const first = Cluster.eks({ name: 'first' });
    first.attachTo(chart);
    first.attachTo(chart);
    expect(() => Cluster.gke({ name: 'second' }).attachTo(chart)).toThrow(
      '[shop] a construct must be for one cluster, got two; attach one, or make a construct for each in it',
    );
  });

  it('fails when it is attached after constructs were added', () => {
    const chart = Testing.chart();
    new Construct(chart, 'early');
    expect(() => Cluster.kind().attachTo(chart)).toThrow(
      'a cluster must be attached before constructs are added, got early; call attachTo first',
    );
  });
});

describe('the name of a cluster', () => {
  const named = (app: App, path: string, cluster: Cluster): string => {
    const scope = path.split('/').reduce<Construct>((at, id) => {
      return (at.node.tryFindChild(id) as Construct | undefined) ?? new Construct(at, id);
    }, app);
    cluster.attachTo(scope);
    return clusterName(new Construct(scope, 'inside'));
  };

  it('is that in its props, else the path of its construct; the cluster of the app needs none', () => {
    const app = new App();
    expect(clusterName(app)).toBe('');
    expect(named(app, 'eu', Cluster.generic({ name: 'frankfurt' }))).toBe('frankfurt');
    expect(named(app, 'prod/eu', Cluster.generic())).toBe('prod-eu');
    expect(named(app, 'Staging US', Cluster.generic())).toBe('staging-us');
    expect(clusterName(new App({ cluster: Cluster.generic({ name: 'home' }) }))).toBe('home');
  });

  it('is the same at every construct that a named cluster is attached to', () => {
    const app = new App();
    const cluster = Cluster.generic({ name: 'edge' });
    expect([named(app, 'a', cluster), named(app, 'b', cluster)]).toEqual(['edge', 'edge']);
  });

  it('is not shared between apps', () => {
    const cluster = Cluster.generic();
    expect([named(new App(), 'a', cluster), named(new App(), 'b', cluster)]).toEqual(['a', 'b']);
  });

  it('fails when two clusters have it', () => {
    const app = new App();
    named(app, 'eu', Cluster.generic());
    expect(() => named(app, 'other', Cluster.generic({ name: 'eu' }))).toThrow(
      '[other] the name of a cluster must be unique in the app, got eu; the cluster of eu has it; pass another name to one of them',
    );
    named(app, 'prod/us', Cluster.generic());
    expect(() => named(app, 'prod-us', Cluster.generic())).toThrow('must be unique in the app, got prod-us');
  });

  it('fails when a cluster without a name is attached to a second construct', () => {
    const app = new App();
    const cluster = Cluster.generic();
    named(app, 'a', cluster);
    expect(() => named(app, 'b', cluster)).toThrow(
      "[b] a cluster of several constructs must have a name, got none, at a; pass { name: 'on-premises' } to it, for example; " +
        'for two clusters make two Cluster objects',
    );
  });

  it.each(['EU', '../eu', 'eu/west', ''])('fails when it is %j', (name) => {
    expect(() => Cluster.generic({ name })).toThrow('the name of a cluster must be a DNS label');
  });
});
