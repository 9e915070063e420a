import type { ConfigMap } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import { lateConfigMap } from '../manifest/config-map';
import type { Labels } from '../manifest/labels';
import { reserveName } from '../registry/names';

/** A ConfigMap whose files are rendered at synth, when everything that is watched is known. */
export function configMap(
  scope: Construct,
  id: string,
  name: string,
  labels: Labels,
  data: () => Readonly<Record<string, string>>,
): ConfigMap {
  return lateConfigMap(scope, id, {
    name: reserveName(scope, 'ConfigMap', name),
    labels,
    data,
    tooLarge: 'spread what is watched over several Observability constructs',
  });
}
