import { fill, merge } from '../../lib/manifest/merge';

describe('merging', () => {
  it('goes field by field, and the overlay wins', () => {
    expect(merge({ a: 1, b: { c: 1, d: 1 } }, { b: { d: 2 } })).toEqual({ a: 1, b: { c: 1, d: 2 } });
  });

  it('leaves alone what the overlay does not know', () => {
    expect(merge({ a: 1 }, { a: undefined })).toEqual({ a: 1 });
  });

  it('finds elements of a list by name, and adds those it does not find', () => {
    const base = { containers: [{ name: 'web', image: 'a' }] };
    expect(merge(base, { containers: [{ name: 'web', command: ['x'] }, { name: 'proxy' }] })).toEqual({
      containers: [{ name: 'web', image: 'a', command: ['x'] }, { name: 'proxy' }],
    });
  });

  it.each([
    ['volumeMounts', { mountPath: '/a', name: 'x' }, { mountPath: '/a', readOnly: true }],
    ['topologySpreadConstraints', { topologyKey: 'zone', maxSkew: 1 }, { topologyKey: 'zone', maxSkew: 2 }],
    ['ports', { containerPort: 80, name: 'http' }, { containerPort: 80, protocol: 'TCP' }],
    ['hostAliases', { ip: '10.0.0.1' }, { ip: '10.0.0.1', hostnames: ['a'] }],
  ])('finds elements of %s by what identifies them', (field, base, overlay) => {
    expect(merge({ [field]: [base] }, { [field]: [overlay] })).toEqual({ [field]: [{ ...base, ...overlay }] });
  });

  it('keeps ports of the same number and another protocol apart', () => {
    const tcp = { port: 53, protocol: 'TCP' };
    const udp = { port: 53, protocol: 'UDP' };
    expect(merge({ ports: [tcp] }, { ports: [udp] })).toEqual({ ports: [tcp, udp] });
  });

  it('replaces lists of plain values', () => {
    expect(merge({ args: ['a', 'b'] }, { args: ['c'] })).toEqual({ args: ['c'] });
  });

  it('means the same twice', () => {
    const overlay = { containers: [{ name: 'web', ports: [{ containerPort: 80 }] }] };
    const once = merge({ containers: [] }, overlay);
    expect(merge(once, overlay)).toEqual(once);
  });

  it('fills only what is missing', () => {
    expect(fill({ a: { b: 1 } }, { a: { b: 2, c: 2 } })).toEqual({ a: { b: 1, c: 2 } });
  });
});
