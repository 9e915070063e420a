import type { Construct } from 'constructs';
import { type EnvValue, SecretKey } from '../binding';
import { ConfigKey } from '../env-value';
import { fail } from './errors';
import type { JsonObject } from './json';
import { envName } from './validate';

/** The environment of one container: every variable has one source, and one that refers to another stands after it. */
export class Environment {
  private readonly variables = new Map<string, { readonly value: EnvValue; readonly source: string }>();

  constructor(private readonly scope: Construct) {}

  /** Sets a variable; saying the same twice is the same as once, saying different things is an error. */
  set(name: string, value: EnvValue, source: string): void {
    envName(this.scope, name);
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

  /** The variables as the `env` of a container. */
  render(): readonly JsonObject[] | undefined {
    if (this.variables.size === 0) return undefined;
    return [...this.variables.entries()].map(([name, { value }]) => ({ name, ...rendered(value) }));
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
