import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ErrorObject, type SchemaValidateFunction, type ValidateFunction } from 'ajv';
import { crdSchema } from './crds';

/** The versions of Kubernetes with schemas in `test/schemas`: the oldest, the default and the newest target. */
export type SchemaVersion = '1.27' | '1.33' | '1.36';

type Validators = (apiVersion: string, kind: string) => ValidateFunction | undefined;

const versions = new Map<SchemaVersion, Validators>();

/**
 * Returns what an API server of that version (by default the default target), with the definitions of `imports/crds` installed,
 * would refuse or drop silently: unknown kinds and fields, wrong types, missing fields, quantities and labels that do not
 * parse, list entries with the same key. One readable line each; empty when the manifest is fine.
 */
export function validateManifest(manifest: unknown, version: SchemaVersion = '1.33'): string[] {
  const { apiVersion, kind, metadata } = (manifest ?? {}) as Record<string, unknown>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return [`no apiVersion and kind in ${JSON.stringify(manifest)?.slice(0, 80)}`];
  }
  const name = (metadata as { name?: unknown } | undefined)?.name;
  const prefix = `${kind}/${String(name)}`;
  const validators = versions.get(version) ?? validatorsOf(version);
  versions.set(version, validators);
  const validate = validators(apiVersion, kind);
  if (!validate) return [`${prefix}: no schema for ${apiVersion}/${kind} in Kubernetes ${version}`];

  const errors = validate(withoutEmptyTimestamps(manifest)) ? [] : (validate.errors ?? []).filter(isLeaf).map(describe);
  if (typeof name !== 'string' || !/^[a-z0-9]([-a-z0-9.:]{0,251}[a-z0-9])?$/.test(name)) {
    errors.push(`metadata.name: must be a lowercase name, got ${JSON.stringify(name)}`);
  }
  return [...new Set(errors)].map((error) => `${prefix}: ${error}`);
}

/** An empty timestamp is none: API servers before 1.34 store it, and take it from anybody. */
function withoutEmptyTimestamps(manifest: unknown): unknown {
  const isEmpty = (field: string, value: unknown) => field === 'creationTimestamp' && value === null;
  return JSON.parse(JSON.stringify(manifest, (field, value) => (isEmpty(field, value) ? undefined : value)));
}

/** Compiles the validator of each kind when it is first asked for. */
function validatorsOf(version: SchemaVersion): Validators {
  const file = path.join(__dirname, '..', 'schemas', `kubernetes-${version}.json`);
  const kubernetes = JSON.parse(readFileSync(file, 'utf8')) as { kinds: Record<string, string> };
  const ajv = newAjv().addSchema(kubernetes, 'kubernetes');
  const validators = new Map<string, ValidateFunction | undefined>();
  return (apiVersion, kind) => {
    const id = `${apiVersion}/${kind}`;
    if (!validators.has(id)) {
      const native = kubernetes.kinds[id];
      const schema = native ? { $ref: `kubernetes#/definitions/${native}` } : crdSchema(apiVersion, kind);
      validators.set(id, schema && ajv.compile(schema));
    }
    return validators.get(id);
  };
}

function newAjv(): Ajv {
  return new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    unicodeRegExp: false,
    code: { regExp: goRegExp, optimize: false },
    logger: false,
    formats: {
      int32: { type: 'number', validate: (n: number) => Number.isInteger(n) && n >= -(2 ** 31) && n < 2 ** 31 },
      int64: { type: 'number', validate: Number.isInteger },
      byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
    },
    keywords: [{ keyword: 'x-kubernetes-list-map-keys', type: 'array', validate: uniqueByKeys, errors: true }],
  });
}

const uniqueByKeys: SchemaValidateFunction = (keys: string[], list: Record<string, unknown>[]) => {
  const seen = new Set<string>();
  for (const item of list) {
    const key = keys.map((name) => `${name} ${item?.[name] ?? (name === 'protocol' ? 'TCP' : '')}`).join(', ');
    if (seen.has(key)) {
      uniqueByKeys.errors = [{ keyword: 'x-kubernetes-list-map-keys', message: `two entries with ${key}`, params: {} }];
      return false;
    }
    seen.add(key);
  }
  return true;
};

/** Go writes a case-insensitive part as `(?i)`, which JavaScript cannot; the whole pattern is made so. */
function goRegExp(pattern: string, flags: string): RegExp {
  return new RegExp(pattern.replaceAll('(?i)', ''), pattern.includes('(?i)') ? `${flags}i` : flags);
}
goRegExp.code = 'new RegExp';

/** An alternative that did not match says less than what it consists of. */
function isLeaf({ keyword }: ErrorObject): boolean {
  return !['if', 'propertyNames'].includes(keyword);
}

function describe(error: ErrorObject): string {
  const at = error.instancePath
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((whole, step) => (/^\d+$/.test(step) ? `${whole}[${step}]` : `${whole}${whole && '.'}${step}`), '');
  const where = at || 'manifest';
  if (error.keyword === 'additionalProperties')
    return `${where}: unknown field "${error.params['additionalProperty']}"`;
  const got = JSON.stringify(error.propertyName ?? error.data) ?? 'nothing';
  if (error.keyword === 'required') return `${where}: ${error.message}`;
  return `${where}: ${error.message}, got ${got.length > 80 ? `${got.slice(0, 80)}…` : got}`;
}
