/** Parts of a pod, and the parts of the node that they need. */
import type { Image } from './bundle';
import type { Manifest, PodTemplate } from './spec';

/** Parts of the node that a pod needs. */
export interface Node {
  readonly directory: string;
  readonly image: (reference: string) => Image;
  readonly find: (kind: string, namespace: string, name: string) => Manifest | undefined;
  readonly links: (namespace: string) => Record<string, string>;
  /** Directory of a claim's volume; made at the first call. */
  readonly claim: (namespace: string, name: string) => string;
  readonly changed: () => void;
}

export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly template: PodTemplate;
  /** Tells one template from another. */
  readonly revision: string;
  readonly hostname?: string;
  readonly subdomain?: string;
  /** Labels that a controller adds. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Volume name → claim, of a StatefulSet. */
  readonly claims?: Readonly<Record<string, string>>;
}
