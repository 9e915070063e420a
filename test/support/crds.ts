import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** An OpenAPI v3 schema as a CustomResourceDefinition carries it, or a JSON schema: free-form by nature. */
export interface Schema {
  [keyword: string]: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

interface Definition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

const FOLDER = path.join(__dirname, '..', '..', 'imports', 'crds');
let documents: string[] | undefined;

function crdDocuments(): string[] {
  documents ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readFileSync(path.join(FOLDER, file), 'utf8').split(/^---$/m));
  return documents;
}

/** The schema of a kind defined in `imports/crds`; parses only the definitions whose text can match. */
export function crdSchema(apiVersion: string, kind: string): Schema | undefined {
  const [group, version] = apiVersion.split('/');
  for (const text of crdDocuments()) {
    if (!text.includes(`group: ${group}`) || !text.includes(`kind: ${kind}`)) continue;
    const { spec } = parse(text) as Definition;
    const served = spec.versions.find(({ name, served }) => served && name === version);
    if (spec.group !== group || spec.names.kind !== kind || served === undefined) continue;
    const root = strict(served.schema.openAPIV3Schema);
    return {
      ...root,
      properties: { ...root.properties, metadata: { $ref: 'kubernetes#/definitions/meta.v1.ObjectMeta' } },
    };
  }
  return undefined;
}

/**
 * A structural schema as a strict JSON schema. Kubernetes drops fields that the schema does not name, so here they are
 * errors. Only the structure is rewritten: `anyOf`, `oneOf`, `allOf` and `not` name no new fields in a structural schema.
 */
function strict(schema: Schema): Schema {
  const out: Schema = { ...schema };
  if (schema.properties) out.properties = mapValues(schema.properties, strict);
  if (schema.items) out.items = strict(schema.items);
  if (typeof schema.additionalProperties === 'object') out.additionalProperties = strict(schema.additionalProperties);

  const open = schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-embedded-resource'];
  if (schema['type'] === 'object' && schema.additionalProperties === undefined)
    out.additionalProperties = Boolean(open);
  if (schema['x-kubernetes-int-or-string']) out['type'] = ['integer', 'string'];
  for (const bound of ['Minimum', 'Maximum']) {
    const limit = out[bound.toLowerCase()];
    if (out[`exclusive${bound}`] === true) {
      out[`exclusive${bound}`] = limit;
      delete out[bound.toLowerCase()];
    } else delete out[`exclusive${bound}`];
  }
  return out;
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
