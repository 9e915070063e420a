import { Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { App, Cluster } from '../../lib';
import { FEATURES } from '../../lib/cluster/features';

describe('a cluster', () => {
  it('is any with Kubernetes 1.33 where nothing was said', () => {
    expect(Cluster.of(Testing.chart())).toMatchObject({ name: 'generic', version: '1.33', domain: 'cluster.local' });
  });

  it('is that of the app, or the nearer one of a chart', () => {
    const app = new App({ cluster: Cluster.eks() });
    const [here, there] = [new Chart(app, 'here'), new Chart(app, 'there')];
    Cluster.k3s().attachTo(there);
    expect(Cluster.of(new Construct(here, 'inside')).name).toBe('eks');
    expect(Cluster.of(new Construct(there, 'inside')).name).toBe('k3s');
  });

  it.each(['generic', 'eks', 'gke', 'aks', 'openshift', 'kind', 'k3s'] as const)('has a preset for %s', (preset) => {
    expect(Cluster[preset]().name).toBe(preset);
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

  it('fails when it is attached after constructs were added', () => {
    const chart = Testing.chart();
    new Construct(chart, 'early');
    expect(() => Cluster.kind().attachTo(chart)).toThrow(
      'a cluster must be attached before constructs are added, got early; call attachTo first',
    );
  });
});
