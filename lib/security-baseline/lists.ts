import { isObject, type JsonObject, type JsonValue, type Manifest, textAt } from '../manifest/json';

/** True for a `List`, and for a list of one kind such as `RoleList`: https://kubernetes.io/docs/reference/using-api/api-concepts/ */
export function isList(value: unknown): value is Manifest & { readonly items: readonly JsonValue[] } {
  return (
    isObject(value) && typeof value['kind'] === 'string' && /List$/.test(value['kind']) && Array.isArray(value['items'])
  );
}

/** Returns a value, and after a list its items, those of lists inside it too. `kubectl` applies each of them as an object. */
export function unfold(value: unknown): unknown[] {
  return isList(value) ? [value, ...value.items.flatMap((item) => unfold(itemOf(value, item)))] : [value];
}

/** Returns the items of a list, and a manifest that is no list as it is. */
export function objectsIn(manifest: Manifest): Manifest[] {
  return unfold(manifest).filter((object): object is Manifest => isObject(object) && !isList(object));
}

/** An item of a list of one kind may leave out its kind. The namespace is the one that the list stands in. */
function itemOf(list: Manifest, item: JsonValue): JsonValue {
  if (!isObject(item)) return item;
  const kind = list.kind === 'List' ? undefined : list.kind.replace(/List$/, '');
  const namespace = textAt(list, 'metadata', 'namespace');
  const metadata: JsonObject = isObject(item['metadata']) ? item['metadata'] : {};
  return { apiVersion: list.apiVersion, kind, ...item, metadata: { namespace, ...metadata } };
}
