/** Rights of every ServiceAccount, as the API server's authorizer sees them. */
import { openApi } from '../api';
import type { Cluster } from '../cluster';
import { type Manifest, ofKind } from '../manifests';

interface Rules {
  readonly resourceRules: readonly {
    verbs: string[];
    apiGroups?: string[];
    resources?: string[];
    resourceNames?: string[];
  }[];
  readonly nonResourceRules: readonly { verbs: string[]; nonResourceURLs?: string[] }[];
}

/** Every account may query its own rights, and read the API's description. */
const EVERYBODY = /^(create selfsubject|get \/(api|apis|healthz|livez|openapi|readyz|version|\.well-known|openid)\b)/;

/** @returns a line for each right of each ServiceAccount in each namespace in which it has any, and one for a right in all of them */
export async function rights(cluster: Cluster, manifests: readonly Manifest[]): Promise<string[]> {
  const namespaces = [...new Set(manifests.map((m) => m['metadata'].namespace).filter(Boolean))] as string[];
  const api = await openApi(cluster);
  try {
    const asked = ofKind(manifests, 'ServiceAccount').map(async ({ metadata: account }) => {
      const user = `system:serviceaccount:${account.namespace}:${account.name}`;
      const found = namespaces.map(async (namespace) => {
        const rules = (await api.rulesOf(user, namespace)) as unknown as Rules;
        return describe(rules).filter((right) => !EVERYBODY.test(right));
      });
      return lines(account, namespaces, await Promise.all(found)).map((line) => `${user} in ${line}`);
    });
    return (await Promise.all(asked)).flat();
  } finally {
    await api.close();
  }
}

function lines(account: Manifest['metadata'], namespaces: readonly string[], found: readonly string[][]): string[] {
  const [first = []] = found;
  const everywhere = namespaces.length > 1 ? first.filter((right) => found.every((some) => some.includes(right))) : [];
  const some = namespaces.flatMap((namespace, at) =>
    (found[at] ?? []).filter((right) => !everywhere.includes(right)).map((right) => `${namespace}: ${right}`),
  );
  const all = [...everywhere.map((right) => `every namespace: ${right}`), ...some];
  return all.length > 0 ? all : [`${account.namespace}: nothing`];
}

function describe({ resourceRules, nonResourceRules }: Rules): string[] {
  const onResources = resourceRules.flatMap(({ verbs, apiGroups = [''], resources = [], resourceNames = [] }) =>
    resources.map((resource) => {
      const group = apiGroups.filter(Boolean).join(',');
      const only = resourceNames.length > 0 ? ` named ${resourceNames.join(',')}` : '';
      return `${[...verbs].sort().join(',')} ${resource}${group ? `.${group}` : ''}${only}`;
    }),
  );
  const onUrls = nonResourceRules.flatMap(({ verbs, nonResourceURLs = [] }) =>
    nonResourceURLs.map((url) => `${[...verbs].sort().join(',')} ${url}`),
  );
  return [...onResources, ...onUrls];
}
