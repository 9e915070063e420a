import { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { problem } from '../checks/errors';
import { complete } from '../manifest/complete';
import type { Labels } from '../manifest/labels';
import { reserveName } from '../registry/names';

/** What the API server takes: https://kubernetes.io/docs/concepts/configuration/configmap/#motivation */
const LIMIT = 1024 ** 2;

/** A ConfigMap whose files are rendered at synth, when everything that is watched is known. */
export function configMap(
  scope: Construct,
  id: string,
  name: string,
  labels: Labels,
  files: () => Readonly<Record<string, string>>,
): ConfigMap {
  const made = new ConfigMap(scope, id, {
    metadata: { name: reserveName(scope, 'ConfigMap', name), labels: { ...labels } },
  });
  complete(made, (manifest) => ({ ...manifest, data: files(), immutable: undefined }));
  made.node.addValidation({ validate: () => tooLarge(name, files()) });
  return made;
}

function tooLarge(name: string, files: Readonly<Record<string, string>>): string[] {
  const size = Object.entries(files).reduce((sum, [key, text]) => sum + key.length + Buffer.byteLength(text), 0);
  if (size <= LIMIT) return [];
  const what = `ConfigMap ${name} must be at most ${LIMIT} bytes`;
  return [problem(what, `${size} bytes`, 'spread what is watched over several Observability constructs')];
}
