import { immutableConfigMap, lateConfigMap } from '../../lib/manifest/config-map';
import { find, synth, testChart } from '../support/charts';

const huge = 'x'.repeat(2 ** 20);
const labels = {};
const tooLarge = 'put some into the image';

function immutable(data: Record<string, string>, binaryData?: Record<string, string>) {
  const chart = testChart();
  const name = (hash: string) => `files-${hash}`;
  immutableConfigMap(chart, 'Files', { name, labels, tooLarge, data, ...(binaryData && { binaryData }) });
  return find(chart, 'ConfigMap');
}

describe('a ConfigMap that is never changed', () => {
  it('has another name when any of its files differs, text or not', () => {
    const names = [
      immutable({ a: '1' }),
      immutable({ a: '2' }),
      immutable({ b: '1' }),
      immutable({ a: '1' }, { c: 'AA==' }),
      immutable({ a: '1' }, { c: 'AQ==' }),
    ].map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(names.length);
    expect(immutable({ a: '1' })).toEqual(immutable({ a: '1' }));
    expect(immutable({ a: '1' })['immutable']).toBe(true);
  });

  it('outlives the pods of the version before, whatever tool deletes what is not in the manifests any more', () => {
    expect(immutable({ a: '1' }).metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'PruneLast=true',
      'helm.sh/resource-policy': 'keep',
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  });

  it('fails when it is larger than the API server takes', () => {
    expect(() => immutable({ a: huge })).toThrow(
      /ConfigMap files-\w{8} must be at most 1048576 bytes, got 1048577 bytes; put some into the image/,
    );
    expect(() => immutable({}, { a: Buffer.from(huge).toString('base64') })).toThrow(/got 1048577 bytes/);
    expect(() => immutable({ a: huge.slice(1) })).not.toThrow();
  });
});

describe('a ConfigMap that is rendered at synth', () => {
  it('fails when it is larger than the API server takes by then', () => {
    const chart = testChart();
    const data = { a: huge.slice(1) };
    lateConfigMap(chart, 'Late', { name: 'late', labels, tooLarge, data: () => data });
    expect(() => synth(chart)).not.toThrow();
    data.a = huge;
    expect(() => synth(chart)).toThrow(
      /ConfigMap late must be at most 1048576 bytes, got 1048577 bytes; put some into the image/,
    );
  });
});
