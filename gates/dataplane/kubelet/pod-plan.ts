/** What a pod is made from, and what it needs of the node that it runs on. */
import type { Image } from './bundle';
import type { Manifest, PodTemplate } from './spec';

/** What a pod needs of the node that it runs on. */
export interface Node {
  readonly directory: string;
  readonly image: (reference: string) => Image;
  readonly find: (kind: string, namespace: string, name: string) => Manifest | undefined;
  readonly links: (namespace: string) => Record<string, string>;
  /** Where the volume of a claim is; it is made when it is first asked for. */
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
