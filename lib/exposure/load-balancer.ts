import type { Construct } from 'constructs';
import { cidrRange } from '../checks/cidr';
import { fail } from '../checks/errors';
import { QUALIFIED_NAME } from '../checks/patterns';
import { Cluster } from '../cluster/cluster';
import type { JsonObject } from '../manifest/json';
import type { ExposureProps, LoadBalancer } from './exposure-props';

interface Cloud {
  readonly internal: Readonly<Record<string, string>>;
  readonly public: Readonly<Record<string, string>>;
}

/** The annotations by which each cloud picks the network of a load balancer. */
const CLOUDS: Readonly<Record<string, Cloud>> = {
  /** The AWS controller makes internal ones by default: https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html */
  eks: {
    internal: {
      'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
      'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
    },
    public: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' },
  },
  /** https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing */
  gke: { internal: { 'networking.gke.io/load-balancer-type': 'Internal' }, public: {} },
  /** https://learn.microsoft.com/azure/aks/internal-lb */
  aks: { internal: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }, public: {} },
};

/** The annotations and fields of a Service for its load balancer. */
export interface LoadBalancing {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
}

/** Checks and renders the load balancer of an app. */
export function loadBalancing(scope: Construct, { expose, loadBalancer }: ExposureProps): LoadBalancing {
  if (expose !== 'loadBalancer') {
    if (loadBalancer) fail(scope, 'loadBalancer needs to be exposed by one', expose, "set expose: 'loadBalancer'");
    return { annotations: {}, spec: {} };
  }
  const { class: loadBalancerClass, externalTrafficPolicy, sourceRanges } = loadBalancer ?? {};
  if (loadBalancerClass !== undefined && !QUALIFIED_NAME.test(loadBalancerClass)) {
    fail(
      scope,
      'loadBalancer.class must be a name with an optional prefix',
      loadBalancerClass,
      'use a form such as service.k8s.aws/nlb',
    );
  }
  return {
    annotations: {
      ...cloudAnnotations(scope, loadBalancer?.internal ?? false),
      ...checked(scope, loadBalancer?.annotations ?? {}),
    },
    spec: {
      externalTrafficPolicy,
      loadBalancerClass,
      loadBalancerSourceRanges: sourceRanges && rangesOf(scope, sourceRanges),
    },
  };
}

/** Returns the addresses from which pods see clients of the Service; empty for all addresses. */
export function clientRanges(scope: Construct, { expose, loadBalancer }: ExposureProps): readonly string[] {
  const { externalTrafficPolicy, sourceRanges } = loadBalancer ?? ({} as LoadBalancer);
  if (expose !== 'loadBalancer' || externalTrafficPolicy !== 'Local' || !sourceRanges) return [];
  return [...rangesOf(scope, sourceRanges), ...Cluster.of(scope).loadBalancerRanges];
}

function cloudAnnotations(scope: Construct, internal: boolean): Readonly<Record<string, string>> {
  const { preset } = Cluster.of(scope);
  const cloud = CLOUDS[preset];
  if (internal && !cloud) {
    const fix = 'pass what your cloud wants as loadBalancer.annotations, or use Cluster.eks, gke or aks';
    fail(scope, 'how an internal load balancer is asked for must be known', `cluster ${preset}`, fix);
  }
  return cloud?.[internal ? 'internal' : 'public'] ?? {};
}

function rangesOf(scope: Construct, ranges: readonly string[]): readonly string[] {
  if (ranges.length === 0) {
    fail(scope, 'loadBalancer.sourceRanges must name somebody', ranges, 'leave it out to let everybody in');
  }
  return [...new Set(ranges.map((cidr) => cidrRange(scope, 'loadBalancer.sourceRanges: an address range', cidr)))];
}

function checked(scope: Construct, annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const key of Object.keys(annotations)) {
    if (!QUALIFIED_NAME.test(key))
      fail(scope, 'an annotation must be a name with an optional prefix', key, 'use a form such as example.com/name');
  }
  return annotations;
}
