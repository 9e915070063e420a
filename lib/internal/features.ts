/** A part of the Kubernetes API that not every supported version has. */
export interface Feature {
  /** The first minor version of Kubernetes 1 in which it works without a feature gate. */
  readonly since: number;
  /** What Mainstay does on older clusters. */
  readonly below: string;
  /** The page that says so. */
  readonly source: string;
}

/** Every gated feature that Mainstay emits. What is not listed here works from 1.27 on. */
export const FEATURES = {
  nativeSidecars: {
    since: 29,
    below: 'generated credentials are an error that asks for Credentials.fromSecret',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/753-sidecar-containers',
  },
  sleepAction: {
    since: 30,
    below: 'the drain is an exec of the sleep command of the image',
    source: 'https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/3960-pod-lifecycle-sleep-action',
  },
} as const satisfies Readonly<Record<string, Feature>>;

export type FeatureName = keyof typeof FEATURES;
