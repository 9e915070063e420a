import { Duration } from 'cdk8s';
import { Cluster, type ClusterProps } from '../../lib';

describe('the profile of a cluster', () => {
  it('has nothing installed unless it is said', () => {
    const {
      gateway,
      certManager,
      keda,
      prometheusAdapter,
      vpa,
      argoRollouts,
      externalSecrets,
      cilium,
      deregistration,
    } = Cluster.eks();
    expect([gateway, certManager, deregistration]).toEqual([undefined, undefined, undefined]);
    expect([keda, prometheusAdapter, vpa, argoRollouts, externalSecrets, cilium]).toEqual(Array(6).fill(false));
  });

  it('has what is said', () => {
    const cluster = Cluster.generic({
      gateway: { name: 'edge', namespace: 'gateways', http: 'web', https: 'websecure' },
      certManager: { issuer: 'letsencrypt' },
      deregistration: Duration.minutes(1),
      vpa: true,
    });
    expect(cluster).toMatchObject({ gateway: { name: 'edge' }, certManager: { issuer: 'letsencrypt' }, vpa: true });
    expect(cluster.deregistration).toBe(60);
  });

  it('lets the namespace of its Gateway in, unless others are said', () => {
    const gateway = { name: 'edge', namespace: 'gateways' };
    expect(Cluster.gke({ gateway }).ingressNamespaces).toEqual(['gateways']);
    expect(Cluster.gke({ gateway, ingressNamespaces: ['envoy'] }).ingressNamespaces).toEqual(['envoy']);
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
    [
      'a port of the API server is out of range',
      { apiServerPorts: [0] },
      /a port of the API server must be a whole number/,
    ],
    ['the Gateway has no name', { gateway: { name: '', namespace: 'a' } }, /the name of a Gateway must be a DNS name/],
    [
      'its namespace is no DNS label',
      { gateway: { name: 'a', namespace: 'a.b' } },
      /the namespace of a Gateway must be/,
    ],
    [
      'a listener is no DNS name',
      { gateway: { name: 'a', namespace: 'a', https: 'A' } },
      /the name of a listener must be/,
    ],
    [
      'requests are to be sent to an unknown listener',
      { gateway: { name: 'a', namespace: 'a', http: 'web' } },
      /a redirect to HTTPS needs two listeners, got http web, https undefined; give the name/,
    ],
    ['the issuer is no DNS name', { certManager: { issuer: 'Let us' } }, /the name of an issuer must be a DNS name/],
  ])('fails when %s', (_, props, message) => {
    expect(() => Cluster.generic(props)).toThrow(message);
  });
});
