import { AddOn, Cluster, type ClusterProps, Observability, Probe, WebApp } from '../../lib';
import { find, names, synth, testChart } from '../support/charts';
import { validateManifest } from '../support/schema';
import { exposed, host, image, letIn } from './support';

const GATEWAY = { name: 'edge', namespace: 'gateways' };
const cilium = AddOn.cilium();
const toPorts = [{ ports: [{ port: '8080', protocol: 'TCP' }] }];
const namespaces = (chart: Parameters<typeof letIn>[0]) =>
  letIn(chart).flatMap(({ namespaceSelector: selector }) =>
    selector ? (selector.matchExpressions?.[0].values ?? [selector.matchLabels['kubernetes.io/metadata.name']]) : [],
  );
const ranges = (chart: Parameters<typeof letIn>[0]) => letIn(chart).flatMap(({ ipBlock }) => ipBlock?.cidr ?? []);

describe('requests through Cilium itself', () => {
  it.each<[string, ClusterProps]>([
    ['an Ingress', { ingressClass: 'cilium', installed: [cilium] }],
    ['a Gateway', { installed: [cilium, AddOn.gateway({ ...GATEWAY, class: 'cilium' })] }],
  ])('are let in by the identity of %s, and no pods are', (_, props) => {
    const chart = exposed(Cluster.generic(props));
    expect(find(chart, 'CiliumNetworkPolicy')).toMatchObject({
      metadata: { name: 'web-from-ingress' },
      spec: {
        endpointSelector: { matchLabels: find(chart, 'Service')['spec'].selector },
        ingress: [{ fromEntities: ['ingress'], toPorts }],
      },
    });
    expect(letIn(chart)).toEqual([]);
  });

  it('are let in beside pods where the controller is not known', () => {
    for (const installed of [[cilium], [cilium, AddOn.gateway(GATEWAY)]]) {
      const chart = exposed(Cluster.generic({ installed }));
      expect(names(chart, 'CiliumNetworkPolicy')).toEqual(['web-from-ingress']);
      expect(namespaces(chart)).not.toEqual([]);
    }
  });

  it('are not let in where another controller is named', () => {
    const chart = exposed(Cluster.generic({ ingressClass: 'nginx', installed: [cilium] }));
    expect(names(chart, 'CiliumNetworkPolicy')).toEqual([]);
  });
});

describe('a controller in the network of its node', () => {
  it('is let in by the addresses of the nodes', () => {
    const chart = exposed(Cluster.generic({ ingressClass: 'nginx', ingressNodes: ['10.1.0.0/24', '2001:DB8::/64'] }));
    expect(ranges(chart)).toEqual(['10.1.0.0/24', '2001:db8::/64']);
  });

  it.each([['all' as const], [['10.1.0.0/24']]])('is let in by Cilium as a node, for %s', (ingressNodes) => {
    const chart = exposed(Cluster.generic({ ingressClass: 'nginx', ingressNodes, installed: [cilium] }));
    expect(find(chart, 'CiliumNetworkPolicy')['spec'].ingress).toEqual([
      { fromEntities: ['host', 'remote-node'], toPorts },
    ]);
    expect(ranges(chart)).toEqual([]);
  });
});

describe('the controller of a Gateway', () => {
  it('is let in where its class runs its proxies', () => {
    const of = (gatewayClass?: string) =>
      namespaces(exposed(Cluster.generic({ installed: [AddOn.gateway({ ...GATEWAY, class: gatewayClass })] })));
    expect(of('eg')).toEqual(['gateways', 'envoy-gateway-system']);
    expect(of('istio')).toEqual(['gateways']);
    expect(of()).toEqual(['gateways', 'envoy-gateway-system', 'kong', 'traefik']);
  });
});

describe('a load balancer of a cloud', () => {
  const asked = { health: Probe.http('/ready', { port: 8081 }) };

  it('is let in to the app and to its health on EKS, from the VPC', () => {
    const cluster = Cluster.eks({
      ingressClass: 'alb',
      ingressScheme: 'internet-facing',
      loadBalancerRanges: ['10.0.0.0/16'],
    });
    const chart = exposed(cluster, asked);
    expect(letIn(chart)).toEqual([{ ipBlock: { cidr: '10.0.0.0/16' } }]);
    const { ports } = find(chart, 'NetworkPolicy', 'web')['spec'].ingress[0];
    expect(ports.map(({ port }: { port: number }) => port)).toEqual([8080, 8081]);
  });

  it('is let in from the addresses of Google on GKE, which ask for health, beside those of proxies', () => {
    const rilb = { ...GATEWAY, class: 'gke-l7-rilb' };
    const chart = exposed(
      Cluster.gke({ loadBalancerRanges: ['10.129.0.0/23'], installed: [AddOn.gateway(rilb)] }),
      asked,
    );
    expect(letIn(chart).map(({ ipBlock }) => ipBlock.cidr)).toEqual([
      '10.129.0.0/23',
      '130.211.0.0/22',
      '35.191.0.0/16',
    ]);
  });
});

