import fc from 'fast-check';
import { cidrRange, contains } from '../../lib/checks/cidr';

const range = (cidr: string): string => cidrRange(undefined, 'an address range', cidr);

describe('an address range', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['203.0.113.7/32', '203.0.113.7/32'],
    ['10.32.0.0/11', '10.32.0.0/11'],
    ['::/0', '::/0'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['fd00:ec2::23/128', 'fd00:ec2::23/128'],
    ['2001:db8:8000::/33', '2001:db8:8000::/33'],
  ])('%s is written as %s', (given, written) => {
    expect(range(given)).toBe(written);
  });

  it('stays the same when it is written once', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, prefix) => {
        const first = suggestion(`${address}/${prefix}`);
        expect(range(first)).toBe(first);
      }),
    );
  });

  it.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', '10.0.0.0/8/8', '::/129', 'a/8', '10.0.0.0/08', '010.0.0.0/8'])(
    'fails when it is %s',
    (cidr) => {
      expect(() => range(cidr)).toThrow('an address range must be in CIDR notation, got ');
    },
  );

  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.48.0.0/11', '10.32.0.0/11'],
    ['2001:db8::7/64', '2001:db8::/64'],
  ])('fails when %s does not begin with its first address', (cidr, fix) => {
    expect(() => range(cidr)).toThrow(`must begin with its first address, got ${cidr}; use ${fix}`);
  });

  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.1.0.0/16', '10.0.0.0/8', false],
    ['10.0.0.0/8', '11.0.0.0/16', false],
    ['0.0.0.0/0', 'fc00::/7', false],
    ['::/0', 'fc00::/7', true],
  ])('%s contains %s: %s', (outer, inner, expected) => {
    expect(contains(outer, inner)).toBe(expected);
  });
});

/** The range that an error asks for, or the range itself. */
function suggestion(cidr: string): string {
  try {
    return range(cidr);
  } catch (error) {
    return (error as Error).message.replace(/^.*use /, '');
  }
}
