/** The strict JSON schemas of every Kubernetes version, as the Python package kubernetes-validate carries them. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crdSchema } from '../../../test/support/crds';
import { removeAtExit } from '../cleanup';
import { type AppManifests, asDocuments, type Manifest, nameOf } from '../manifests';
import { capture } from '../processes';
import { ensurePython } from '../tools/python';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

/** Definitions of one version of the API. */
export type Definitions = Readonly<Record<string, Schema>>;

/** A field as its type calls it, and what the API's own text says of it. */
export interface Field {
  /** `core.v1.Container` */
  readonly type: string;
  /** `core.v1.Container.image` */
  readonly name: string;
  readonly description: string;
}

const short = (definition: string) => definition.replace(/^io\.k8s\.(api|apimachinery\.pkg\.(apis|api|util))\./, '');
const target = (schema: Schema) => schema.$ref?.split('/').pop();

/** @returns true if the kind is one of Kubernetes' own, and not defined in imports/crds */
export function isNative({ apiVersion, kind }: Manifest): boolean {
  return crdSchema(apiVersion, kind) === undefined;
}

/** @returns the definitions of a version such as `1.33`. */
export async function definitionsOf(version: string): Promise<Definitions> {
  const lib = path.join(await ensurePython('kubernetes-validate'), 'lib');
  const python = readdirSync(lib).find((name) => name.startsWith('python')) ?? 'python3';
  const folder = path.join(lib, python, 'site-packages', 'kubernetes_validate', 'kubernetes-json-schema');
  const file = path.join(folder, `v${version}.0-local-strict`, '_definitions.json');
  return JSON.parse(readFileSync(file, 'utf8')).$defs;
}

/** @returns the names of all types, and of all their fields. */
export function knownFields(definitions: Definitions): ReadonlySet<string> {
  const names = Object.entries(definitions).flatMap(([name, { properties = {} }]) => [
    short(name),
    ...Object.keys(properties).map((field) => `${short(name)}.${field}`),
  ]);
  return new Set(names);
}

/** @returns every field that a manifest sets, where the definitions know it. */
export function fieldsOf(manifest: Manifest, definitions: Definitions): Field[] {
  const [group, version] = manifest['apiVersion'].includes('/') ? manifest['apiVersion'].split('/') : ['', 'v1'];
  const kind = Object.keys(definitions).find((name) =>
    definitions[name]?.['x-kubernetes-group-version-kind']?.some(
      (gvk) => gvk.group === group && gvk.version === version && gvk.kind === manifest['kind'],
    ),
  );
  const found: Field[] = [];
  const visit = (value: unknown, schema: Schema, owner: string): void => {
    const name = target(schema);
    const type = name === undefined ? schema : definitions[name];
    if (!type || typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) if (type.items) visit(item, type.items, owner);
      return;
    }
    for (const [field, inner] of Object.entries(value)) {
      const property = type.properties?.[field];
      const { additionalProperties: open } = type;
      const inside = name ?? owner;
      if (property) {
        const { description = '' } = property;
        found.push({ type: short(inside), name: `${short(inside)}.${field}`, description });
        visit(inner, property, inside);
      } else if (typeof open === 'object') visit(inner, open, inside);
    }
  };
  if (kind) visit(manifest, { $ref: kind }, kind);
  return found;
}

/** Runs `kubernetes-validate --strict` on all native manifests. @returns its findings, one a line */
export async function invalid(apps: readonly AppManifests[], version: string): Promise<string[]> {
  const program = path.join(await ensurePython('kubernetes-validate'), 'bin', 'kubernetes-validate');
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-validate-'));
  const removeDirectory = removeAtExit(directory);
  const native = apps.map(({ name, manifests }) => ({ name, manifests: manifests.filter(isNative) }));
  try {
    for (const { name, manifests } of native) {
      writeFileSync(path.join(directory, `${name}.yaml`), asDocuments(manifests));
    }
    const files = native.map(({ name }) => `${name}.yaml`);
    const args = ['--strict', '--no-warn', '--kubernetes-version', version, ...files];
    const { status, stdout, stderr } = await capture(program, args, { cwd: directory });
    const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
    const passed = lines.filter((line) => /^INFO .* passed for resource /.test(line));
    const wrong = lines.filter((line) => !passed.includes(line));
    const count = native.flatMap(({ manifests }) => manifests).length;
    if (wrong.length > 0 || status !== 0) return wrong.length > 0 ? wrong : [`exit code ${status}`];
    return passed.length === count ? [] : [`${passed.length} of ${count} manifests were looked at`];
  } finally {
    removeDirectory();
  }
}

/** @returns native manifests of alpha and beta APIs, which a cluster does not serve by default */
export function unserved(apps: readonly AppManifests[]): string[] {
  return apps
    .flatMap(({ manifests }) => manifests)
    .filter((manifest) => isNative(manifest) && /(alpha|beta)\d+$/.test(manifest['apiVersion']))
    .map((manifest) => `${manifest['apiVersion']} ${nameOf(manifest)}`);
}
