import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Yaml } from 'cdk8s';
import { fail } from '../checks/errors';
import { type Manifest, textAt } from '../manifest/json';
import { isManifest } from '../security-baseline/inventory';
import { objectsIn } from '../security-baseline/lists';

/** A manifest, and where it stands. */
export interface Placed {
  readonly manifest: Manifest;
  /** The path of the file, relative to the folder in which the command runs, with slashes. */
  readonly file: string;
  /** The first line of the document. */
  readonly line: number;
}

/**
 * Reads the manifests of a file, or of all YAML files of a folder and the folders in it.
 *
 * @throws when there is no such file, no YAML in the folder, a file is no YAML, or a document is no Kubernetes object
 */
export function manifestsIn(place: string | undefined, cwd: string): readonly Placed[] {
  if (place === undefined)
    return fail(undefined, 'a folder of manifests must be given', place, 'use dist/, for example');
  const full = path.resolve(cwd, place);
  if (!existsSync(full))
    fail(undefined, 'the folder of manifests must exist', place, 'run cdk8s synth, or correct the path');
  const files = statSync(full).isDirectory() ? yamlFiles(full) : [full];
  if (files.length === 0)
    fail(undefined, 'the folder must have YAML files', place, 'run cdk8s synth, or correct the path');
  return files.flatMap((file) => documentsOf(file, path.relative(cwd, file).split(path.sep).join('/')));
}

function yamlFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return yamlFiles(full);
    return /\.ya?ml$/.test(entry.name) ? [full] : [];
  });
}

function documentsOf(file: string, shown: string): readonly Placed[] {
  const documents = parsed(file, shown).filter((document) => document !== null && document !== undefined);
  const lines = firstLines(readFileSync(file, 'utf8'));
  return documents.map((manifest, at) => {
    const line = lines.length === documents.length ? (lines[at] ?? 1) : 1;
    if (isManifest(manifest)) return { manifest, file: shown, line };
    return fail(
      undefined,
      `each document of ${shown} must be a Kubernetes object`,
      manifest,
      `mend the document at line ${line}`,
    );
  });
}

function parsed(file: string, shown: string): readonly unknown[] {
  try {
    return Yaml.load(file);
  } catch (error) {
    return fail(
      undefined,
      'a file of manifests must be YAML',
      shown,
      error instanceof Error ? error.message : 'mend it',
    );
  }
}

/** Returns the first line of each document that has content. */
function firstLines(text: string): readonly number[] {
  const found: number[] = [];
  let isNext = true;
  text.split('\n').forEach((line, at) => {
    if (/^---(\s|$)/.test(line)) isNext = true;
    else if (isNext && /^\s*[^\s#]/.test(line)) {
      found.push(at + 1);
      isNext = false;
    }
  });
  return found;
}

/** Returns where objects stand, by kind, namespace and name; items of lists stand where their list does. */
export function placesOf(all: readonly Placed[]): (object: ObjectName | undefined) => Placed | undefined {
  const places = new Map<string, Placed>();
  for (const placed of all) {
    for (const one of [placed.manifest, ...objectsIn(placed.manifest)]) {
      const name = textAt(one, 'metadata', 'name') ?? '';
      for (const namespace of [textAt(one, 'metadata', 'namespace') ?? '', '']) {
        const key = [one.kind, namespace, name].join('\n');
        if (!places.has(key)) places.set(key, placed);
      }
    }
  }
  return (object) => object && places.get([object.kind, object.namespace ?? '', object.name].join('\n'));
}

interface ObjectName {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}
