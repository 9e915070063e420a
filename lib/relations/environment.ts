import type { Construct } from 'constructs';
import { closest } from '../checks/closest';
import { attempt, fail, failAll, type MainstayError } from '../checks/errors';
import { envName } from '../checks/formats';
import type { JsonObject } from '../manifest/json';
import type { EnvValue } from './binding';
import { envFix } from './env-fix';
import type { EnvSource } from './env-source';
import { ConfigKey, PodField } from './env-value';
import { namedOutside } from './named-outside';
import { referencesIn } from './references';
import { SecretKey } from './secret-key';

/** The source of the variables that a program sets itself. */
const OWN = 'env';

interface Variable {
  readonly value: EnvValue;
  readonly source: string;
}

/** The environment of one container: every variable has one source. */
export class Environment {
  private readonly variables = new Map<string, Variable>();
  private readonly sources: JsonObject[] = [];

  constructor(private readonly scope: Construct) {}

  /** Sets a variable. Setting it again to the same changes nothing; another value or source is an error. */
  set(name: string, value: EnvValue, source: string): void {
    envName(this.scope, name);
    checkValue(this.scope, name, value);
    const there = this.variables.get(name);
    if (there && !(same(there.value, value) && there.source === source)) {
      const got = `${there.source} and ${source}`;
      const fix = there.source === OWN ? `remove ${name} from env, or rename` : 'rename';
      fail(
        this.scope,
        `environment variable ${name} must have one source`,
        got,
        `${fix} one, for example with { as: 'OTHER' }`,
      );
    }
    namedOutside(this.scope, value);
    this.variables.set(name, { value, source });
  }

  /** Sets the variables of a program; one without a value is left out. */
  setOwn(env: Readonly<Record<string, EnvValue | undefined>>, source = OWN): void {
    const errors: MainstayError[] = [];
    for (const [name, value] of Object.entries(env)) {
      if (value !== undefined) attempt(errors, () => this.set(name, value, source));
    }
    failAll(errors);
  }

  /** Adds all keys of Secrets and ConfigMaps. */
  addSources(sources: readonly EnvSource[]): void {
    this.sources.push(...sources.map((source) => source.in(this.scope)));
  }

  /**
   * Takes the variables of another container that this one does not set itself, and those that they refer to.
   *
   * @param names all of them when it is `undefined`, with all keys of Secrets and ConfigMaps
   */
  inherit(other: Environment, names: readonly string[] | undefined, heir: string): void {
    const wanted = names ?? [...other.variables.keys()];
    const inherited = other.withReferences(wanted, heir);
    if (names === undefined) this.sources.splice(0, Number.POSITIVE_INFINITY, ...other.sources);
    const own = [...this.variables];
    this.variables.clear();
    for (const [name, variable] of [...inherited, ...own]) this.variables.set(name, variable);
  }

  /** Returns the source of a variable: `env`, or the path of a provider; `undefined` for one that is not set. */
  sourceOf(name: string): string | undefined {
    return this.variables.get(name)?.source;
  }

  /** The texts among the values. */
  get texts(): readonly string[] {
    return [...this.variables.values()].flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  }

  /** Returns the variables as the fields `env` and `envFrom` of a container. */
  render(): { readonly env: readonly JsonObject[] | undefined; readonly envFrom?: readonly JsonObject[] } {
    const env = [...this.variables.entries()].map(([name, { value }]) => ({ name, ...rendered(value) }));
    return {
      env: env.length > 0 ? env : undefined,
      ...(this.sources.length > 0 && { envFrom: [...this.sources] }),
    };
  }

  private withReferences(names: readonly string[], heir: string): readonly (readonly [string, Variable])[] {
    const known = [...this.variables.keys()];
    const strange = names.find((name) => !this.variables.has(name));
    if (strange !== undefined) {
      const near = closest(strange, known);
      const fix = near === undefined ? `use some of ${known.join(', ') || 'none'}` : `did you mean ${near}`;
      fail(this.scope, `${heir} can inherit variables of the main container`, strange, fix);
    }
    const wanted = new Set<string>();
    const visit = (name: string): void => {
      if (wanted.has(name)) return;
      wanted.add(name);
      const value = this.variables.get(name)?.value;
      if (typeof value === 'string') referencesIn(value).forEach(visit);
    };
    names.forEach(visit);
    return [...this.variables].filter(([name]) => wanted.has(name));
  }
}

function checkValue(scope: Construct, name: string, value: EnvValue): void {
  const isReference = value instanceof SecretKey || value instanceof ConfigKey || value instanceof PodField;
  if (!isReference && typeof value !== 'string') {
    fail(scope, `environment variable ${name} must be text or a reference`, value, envFix(value));
  }
  if (typeof value === 'string' && value.includes('\0')) {
    fail(scope, `environment variable ${name} must be text that a process can have`, 'a zero byte', 'remove it');
  }
}

function rendered(value: EnvValue): JsonObject {
  if (typeof value === 'string') return { value };
  const optional = 'optional' in value && value.optional ? true : undefined;
  if (value instanceof SecretKey)
    return { valueFrom: { secretKeyRef: { name: value.secret, key: value.key, optional } } };
  if (value instanceof ConfigKey)
    return { valueFrom: { configMapKeyRef: { name: value.configMap, key: value.key, optional } } };
  return { valueFrom: value.source };
}

function same(a: EnvValue, b: EnvValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
