/** Compares what a field manager has sent with what stands on the server, field by field as the server tells them apart. */
import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../manifests';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the fields of an applied manifest that stand on the server with another value, or not at all. Another manager that sends
 * the same manifest would have a conflict about each of them, and a tool that compares the two never finds them equal.
 *
 * @param live the answer to the apply, with its `managedFields`
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function altered(sent: Manifest, live: Manifest, manager: string): string[] {
  const entries: readonly Manifest[] = live['metadata'].managedFields ?? [];
  const own = entries.filter((entry) => entry['manager'] === manager && entry['operation'] === 'Apply');
  const owned = own.flatMap(({ fieldsV1 }) => walk(fieldsV1, sent, live, ''));
  // kubectl and Argo CD compare the lists of custom resources as a whole, whatever their definitions say.
  return isCustom(sent) ? [...new Set([...owned, ...lists(sent, live, '')])] : owned;
}

/** Old servers store a null in each of these rules, which belong to one manager as a whole. */
export function isOldForm(field: string, minor: number): boolean {
  return minor < 29 && /\.podFailurePolicy\.rules\b/.test(field);
}

function isCustom({ apiVersion }: Manifest): boolean {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [''];
  return group.includes('.') && !/\.k8s\.io$/.test(group);
}

function walk(fields: Fields, sent: unknown, live: unknown, at: string): string[] {
  const inner = Object.entries(fields).filter(([key]) => key !== '.');
  if (inner.length === 0) return isDeepStrictEqual(sent, live) ? [] : [difference(at, sent, live)];
  return inner.flatMap(([key, under]) => {
    const path = `${at}${pathOf(key)}`;
    return walk(under as Fields, step(sent, key), step(live, key), path);
  });
}

function difference(at: string, sent: unknown, live: unknown): string {
  return `${at} ${JSON.stringify(sent)} is ${JSON.stringify(live)}`;
}

function pathOf(key: string): string {
  const text = key.slice(2);
  return key.startsWith('f:') ? `.${text}` : `[${text}]`;
}

/** Follows a key of `fieldsV1`: a field, an element by its keys, by its value or by its place. */
function step(value: unknown, key: string): unknown {
  if (key.startsWith('f:')) return (value as Fields | undefined)?.[key.slice(2)];
  const list = Array.isArray(value) ? value : [];
  const wanted = JSON.parse(key.slice(2));
  if (key.startsWith('i:')) return list[wanted];
  if (key.startsWith('v:')) return list.find((element) => isDeepStrictEqual(element, wanted));
  return list.find((element) => Object.entries(wanted).every(([field, of]) => isDeepStrictEqual(element[field], of)));
}

function lists(sent: unknown, live: unknown, at: string): string[] {
  if (Array.isArray(sent)) return isDeepStrictEqual(sent, live) ? [] : [difference(at, sent, live)];
  if (typeof sent !== 'object' || sent === null) return [];
  return Object.entries(sent).flatMap(([field, inner]) =>
    lists(inner, (live as Fields | undefined)?.[field], `${at}.${field}`),
  );
}
