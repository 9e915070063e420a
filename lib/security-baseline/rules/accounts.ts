import { type JsonObject, listAt, objectAt, textAt } from '../../manifest/json';
import { type Inventory, namespaceOf, type Workload } from '../inventory';
import type { CrossRule, Violation } from './rule';

const DECLARE = 'create it in the app, correct the name, or list it as external in the SecurityBaseline';
/** Every cluster has these: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
const BUILT_IN = /^(cluster-admin|admin|edit|view|system:.*)$/;

/** A server of metrics reads there who may call it: https://kubernetes.io/docs/tasks/extend-kubernetes/setup-extension-api-server/ */
export const AUTHENTICATION_READER = 'extension-apiserver-authentication-reader';

const accountOf = ({ pod }: Workload): string => textAt(pod, 'serviceAccountName') ?? 'default';

function* accounts(inventory: Inventory): Iterable<Violation> {
  for (const workload of inventory.workloads) {
    const got = accountOf(workload);
    if (got !== 'default' && !inventory.has('ServiceAccount', workload.namespace, got)) {
      yield { manifest: workload.manifest, got };
    }
  }
}

function* roles(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('RoleBinding', 'ClusterRoleBinding')) {
    const kind = textAt(manifest, 'roleRef', 'kind') ?? '';
    const name = textAt(manifest, 'roleRef', 'name') ?? '';
    const isReader = kind === 'Role' && namespaceOf(manifest) === 'kube-system' && name === AUTHENTICATION_READER;
    const builtIn = (kind === 'ClusterRole' && BUILT_IN.test(name)) || isReader;
    if (!builtIn && !inventory.has(kind, namespaceOf(manifest), name)) yield { manifest, got: `${kind} ${name}` };
  }
}

function* subjects(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('RoleBinding', 'ClusterRoleBinding')) {
    for (const subject of listAt(manifest, 'subjects')) {
      const name = textAt(subject, 'name') ?? '';
      const namespace = textAt(subject, 'namespace') ?? namespaceOf(manifest);
      const account = subject['kind'] === 'ServiceAccount' && name !== 'default';
      if (account && !inventory.has('ServiceAccount', namespace, name)) yield { manifest, got: `${namespace}/${name}` };
    }
  }
}

function* tokens(inventory: Inventory): Iterable<Violation> {
  const bound = new Set(
    inventory
      .ofKind('RoleBinding', 'ClusterRoleBinding')
      .flatMap((manifest) =>
        listAt(manifest, 'subjects').map((s) => `${s['namespace'] ?? namespaceOf(manifest)}/${s['name']}`),
      ),
  );
  for (const workload of inventory.workloads) {
    const { manifest, namespace, pod } = workload;
    const name = accountOf(workload);
    const account = inventory.find('ServiceAccount', namespace, name);
    if (!account && inventory.isExternal('ServiceAccount', namespace, name)) continue;
    const automounted =
      pod['automountServiceAccountToken'] ?? objectAt(account)['automountServiceAccountToken'] ?? true;
    const mounted = automounted !== false || projectsToken(pod);
    if (mounted && !bound.has(`${namespace}/${name}`)) yield { manifest, got: `the token of ${name}` };
  }
}

/** True if a volume of the pod has a token for the API server. One with an audience of its own is for another program, such as Vault. */
function projectsToken(pod: JsonObject): boolean {
  const sources = listAt(pod, 'volumes').flatMap((volume) => listAt(volume, 'projected', 'sources'));
  return sources.some((source) => {
    if (source['serviceAccountToken'] === undefined) return false;
    const audience = textAt(source, 'serviceAccountToken', 'audience') ?? '';
    return audience === '' || /^(https:\/\/)?kubernetes\.default(\.|$)/.test(audience);
  });
}

export const accountRules: readonly CrossRule[] = [
  {
    id: 'missing-service-account',
    what: 'must run as a ServiceAccount that exists',
    why: 'no pod is created',
    fix: DECLARE,
    check: accounts,
  },
  {
    id: 'missing-role',
    what: 'a binding must name a role that exists',
    why: 'it grants nothing',
    fix: DECLARE,
    check: roles,
  },
  {
    id: 'missing-subject',
    what: 'a binding must name ServiceAccounts that exist',
    why: 'it grants nothing now, and its rights later to anyone who makes the account',
    fix: DECLARE,
    check: subjects,
  },
  {
    id: 'needless-token',
    tags: ['nsa', 'cis-5.1.6'],
    what: 'a pod whose ServiceAccount has no rights must not get its token',
    why: 'an intruder gets an identity that the pod has no use for',
    fix: 'set automountServiceAccountToken to false, and remove projected tokens without an audience',
    check: tokens,
  },
];
