import { Testing } from 'cdk8s';
import { Peer, Port } from '../../lib';

describe('a peer', () => {
  it('of addresses leaves out what each range contains', () => {
    const { rules } = Peer.addresses('internet', ['0.0.0.0/0', '::/0'], { except: ['10.0.0.0/8', 'fc00::/7'] });
    expect(rules).toEqual([
      { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] },
      { cidr: '::/0', except: ['fc00::/7'] },
    ]);
  });

  it('of foreign pods may run anywhere unless namespaces are named', () => {
    expect(Peer.foreignPods({ name: 'any' }).rules).toEqual([{ namespaces: [], labels: {} }]);
    expect(Peer.foreignPods({ name: 'keda', namespaces: ['keda'] }).scope).toBeUndefined();
  });

  it('fails when no label selects its pods', () => {
    expect(() => Peer.pods(Testing.chart(), { name: 'all', labels: {} })).toThrow(
      /\[test\] a peer needs labels that select its pods, got {}; pass the labels/,
    );
  });

  it('fails when it has no addresses', () => {
    expect(() => Peer.addresses('none', [])).toThrow('a peer needs at least one address range, got an empty list');
  });

  it.each([
    [['10.0.0.0'], []],
    [['10.0.0.0/8'], ['nowhere']],
  ])('fails when a range is not in CIDR notation', (ranges, except) => {
    expect(() => Peer.addresses('wrong', ranges, { except })).toThrow('an address range must be in CIDR notation');
  });
});

describe('a port', () => {
  it('is known by what it is on the wire', () => {
    expect([Port.tcp(8080), Port.tcp(8080, 'web'), Port.udp(53)].map(String)).toEqual([
      'TCP/8080',
      'TCP/8080',
      'UDP/53',
    ]);
  });

  it('is named http, or udp, unless it is named', () => {
    expect([Port.tcp(1).name, Port.udp(1).name, Port.tcp(1, 'grpc').name]).toEqual(['http', 'udp', 'grpc']);
  });

  it.each(['', 'UPPER', 'a--b', '1234', 'a-name-too-long1'])('fails when its name is %s', (name) => {
    expect(() => Port.tcp(80, name)).toThrow(
      'a port name must be at most 15 of a-z, 0-9 and inner dashes, with a letter',
    );
  });
});
