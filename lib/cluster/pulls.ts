import type { IConstruct } from 'constructs';
import { dnsName } from '../checks/formats';
import { LIST, oneOf } from '../checks/kinds';
import { Inherited } from '../registry/registry';

/** The condition under which the kubelet asks the registry for an image. */
export type ImagePullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/** The way in which the nodes get the images of all pods: https://kubernetes.io/docs/concepts/containers/images/ */
export interface ImagePulls {
  /**
   * Secrets with credentials for the registry, for every pod that Mainstay makes. Each namespace with pods needs them.
   * @default - none but those of a workload
   */
  readonly imagePullSecrets?: readonly string[];
  /** @default - `IfNotPresent` for an image with a digest, `Always` for others, because a tag may be moved */
  readonly imagePullPolicy?: ImagePullPolicy | undefined;
}

export const PULL_POLICY = oneOf('Always', 'IfNotPresent', 'Never');
export const IMAGE_PULLS = { imagePullSecrets: LIST, imagePullPolicy: PULL_POLICY };

const pulls = new Inherited<ImagePulls>();

/** Says how nodes get the images of everything in `scope`. Throws when a Secret has no valid name. */
export function setPulls(scope: IConstruct, settings: ImagePulls): void {
  for (const name of settings.imagePullSecrets ?? []) dnsName(scope, 'the name of a pull secret', name);
  pulls.attach(scope, settings);
}

/** Returns the names of the Secrets with which the pods in `scope` get their images, besides those of a workload. */
export function pullSecretsOf(scope: IConstruct): readonly string[] {
  return [...new Set(pulls.around(scope).flatMap(({ imagePullSecrets = [] }) => imagePullSecrets))];
}

/** Returns the pull policy of an image in `scope`. */
export function pullPolicyOf(scope: IConstruct, image: string): ImagePullPolicy {
  const said = pulls.around(scope).find(({ imagePullPolicy }) => imagePullPolicy !== undefined)?.imagePullPolicy;
  return said ?? (image.includes('@') ? 'IfNotPresent' : 'Always');
}
