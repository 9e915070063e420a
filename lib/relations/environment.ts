import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { envName } from '../checks/formats';
import type { JsonObject } from '../manifest/json';
import type { EnvValue } from './binding';
import { ConfigKey, PodField } from './env-value';
import { SecretKey } from './secret-key';

/** The environment of one container: every variable has one source, and comes after the variables that it refers to. */
export class Environment {
  private readonly variables = new Map<string, { readonly value: EnvValue; readonly source: string }>();

  constructor(private readonly scope: Construct) {}

  /** Sets a variable. Setting it again to the same changes nothing; another value or source is an error. */
  set(name: string, value: EnvValue, source: string): void {
    envName(this.scope, name);
    checkValue(this.scope, name, value);
    const there = this.variables.get(name);
    if (there && !(same(there.value, value) && there.source === source)) {
      const got = `${there.source} and ${source}`;
      fail(
        this.scope,
        `environment variable ${name} must have one source`,
        got,
        "rename one, for example with { as: 'OTHER' }",
      );
    }
    this.variables.set(name, { value, source });
  }

  /** Returns the variables as the `env` of a container. */
  render(): readonly JsonObject[] | undefined {
    if (this.variables.size === 0) return undefined;
    return [...this.variables.entries()].map(([name, { value }]) => ({ name, ...rendered(value) }));
  }
}

const UNSET = "give it a value; uses(store, { as: 'DATABASE' }) sets the variables about a store";

function checkValue(scope: Construct, name: string, value: EnvValue): void {
  const isReference = value instanceof SecretKey || value instanceof ConfigKey || value instanceof PodField;
  if (!isReference && typeof value !== 'string') {
    const fix = value === undefined ? UNSET : "put it in quotes, or use SecretKey.of('…', '…')";
    fail(scope, `environment variable ${name} must be text or a reference`, value, fix);
  }
  if (typeof value === 'string' && value.includes('\0')) {
    fail(scope, `environment variable ${name} must be text that a process can have`, 'a zero byte', 'remove it');
  }
}

function rendered(value: EnvValue): JsonObject {
  if (typeof value === 'string') return { value };
  if (value instanceof SecretKey) return { valueFrom: { secretKeyRef: { name: value.secret, key: value.key } } };
  if (value instanceof ConfigKey) return { valueFrom: { configMapKeyRef: { name: value.configMap, key: value.key } } };
  return { valueFrom: value.source };
}

function same(a: EnvValue, b: EnvValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
