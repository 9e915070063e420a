import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import type { Cluster } from './cluster';

interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: { readonly versions: readonly { selectableFields?: unknown }[] };
}

/** `selectableFields` came with 1.30 and works by default since 1.31; older servers do not know it. */
const SELECTABLE_FIELDS_SINCE = 31;
const TIMEOUT_MS = 60_000;

/** @returns the definitions without `selectableFields`, as one list. */
function withoutSelectableFields(directory: string): string {
  const files = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
  const documents = files.flatMap((name) => parseAllDocuments(readFileSync(path.join(directory, name), 'utf8')));
  const items = documents.flatMap((document) => {
    const definition: CustomResourceDefinition | null = document.toJS();
    return definition?.kind === 'CustomResourceDefinition' ? [definition] : [];
  });
  for (const version of items.flatMap(({ spec }) => spec.versions)) delete version.selectableFields;
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** One request for all of them: `kubectl wait` would ask for one after the other. */
async function waitUntilServed(kubectl: Cluster['kubectl'], resources: readonly string[]): Promise<void> {
  const established = 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Established")].status}{"\\n"}{end}';
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const states = (await kubectl(['get', ...resources, '-o', established])).split('\n');
    if (states.filter((state) => state === 'True').length === resources.length) return;
    if (Date.now() > deadline) throw new Error(`not all of these were served within a minute: ${resources.join(', ')}`);
    await sleep(200);
  }
}

/**
 * Installs the CustomResourceDefinitions in the `*.yaml` files of `directory` and waits until they are served.
 *
 * @returns their names
 * @throws if the API server refuses one of them, or does not serve one within a minute
 */
export async function installCrds({ kubectl, minor, source }: Cluster, directory: string): Promise<string[]> {
  // Half as long as apply, where there cannot be an older copy.
  const write = source === 'test' ? ['create', '--validate=false'] : ['apply', '--server-side', '--force-conflicts'];
  const written =
    minor < SELECTABLE_FIELDS_SINCE
      ? await kubectl([...write, '-o', 'name', '-f', '-'], withoutSelectableFields(directory))
      : await kubectl([...write, '-o', 'name', '-f', directory]);
  const resources = written.trim().split('\n');
  await waitUntilServed(kubectl, resources);
  return resources.map((resource) => path.basename(resource));
}
