import { ApiObject } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { fail, problem } from '../checks/errors';
import { excessiveBytes, isFarBelowLimit, MOST_ANNOTATIONS } from './applied-size';
import { complete } from './complete';
import { contentHash } from './content-hash';
import type { JsonObject } from './json';
import type { Labels } from './labels';
import { PRUNED_LAST } from './prune';

type Texts = Readonly<Record<string, string>>;

interface ConfigMapProps {
  readonly labels: Labels;
  /** The fix for a ConfigMap that is too large. */
  readonly tooLarge: string;
}

export interface ImmutableConfigMapProps extends ConfigMapProps {
  /** Reserves and returns the name, given the hash of the files. */
  readonly name: (hash: string) => string;
  readonly data: Texts;
  /** Files that are not text, in Base64. @default - none */
  readonly binaryData?: Texts;
}

/**
 * Keeps tools that delete what is not in the manifests any more from deleting a ConfigMap while pods of the version before mount
 * it: Argo CD deletes it when all else is healthy, Flux and Helm leave it.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 */
const OUTLIVES_PODS = {
  ...PRUNED_LAST,
  'helm.sh/resource-policy': 'keep',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/**
 * A ConfigMap whose name contains a hash of its contents. A changed file makes a new ConfigMap: the pods that mount it roll,
 * and a rollback finds its own files. Throws when it is too large for `kubectl apply`.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 */
export function immutableConfigMap(scope: Construct, id: string, props: ImmutableConfigMapProps): ConfigMap {
  const { data, binaryData, labels } = props;
  const name = props.name(contentHash(JSON.stringify(binaryData ? [data, binaryData] : data)));
  const configMap = new ConfigMap(scope, id, {
    metadata: { name, labels: { ...labels }, annotations: { ...OUTLIVES_PODS } },
    immutable: true,
  });
  // The class loses files without content.
  complete(configMap, (manifest) => ({ ...manifest, data: filled(data), binaryData: filled(binaryData) }));
  const wrong = excess(configMap, { data, binaryData });
  if (wrong) fail(scope, ...wrong, props.tooLarge);
  return configMap;
}

export interface LateConfigMapProps extends ConfigMapProps {
  /** Name, reserved already. */
  readonly name: string;
  /** Renders the files at synth. */
  readonly data: () => Texts;
}

/** A ConfigMap whose files are known only at synth, and may change in place. Synth fails when it is too large for `kubectl apply`. */
export function lateConfigMap(scope: Construct, id: string, props: LateConfigMapProps): ConfigMap {
  const { name, labels, data } = props;
  const configMap = new ConfigMap(scope, id, { metadata: { name, labels: { ...labels } } });
  complete(configMap, (manifest) => ({ ...manifest, data: data(), immutable: undefined }));
  configMap.node.addValidation({
    validate: () => {
      const wrong = excess(configMap, { data: data() });
      return wrong ? [problem(...wrong, props.tooLarge)] : [];
    },
  });
  return configMap;
}

function filled(texts: Texts = {}): Texts | undefined {
  return Object.keys(texts).length > 0 ? texts : undefined;
}

function excess(configMap: ConfigMap, content: JsonObject): readonly [what: string, got: string] | undefined {
  const object = ApiObject.of(configMap);
  // Only a large one is rendered for this.
  if (isFarBelowLimit({ metadata: object.metadata.toJson(), ...content })) return undefined;
  const size = excessiveBytes(object.toJson());
  if (size === undefined) return undefined;
  const what = `ConfigMap ${configMap.name} must fit into the annotation of kubectl apply, ${MOST_ANNOTATIONS} bytes as JSON`;
  return [what, `${size} bytes`];
}
