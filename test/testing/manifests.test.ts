import { ApiObject } from 'cdk8s';
import { Manifests } from '../../lib/testing';
import { testChart } from '../support/charts';

function made() {
  const chart = testChart();
  for (const name of ['b', 'a'])
    new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  new ApiObject(chart, 'c', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'c' } });
  return Manifests.of(chart);
}

describe('the manifests of a chart', () => {
  it('are all there', () => {
    expect(made().all.map((m) => m['kind'])).toEqual(['ConfigMap', 'ConfigMap', 'Service']);
  });

  it('are found by kind and name', () => {
    expect(made().find('ConfigMap', 'a')['metadata'].namespace).toBe('shop');
    expect(made().find('Service')['metadata'].name).toBe('c');
  });

  it('have sorted names', () => {
    expect(made().names('ConfigMap')).toEqual(['a', 'b']);
  });

  it('fails when there is none', () => {
    expect(() => made().find('Secret', 'x')).toThrow(
      'one Secret/x must be in the chart, got none; there are ConfigMap/b, ConfigMap/a, Service/c',
    );
  });

  it('fails when there are several', () => {
    expect(() => made().find('ConfigMap')).toThrow('one ConfigMap must be in the chart, got 2');
  });
});
