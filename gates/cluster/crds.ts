import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import { type Cluster, namesWithCondition } from './cluster';

interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: { readonly versions: readonly { selectableFields?: unknown }[] };
}

/** `selectableFields` came with 1.30 and works by default since 1.31; older servers do not know it. */
const SELECTABLE_FIELDS_SINCE = 31;
const TIMEOUT_MS = 60_000;

/** @returns the definitions in a YAML text without `selectableFields`, as one list. */
function withoutSelectableFields(text: string): string {
  const items = parseAllDocuments(text).flatMap((document) => {
    const definition: CustomResourceDefinition | null = document.toJS();
    return definition?.kind === 'CustomResourceDefinition' ? [definition] : [];
  });
  for (const version of items.flatMap(({ spec }) => spec.versions)) delete version.selectableFields;
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function definitionFiles(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
  if (files.length === 0) throw new Error(`no definitions in ${directory}, expected *.yaml; check imports/crds out`);
  return files.map((name) => path.join(directory, name));
}

/** One request for all of them: `kubectl wait` would ask for one after the other. */
async function waitUntilServed(kubectl: Cluster['kubectl'], names: readonly string[]): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const served = new Set(await namesWithCondition(kubectl, 'customresourcedefinitions', 'Established'));
    const missing = names.filter((name) => !served.has(name));
    if (missing.length === 0) return;
    if (Date.now() > deadline) throw new Error(`not served within a minute: ${missing.join(', ')}`);
    await sleep(500);
  }
}

/**
 * Installs the CustomResourceDefinitions in the `*.yaml` files of `directory` and waits until they are served.
 *
 * @returns their names
 * @throws if the API server refuses one of them, or does not serve one within a minute
 */
export async function installCrds({ kubectl, minor, source }: Cluster, directory: string): Promise<string[]> {
  // Creating takes half as long as applying, and a cluster started here has no older copy.
  const write = source === 'test' ? ['create', '--validate=false'] : ['apply', '--server-side', '--force-conflicts'];
  const written = await Promise.all(
    definitionFiles(directory).map((file) => {
      const text = readFileSync(file, 'utf8');
      const known = minor >= SELECTABLE_FIELDS_SINCE || !text.includes('selectableFields');
      return kubectl([...write, '-o', 'name', '-f', '-'], known ? text : withoutSelectableFields(text));
    }),
  );
  const names = written.flatMap((lines) => lines.trim().split('\n')).map((resource) => path.basename(resource));
  await waitUntilServed(kubectl, names);
  return names;
}
