import type { JsonObject } from '../../manifest/json';
import { builtInPodKinds } from '../pod-kinds';

/** A kind whose objects policies judge, by the name of its resource. Every kind here is in a namespace. */
interface Resource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
const core = { group: '', version: 'v1' };
const networking = { group: 'networking.k8s.io', version: 'v1' };
const gateway = { group: 'gateway.networking.k8s.io', version: 'v1' };

/** The namespaced kinds that rules about a whole object name. Custom resources may be missing in a cluster. */
const OBJECT_KINDS: Readonly<Record<string, Resource>> = {
  ConfigMap: { ...core, resource: 'configmaps' },
  GRPCRoute: { ...gateway, resource: 'grpcroutes' },
  HorizontalPodAutoscaler: { group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' },
  HTTPRoute: { ...gateway, resource: 'httproutes' },
  Ingress: { ...networking, resource: 'ingresses' },
  NetworkPolicy: { ...networking, resource: 'networkpolicies' },
  PersistentVolumeClaim: { ...core, resource: 'persistentvolumeclaims' },
  PodDisruptionBudget: { group: 'policy', version: 'v1', resource: 'poddisruptionbudgets' },
  ReferenceGrant: { group: 'gateway.networking.k8s.io', version: 'v1beta1', resource: 'referencegrants' },
  Role: { ...rbac, resource: 'roles' },
  RoleBinding: { ...rbac, resource: 'rolebindings' },
  Secret: { ...core, resource: 'secrets' },
  Service: { ...core, resource: 'services' },
  ServiceAccount: { ...core, resource: 'serviceaccounts' },
};

/** The kinds of Kubernetes itself with pods. The pods that kinds of add-ons make are judged as Pods. */
const POD_KINDS: Readonly<Record<string, Resource>> = Object.fromEntries(
  builtInPodKinds().map(({ group, kind }) => [kind, { group, version: 'v1', resource: `${kind.toLowerCase()}s` }]),
);

/** The kinds that policies can judge. */
export const ADMITTED: Readonly<Record<string, Resource>> = { ...OBJECT_KINDS, ...POD_KINDS };

/** Returns the resource rules that match objects of some kinds when they are made or changed. */
export function resourceRules(kinds: readonly string[]): readonly JsonObject[] {
  return kinds.flatMap((kind) => {
    const found = ADMITTED[kind];
    if (found === undefined) return [];
    const { group, version, resource } = found;
    return [
      {
        apiGroups: [group],
        apiVersions: [version],
        operations: ['CREATE', 'UPDATE'],
        resources: [resource],
        scope: 'Namespaced',
      },
    ];
  });
}

/** The kind of the object that is judged. */
export const KIND = 'request.kind.kind';

/** Returns an expression for the pod template of an object of any of the kinds with pods. */
export function templateOf(object: string): string {
  const byPath = new Map<string, string[]>();
  for (const { kind, path } of builtInPodKinds()) byPath.set(path, [...(byPath.get(path) ?? []), kind]);
  const usual = 'spec.template';
  const cases = [...byPath].flatMap(([path, kinds]) =>
    path === usual ? [] : [`${KIND} in ${JSON.stringify(kinds)} ? ${path === '' ? object : `${object}.${path}`} : `],
  );
  // A ReplicationController may be without a template.
  return `(${cases.join('')}has(${object}.${usual}) ? ${object}.${usual} : dyn({}))`;
}
