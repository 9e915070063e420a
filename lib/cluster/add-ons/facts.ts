import { dnsLabel } from '../../checks/formats';
import type { JsonObject, Manifest } from '../../manifest/json';
import type { Labels } from '../../manifest/labels';

/** Pods that an operator makes from a custom resource. */
export interface OperatedPods {
  /** The labels of each kind of them, all in the namespace of the resource. */
  readonly labels: readonly JsonObject[];
  /** The most of them that run at a time. */
  readonly pods: number;
  /** The requests and limits of one of them, as a container has them. */
  readonly container: JsonObject;
  /** The sizes of the volumes of one of them. */
  readonly volumes: readonly string[];
  /** The number of them that have volumes. */
  readonly claims: number;
}

/** The pods for each kind of custom resource of an add-on. */
export type PodMakers = Readonly<Record<string, (manifest: Manifest, name: string) => OperatedPods>>;

/** One add-on: its names, its custom resources and its pods. */
export interface AddOnFacts {
  /** The name in errors: `KEDA`. */
  readonly title: string;
  /** The call that adds it to `installed`, as the fix of an error says it: `AddOn.keda()`. */
  readonly call: string;
  /** The group and version of its custom resources. @default - none are rendered */
  readonly apiVersion?: string;
  /** The kinds of custom resources that Mainstay renders or refers to. @default - none */
  readonly kinds?: readonly string[];
  /** The namespace that its guide installs it into. @default - not needed */
  readonly namespace?: string;
  /** The labels of its own pods, which NetworkPolicies let in. @default - nothing is opened to it */
  readonly labels?: Labels;
  /** The pods that it makes, by the kind of the custom resource. @default - none that are known */
  readonly makes?: PodMakers;
  /** Checks the options of the call, and adds defaults. */
  readonly settle: (options: never) => object;
}

/** The settled options of an add-on that takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/** Settles the options of an add-on that takes none. */
export function noOptions(): NoOptions {
  return {};
}

/** Returns the namespace of an add-on. Throws when it is no DNS label. */
export function namespaceOf(title: string, given: string | undefined, usual: string): string {
  return dnsLabel(undefined, `the namespace of ${title}`, given ?? usual);
}
