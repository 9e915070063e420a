import { type JsonObject, listAt, type Manifest, objectAt, textAt } from '../manifest/json';
import { changeReferences } from '../relations/references';
import { type Address, addressesIn, addressesInFile } from './addresses';
import type { Inventory, Workload } from './inventory';

/** The addresses in one text that a program reads, and the place of the text. */
export interface Said {
  readonly where: string;
  readonly addresses: readonly Address[];
}

/** Variables that list names which others use, and to which the program itself does not connect. */
const OTHERS = /ORIGIN|CORS|ALLOW|TRUST|AUDIENCE|ISSUER|NO_?PROXY/i;

/** Returns the addresses that the containers of a workload read: in variables, the command, the arguments and mounted files. */
export function* addressesOf(inventory: Inventory, workload: Workload): Iterable<Said> {
  for (const container of workload.containers) {
    const name = `container ${container['name']}`;
    for (const [variable, text] of variablesOf(inventory, workload, container)) {
      if (!OTHERS.test(variable)) {
        yield {
          where: `variable ${variable} of ${name}`,
          addresses: [...hostOf(variable, text), ...addressesIn(text)],
        };
      }
    }
    for (const field of ['command', 'args']) {
      const words = container[field];
      for (const word of Array.isArray(words) ? words : []) {
        if (typeof word !== 'string') continue;
        yield { where: `${field} of ${name}`, addresses: addressesInFile(word) };
      }
    }
  }
  for (const { map, key, text } of filesOf(inventory, workload)) {
    yield { where: `${key} in ConfigMap ${textAt(map, 'metadata', 'name')}`, addresses: addressesInFile(text) };
  }
}

/** A word in a variable such as `DB_HOST` is the name of a host. */
function hostOf(variable: string, text: string): readonly Address[] {
  if (!/_HOST$/.test(variable) || !/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(text)) return [];
  return [{ host: text, port: undefined, isCertain: true, shown: text }];
}

/** Returns the literal variables of a container, with the literals that they refer to, and those from ConfigMaps. */
function variablesOf(
  inventory: Inventory,
  { namespace }: Workload,
  container: JsonObject,
): ReadonlyMap<string, string> {
  const dataOf = (name: string | undefined): JsonObject =>
    name === undefined ? {} : objectAt(inventory.find('ConfigMap', namespace, name), 'data');
  const literals = new Map<string, string>();
  for (const from of listAt(container, 'envFrom')) {
    const prefix = textAt(from, 'prefix') ?? '';
    for (const [key, value] of Object.entries(dataOf(textAt(from, 'configMapRef', 'name')))) {
      literals.set(`${prefix}${key}`, `${value}`);
    }
  }
  for (const variable of listAt(container, 'env')) {
    const from = objectAt(variable, 'valueFrom', 'configMapKeyRef');
    const value = variable['value'] ?? dataOf(textAt(from, 'name'))[`${from['key']}`];
    if (typeof value === 'string') literals.set(`${variable['name']}`, value);
  }
  const expanded = (text: string, way: readonly string[]): string =>
    changeReferences(text, (name) => {
      const value = way.includes(name) ? undefined : literals.get(name);
      return value === undefined ? undefined : expanded(value, [...way, name]);
    });
  return new Map([...literals].map(([name, text]) => [name, expanded(text, [name])]));
}

export interface File {
  readonly map: Manifest;
  readonly key: string;
  readonly text: string;
}

/** Returns the files of the ConfigMaps that the containers mount. */
export function* filesOf(inventory: Inventory, { namespace, pod, containers }: Workload): Iterable<File> {
  const mounts = containers.flatMap((container) => listAt(container, 'volumeMounts'));
  for (const volume of listAt(pod, 'volumes')) {
    const sources = [volume, ...listAt(volume, 'projected', 'sources')].map((from) => objectAt(from, 'configMap'));
    const seen = mounts.filter(({ name }) => name === volume['name']).map(({ subPath }) => subPath);
    for (const source of sources) {
      const map = inventory.find('ConfigMap', namespace, textAt(source, 'name') ?? '');
      if (map === undefined) continue;
      const items = listAt(source, 'items');
      const paths = items.length > 0 ? items : Object.keys(objectAt(map, 'data')).map((key) => ({ key, path: key }));
      for (const { key, path } of paths) {
        const text = objectAt(map, 'data')[`${key}`];
        const isSeen = seen.some((subPath) => subPath === undefined || subPath === path);
        if (isSeen && typeof text === 'string') yield { map, key: `${key}`, text };
      }
    }
  }
}
