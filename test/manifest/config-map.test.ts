import { ApiObject } from 'cdk8s';
import { annotationBytes, MOST_ANNOTATIONS } from '../../lib/manifest/applied-size';
import { immutableConfigMap, lateConfigMap } from '../../lib/manifest/config-map';
import { find, synth, testChart } from '../support/charts';

const huge = 'x'.repeat(MOST_ANNOTATIONS);
const labels = {};
const tooLarge = 'put some into the image';
const refusal =
  /ConfigMap \w+(-\w{8})? must fit into the annotation of kubectl apply, 262144 bytes as JSON, got \d+ bytes; put some into the image/;

function immutable(data: Record<string, string>, binaryData?: Record<string, string>) {
  const chart = testChart();
  const name = (hash: string) => `files-${hash}`;
  immutableConfigMap(chart, 'Files', { name, labels, tooLarge, data, ...(binaryData && { binaryData }) });
  return find(chart, 'ConfigMap');
}

/** The most bytes that one file can have beside everything else in the object. */
const most = (): number => MOST_ANNOTATIONS - annotationBytes(immutable({ a: '' }));

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

  it('keeps a file without content', () => {
    expect(immutable({ a: '' })['data']).toEqual({ a: '' });
    expect(immutable({}, { b: '' })['binaryData']).toEqual({ b: '' });
  });

  it('fails when kubectl apply could not keep it in an annotation', () => {
    expect(() => immutable({ a: huge })).toThrow(refusal);
    expect(() => immutable({}, { a: Buffer.from(huge).toString('base64') })).toThrow(refusal);
    expect(() => immutable({ a: 'x'.repeat(most()) })).not.toThrow();
    expect(() => immutable({ a: 'x'.repeat(most() + 1) })).toThrow(refusal);
  });

  it.each([
    ['a quote, which is two bytes of JSON', '"', 2],
    ['a line break, which is two bytes of JSON', '\n', 2],
    ['a bracket, which Go escapes', '<', 6],
    ['an ampersand, which Go escapes', '&', 6],
    ['a line separator, which Go escapes', '\u2028', 6],
    ['a letter of two bytes', 'é', 2],
    ['a smiley of four bytes', '😀', 4],
  ])('counts %s', (_, text, bytes) => {
    const count = Math.floor(most() / bytes);
    expect(() => immutable({ a: text.repeat(count) })).not.toThrow();
    expect(() => immutable({ a: text.repeat(count + 1) })).toThrow(refusal);
  });
});

describe('the annotations of an object after kubectl apply', () => {
  it('are those that it has, and the object as JSON', () => {
    const metadata = { name: 'a' };
    const one = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const noted = { ...one, metadata: { ...metadata, annotations: { note: 'é' } } };
    const json = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"a"}}\n';
    const key = 'kubectl.kubernetes.io/last-applied-configuration';
    expect(annotationBytes(one)).toBe(key.length + json.length);
    expect(annotationBytes(noted)).toBe(key.length + json.length + '"note":"é"'.length + 1 + 'note'.length + 2);
  });
});

describe('a ConfigMap that is rendered at synth', () => {
  it('fails when kubectl apply could not keep it by then', () => {
    const chart = testChart();
    const data = { a: huge.slice(1000) };
    const map = lateConfigMap(chart, 'Late', { name: 'late', labels, tooLarge, data: () => data });
    expect(() => synth(chart)).not.toThrow();
    ApiObject.of(map).metadata.addAnnotation('note', huge.slice(-1000));
    expect(() => synth(chart)).toThrow(refusal);
    data.a = huge;
    expect(() => synth(chart)).toThrow(refusal);
  });
});
