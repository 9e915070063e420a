import { type Chart, Names } from 'cdk8s';
import { Construct, type IConstruct, RootConstruct } from 'constructs';
import { apiGroup } from '../manifest/api-group';
import { contentHash } from '../manifest/content-hash';
import { groupedBy } from '../manifest/grouped-by';
import { fitting } from '../registry/names';
import { CLUSTERS } from '../registry/registry';

/** The longest name of a file in bytes, on every usual file system. */
const LONGEST = 255;

/**
 * Chooses for each item the first of its names that no other item and no taken name has. Names that differ by case only are one
 * name, because they are one file on macOS and Windows. An item keeps its last name even if it is not its own.
 */
export function distinctNames(items: readonly (readonly string[])[], taken: ReadonlySet<string>): readonly string[] {
  const levels = items.map(() => 0);
  const name = (item: number): string => items[item]?.[levels[item] ?? 0] ?? '';
  for (;;) {
    const holders = groupedBy(items.keys(), (item) => name(item).toLowerCase());
    const crowded = [...holders]
      .filter(([key, all]) => all.length > 1 || taken.has(key))
      .flatMap(([, all]) => all)
      .filter((item) => (levels[item] ?? 0) + 1 < (items[item]?.length ?? 0));
    if (crowded.length === 0) return levels.map((_, item) => name(item));
    for (const item of crowded) levels[item] = (levels[item] ?? 0) + 1;
  }
}

/**
 * Returns names for the file or folder of a chart: that of cdk8s, then one with a hash of the path. Inside the folder of a cluster
 * the path begins at the construct of the cluster, so that the same chart has the same name for every cluster.
 */
export function chartNames(chart: Chart, clusterFolder: string, prefix: string): readonly string[] {
  const label = (clusterFolder === '' ? Names.toDnsLabel(chart) : labelInside(chart)).replace(/^\.+-*/, '');
  return [`${prefix}${label}`, `${prefix}${label}-${contentHash(chart.node.path)}`];
}

function labelInside(chart: Chart): string {
  const above = CLUSTERS.holder(chart)?.node.scopes.length ?? 1;
  const inside = chart.node.scopes.slice(above);
  const ids = (inside.length === 0 ? [chart] : inside).map(({ node }) => node.id);
  return Names.toDnsLabel(
    ids.reduce<IConstruct>((scope, id) => new Construct(scope as Construct, id), new RootConstruct('')),
  );
}

/** The parts of a rendered object that its file is named by. Documents of an overridden `toJson` may lack any of them. */
export interface Named {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/** Returns a text that two documents have only if they are one object. Without a name, each gets one from the server. */
export function identityOf(object: Named, position: number): string {
  const { apiVersion = '', kind, metadata: { name, namespace } = {} } = object;
  return JSON.stringify([apiGroup(apiVersion), kind, namespace, name ?? position]);
}

/** Returns names for the file of an object: that of cdk8s, then with the namespace, the API group, and a hash of all of them. */
export function resourceNames(object: Named, identity: string, extension: string): readonly string[] {
  const { apiVersion = '', kind, metadata: { name, namespace } = {} } = object;
  const short = `${kind}.${name}`;
  const spaced = namespace === undefined ? short : `${short}.${namespace}`;
  const whole = `${spaced}${apiGroup(apiVersion).replace(/^(?=.)/, '.')}`;
  const safe = (text: string): string =>
    fitting(text.replace(/[^0-9a-zA-Z-_.]/g, '').replace(/^\.+/, ''), LONGEST - extension.length);
  return [short, spaced, whole, `${whole}-${contentHash(identity)}`].map((base) => safe(base) + extension);
}
