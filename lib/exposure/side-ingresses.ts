import { ApiObject } from 'cdk8s';
import { Ingress, IngressBackend, type Service } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { complete } from '../manifest/complete';
import { listAt, objectAt } from '../manifest/json';
import type { Labels } from '../manifest/labels';
import { reserve } from '../registry/names';
import type { Translation } from './routing/translation';

/** The facts about the Ingresses beside that of an app. */
interface SidePlan {
  readonly hosts: readonly string[];
  readonly labels: Labels;
  readonly parts: Required<Translation>;
  /** The Ingress of the app, whose certificates they share. */
  readonly main: Ingress;
}

/** Makes an Ingress for each host and path that the controller treats by annotations of their own. */
export function sideIngresses(
  scope: Construct,
  target: Service,
  { hosts, labels, parts, main }: SidePlan,
): readonly Ingress[] {
  const { ingressClass: className } = Cluster.of(scope);
  const wanted = parts.sideIngresses.flatMap((side) => hosts.map((host) => ({ ...side, host })));
  return wanted.map(({ path, annotations, host }, at) => {
    const name = reserve(scope, 'Ingress', `${target.name}-redirect-${at + 1}`);
    const made = new Ingress(new Construct(scope, `Redirect-${at + 1}`), 'Ingress', {
      metadata: { name, labels: { ...labels }, annotations: { ...annotations(host) } },
      className,
      rules: [{ host, path, backend: IngressBackend.fromService(target) }],
    });
    complete(made, (manifest) => {
      const tls = listAt(ApiObject.of(main).toJson(), 'spec', 'tls');
      return { ...manifest, spec: { ...objectAt(manifest, 'spec'), tls: tls.length > 0 ? tls : undefined } };
    });
    return made;
  });
}