describe('the health of an app behind a Gateway of GKE', () => {
  const cluster = Cluster.gke({ installed: [AddOn.gateway(GATEWAY)] });
  const config = (health?: string | Probe) => {
    const { spec } = find(exposed(cluster, { health }), 'HealthCheckPolicy');
    expect(spec.targetRef).toEqual({ group: '', kind: 'Service', name: 'web' });
    return spec.default;
  };

  it('is asked as the readiness probe asks', () => {
    expect(config('/healthz')).toEqual({
      checkIntervalSec: 5,
      timeoutSec: 3,
      healthyThreshold: 1,
      unhealthyThreshold: 3,
      config: {
        type: 'HTTP',
        httpHealthCheck: { portSpecification: 'USE_SERVING_PORT', requestPath: '/healthz' },
      },
    });
    expect(config(Probe.http('/up', { port: 8443, tls: true, headers: { Host: 'a.example.com' } })).config).toEqual({
      type: 'HTTPS',
      httpsHealthCheck: {
        portSpecification: 'USE_FIXED_PORT',
        port: 8443,
        requestPath: '/up',
        host: 'a.example.com',
      },
    });
    expect(config(Probe.grpc({ service: 'shop' })).config).toEqual({
      type: 'GRPC',
      grpcHealthCheck: { portSpecification: 'USE_SERVING_PORT', grpcServiceName: 'shop' },
    });
  });

  it.each([undefined, Probe.none(), Probe.exec(['/ready'])])('is a connection where no request is known', (health) => {
    expect(config(health).config).toEqual({
      type: 'TCP',
      tcpHealthCheck: { portSpecification: 'USE_SERVING_PORT' },
    });
  });

  it('is asked of a canary and of Grafana, too', () => {
    const chart = testChart();
    cluster.attachTo(chart);
    new WebApp(chart, 'web', { image, host, canary: { image, weight: 10 } });
    new Observability(chart, 'observability', { host: 'grafana.example.com' });
    expect(synth(chart).flatMap((manifest) => validateManifest(manifest))).toEqual([]);
    expect(names(chart, 'HealthCheckPolicy')).toEqual(['observability-grafana', 'web', 'web-canary']);
  });

  it('is not said to a controller of another class', () => {
    const eg = Cluster.gke({ installed: [AddOn.gateway({ ...GATEWAY, class: 'eg' })] });
    expect(names(exposed(eg), 'HealthCheckPolicy')).toEqual([]);
  });
});

describe('a host', () => {
  it.each<[string, () => Cluster, RegExp]>([
    [
      'an ALB comes from addresses that are not known',
      () => Cluster.eks({ ingressClass: 'alb', ingressScheme: 'internal' }),
      /^\[shop\/web\] an ALB reaches pods from the subnets of the VPC, so its range must be known, got none; say loadBalancerRanges/,
    ],
    [
      'a regional load balancer of Google comes from a subnet that is not known',
      () => Cluster.gke({ installed: [AddOn.gateway({ ...GATEWAY, class: 'gke-l7-rilb' })] }),
      /a Gateway of GKE reaches pods from the proxy-only subnet of the region, so its range must be known/,
    ],
  ])('fails when %s', (_, cluster, message) => {
    expect(() => exposed(cluster())).toThrow(message);
  });
});

describe('a cluster', () => {
  it.each<[string, ClusterProps, RegExp]>([
    [
      'the class is that of Cilium, which is not installed',
      { ingressClass: 'cilium' },
      /Cilium Ingress needs Cilium, got a cluster without; say installed: \[AddOn.cilium\(\)\]/,
    ],
    [
      'the Gateway is that of Cilium, which is not installed',
      { installed: [AddOn.gateway({ ...GATEWAY, class: 'cilium' })] },
      /a Gateway of Cilium needs Cilium/,
    ],
    [
      'all nodes are to be let in without Cilium',
      { ingressNodes: 'all' },
      /nodes must be told by their addresses, unless Cilium is the network plugin, got all; give the ranges/,
    ],
    ['nodes are no range', { ingressNodes: ['10.1.0.1'] }, /an address range must be in CIDR notation, got 10.1.0.1/],
    ['nodes are some', { ingressNodes: 'some' as never }, /ingressNodes must be a list of address ranges, or all, got/],
    ['the controller is unknown', { ingressController: 'apache' as never }, /ingressController must be one of alb, /],
    ['the scheme is unknown', { ingressScheme: 'public' as never }, /must be one of internet-facing, internal, got/],
  ])('fails when %s', (_, props, message) => {
    expect(() => Cluster.generic(props)).toThrow(message);
  });
});
