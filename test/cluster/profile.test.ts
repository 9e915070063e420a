import { AddOn, Cluster, type ClusterProps } from '../../lib';

describe('the profile of a cluster', () => {
  it('lets the namespace of its Gateway in, unless others are said', () => {
    const gateway = { name: 'edge', namespace: 'gateways' };
    expect(Cluster.gke({ installed: [AddOn.gateway(gateway)] }).ingressNamespaces).toContain('gateways');
    expect(
      Cluster.gke({ ingressNamespaces: ['envoy'], installed: [AddOn.gateway(gateway)] }).ingressNamespaces,
    ).toEqual(['envoy']);
    expect(Cluster.k3s().ingressNamespaces).toEqual(['kube-system']);
  });

  it('writes ranges as Kubernetes does', () => {
    expect(Cluster.eks({ loadBalancerRanges: ['2001:DB8::/32'] }).loadBalancerRanges).toEqual(['2001:db8::/32']);
  });

  it.each<[string, ClusterProps, RegExp]>([
    ['its domain is no DNS name', { domain: 'Cluster.Local' }, /the cluster domain must be a DNS label/],
    [
      'an ingress namespace is no DNS label',
      { ingressNamespaces: ['a_b'] },
      /an ingress namespace must be a DNS label/,
    ],
    [
      'a range is not in CIDR notation',
      { loadBalancerRanges: ['10.0.0.0'] },
      /must be in CIDR notation, got 10.0.0.0;/,
    ],
    ['a range of nodes is an address', { nodeRanges: ['10.0.0.1'] }, /must be in CIDR notation, got 10.0.0.1;/],
    [
      'a port of the API server is out of range',
      { apiServerPorts: [0] },
      /a port of the API server must be a whole number/,
    ],
    ['its version is a number', { version: 1.34 as never }, /Cluster.version must be text, got 1.34; use '1.34'/],
    [
      'load balancers are given a number of seconds',
      { deregistration: 30 as never },
      /Cluster.deregistration must be a Duration, got 30; use Duration.seconds\(30\)/,
    ],
    [
      'the ports of the API server are one',
      { apiServerPorts: 443 as never },
      /Cluster.apiServerPorts must be a list of numbers, got 443; use \[443\]/,
    ],
  ])('fails when %s', (_, props, message) => {
    expect(() => Cluster.generic(props)).toThrow(message);
  });
});
