/** A part of the Kubernetes API that not every supported version has. */
export interface Feature {
  /** The first minor version of Kubernetes 1 in which it works without a feature gate. */
  readonly since: number;
  /** The behavior of Mainstay on older clusters. */
  readonly below: string;
  /** The page that says so. */
  readonly source: string;
}

/** Every gated feature that Mainstay emits. Fields that are not listed here work from 1.27 on. */
export const FEATURES = {
  admissionPolicies: {
    since: 30,
    below: "admission: 'audit' and 'warn' are a note in the Namespace, and 'deny' is an error",
    source: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
  },
  exitCodeRules: {
    since: 29,
    below: 'rules of Jobs about exit codes are left out, so that such a Job is tried again',
    source: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy',
  },
  imageVolumes: {
    since: 35,
    below: 'Volume.image is an error',
    source: 'https://kubernetes.io/docs/tasks/configure-pod-container/image-volumes/',
  },
  nativeSidecars: {
    since: 29,
    below: 'generated credentials are an error that asks for Credentials.fromSecret; so are sidecars',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers',
  },
  noEmptyTimestamps: {
    since: 34,
    below: 'claim templates say creationTimestamp: null, as the API server stores them',
    source: 'https://github.com/kubernetes/kubernetes/pull/130989',
  },
  preferSameZone: {
    since: 34,
    below: 'PreferSameZone and PreferSameNode are PreferClose',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3015-prefer-same-node',
  },
  sleepAction: {
    since: 30,
    below: 'the drain is an exec of the sleep command of the image',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/3960-pod-lifecycle-sleep-action',
  },
  trafficDistribution: {
    since: 31,
    below: 'trafficDistribution is left out',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4444-service-traffic-distribution',
  },
} as const satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof FEATURES;
