import { contentHash } from '../../manifest/content-hash';

/** The longest uid that Grafana takes. */
const LONGEST = 40;

/** The dashboards that are about no one thing. Names of things have no underscore at their beginning. */
export const OVERVIEW = '_overview';
export const CLUSTER = '_cluster';
export const STACK = '_stack';

/** Returns the uid of the dashboard of something that is watched. It stays the same, because links contain it. */
export function dashboardUid({ file, isOwn }: { readonly file: string; readonly isOwn: boolean }): string {
  if (isOwn) return STACK;
  const name = file.replace('.', '_');
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST - 9)}-${contentHash(name)}`;
}

const known = new Map<string, number>();

/**
 * Returns the id of a panel by its name, which differs from that of every other panel of its dashboard. So an id stays the same when
 * panels come and go: links to a panel contain it.
 */
export function panelId(name: string): number {
  const there = known.get(name);
  if (there !== undefined) return there;
  const id = Number.parseInt(contentHash(name, 7), 16) + 1;
  known.set(name, id);
  return id;
}
