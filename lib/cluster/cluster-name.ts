import type { IConstruct } from 'constructs';
import { fail } from '../checks/errors';
import { fitting } from '../registry/names';
import { AppRecord, clusterKey } from '../registry/registry';

/** The name of a cluster in an app, and the first construct that it is attached to. */
interface Named {
  readonly name: string;
  readonly at: IConstruct;
}

const names = new AppRecord(() => new Map<object, Named>());

/**
 * Gives a cluster its name in an app: the given one, or the path of the construct that it is attached to. The cluster of the app
 * itself needs none. Throws when another cluster has the name, or a cluster of several constructs has no given name.
 */
export function nameCluster(scope: IConstruct, cluster: object, given: string | undefined): void {
  const known = names.of(scope);
  const own = known.get(cluster);
  if (own) {
    if (given === undefined && own.name !== '' && own.at !== scope) {
      const fix = "pass { name: 'on-premises' } to it, for example; for two clusters make two Cluster objects";
      fail(scope, 'a cluster of several constructs must have a name', `none, at ${own.at.node.path}`, fix);
    }
    return;
  }
  const name = given ?? nameOf(scope);
  const other = [...known.values()].find((one) => name !== '' && one.name === name);
  if (other) {
    const fix = `the cluster of ${other.at.node.path || 'the app'} has it; pass another name to one of them`;
    fail(scope, 'the name of a cluster must be unique in the app', name, fix);
  }
  known.set(cluster, { name, at: scope });
}

/** Returns the name of the cluster that `scope` is for: empty for the cluster of the app when it has none. */
export function clusterName(scope: IConstruct): string {
  const cluster = clusterKey(scope);
  return (cluster && names.of(scope).get(cluster)?.name) ?? '';
}

/** `prod/eu` → `prod-eu` */
function nameOf({ node }: IConstruct): string {
  if (node.path === '') return '';
  const name = node.path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name !== '') return fitting(name, 63);
  return node.addr;
}
