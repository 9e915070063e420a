import { isObject, type JsonObject, listAt, type Manifest, objectAt, textAt } from '../../manifest/json';
import type { Inventory } from '../inventory';
import { isSecret, secretsInFile, secretsInWords } from '../plain/assignments';
import { tokenIn } from '../plain/token-forms';
import { podsIn } from '../pod-kinds';
import type { CrossRule, Violation } from './rule';

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'];
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
/** Headers by which a client says who it is. */
const AUTHORIZATION = /^(?:proxy-)?authorization$/i;

function* containersOf(manifest: Manifest): Iterable<readonly [where: string, container: JsonObject]> {
  for (const { spec } of podsIn(manifest)) {
    for (const list of CONTAINERS) {
      for (const container of listAt(spec, list)) yield [`container ${container['name'] ?? 'without name'}`, container];
    }
  }
}

function* inEnvironment({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    for (const [where, container] of containersOf(manifest)) {
      const got = listAt(container, 'env')
        .filter(({ name, value }) => typeof value === 'string' && isPlain(`${name}`, value))
        .map(({ name }) => `${name}`);
      if (got.length > 0) yield { manifest, where, got };
    }
  }
}

function isPlain(name: string, value: string): boolean {
  return isSecret(name, value) || tokenIn(value) !== undefined;
}

function* inWords({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    for (const [where, container] of containersOf(manifest)) {
      const words = ['command', 'args'].flatMap((field) => textsOf(container[field]));
      const got = [...secretsInWords(words), ...words.flatMap((word) => tokenIn(word) ?? [])];
      if (got.length > 0) yield { manifest, where, got };
    }
  }
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((one): one is string => typeof one === 'string') : [];
}

function* inFiles(inventory: Inventory): Iterable<Violation> {
  for (const manifest of inventory.ofKind('ConfigMap')) {
    for (const [key, text] of Object.entries(objectAt(manifest, 'data'))) {
      if (typeof text !== 'string') continue;
      const isLine = !text.trim().includes('\n');
      const named = isLine && isSecret(key, text) ? [key] : secretsInFile(text);
      const got = [...named, ...[tokenIn(text) ?? []].flat()];
      if (got.length > 0) yield { manifest, where: key, got };
    }
  }
}

function* inNotes({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    const maps = [manifest.metadata, ...podsIn(manifest).map(({ metadata }) => metadata)];
    const got = maps
      .flatMap((metadata) => Object.entries(objectAt(metadata, 'annotations')))
      .filter(([key, value]) => typeof value === 'string' && isPlain(key, value))
      .map(([key]) => key);
    if (got.length > 0) yield { manifest, got: [...new Set(got)] };
  }
}

function* inHeaders({ manifests }: Inventory): Iterable<Violation> {
  for (const manifest of manifests) {
    for (const [where, container] of containersOf(manifest)) {
      const got = PROBES.flatMap((probe) => listAt(container, probe, 'httpGet', 'httpHeaders'))
        .filter((header) => isHeaderPlain(textAt(header, 'name') ?? '', header['value']))
        .map(({ name }) => `${name}`);
      if (got.length > 0) yield { manifest, where, got };
    }
  }
}

function isHeaderPlain(name: string, value: unknown): boolean {
  if (typeof value !== 'string' || value === '' || isObject(value)) return false;
  return AUTHORIZATION.test(name) || isPlain(name.replace(/^x-/i, ''), value);
}

const WHY = 'anyone who reads the repository or the object has it';

/** Secrets in plain sight. None of these rules shows a value. */
export const plainSecrets: readonly CrossRule[] = [
  {
    id: 'plain-secret-env',
    tags: ['nsa', 'cis-5.4.1'],
    what: 'must not have a secret in plain text in its environment',
    why: 'anyone who reads the repository or the pod has it',
    fix: 'refer to a Secret with valueFrom.secretKeyRef',
    check: inEnvironment,
  },
  {
    id: 'plain-secret-args',
    tags: ['nsa', 'cis-5.4.1'],
    what: 'must not have a secret in plain text in its command or arguments',
    why: `${WHY}, and so has everyone who lists processes`,
    fix: 'set a variable from a Secret and refer to it as $(NAME), or let the program read a file',
    check: inWords,
  },
  {
    id: 'plain-secret-file',
    tags: ['nsa', 'cis-5.4.1'],
    what: 'must not be in a ConfigMap, because it has a secret in plain text',
    why: WHY,
    fix: 'keep it in a Secret that is not in the repository, and mount that',
    check: inFiles,
  },
  {
    id: 'plain-secret-annotation',
    tags: ['nsa', 'cis-5.4.1'],
    what: 'an annotation must not have a secret in plain text',
    why: WHY,
    fix: 'let the controller read a Secret',
    check: inNotes,
  },
  {
    id: 'plain-secret-header',
    tags: ['nsa', 'cis-5.4.1'],
    what: 'must not have a secret in plain text in the headers of a probe',
    why: WHY,
    fix: 'let the probe ask a path that needs no login',
    check: inHeaders,
  },
];
