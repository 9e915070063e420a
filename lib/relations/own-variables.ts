import type { Construct } from 'constructs';
import { closest } from '../checks/closest';
import { fail } from '../checks/errors';
import { constantCase } from '../registry/names';
import type { Binding, EnvValue, UsesOptions } from './binding';
import { changeReferences, referencesIn, referenceTo } from './references';
import { encodedInUrls, refuseInUrl, secretsInUrls } from './secret-in-url';
import { SecretKey } from './secret-key';
import { withoutStutter } from './variable-names';

type Forms = NonNullable<UsesOptions['env']>;

/** The provider, as its consumer names it. */
export interface Provided {
  /** The name of the provider, for errors. */
  readonly name: string;
  readonly prefix: string;
  readonly binding: Binding;
  /** Mounts the key of a variable such as `SESSIONS_PASSWORD_FILE`. Returns the path of its file. */
  readonly mount: (variable: string, key: SecretKey) => string;
}

/**
 * Returns the variables that a program composes of the parts of a provider, and those of the secrets to which they refer. A variable
 * that is one secret alone is the key itself.
 */
export function ownVariables(scope: Construct, provided: Provided, forms: Forms): Readonly<Record<string, EnvValue>> {
  const { values, parts } = partsOf(provided);
  const given = (variable: string): EnvValue | undefined => values.get(variable);
  const made: Record<string, EnvValue> = {};
  const secrets: Record<string, EnvValue> = {};
  for (const [name, form] of Object.entries(forms)) {
    if (form === undefined) continue;
    const composed = compose(scope, name, form, readable(scope, name, provided, parts, values));
    if (composed === undefined) continue;
    checkWhole(
      scope,
      name,
      composed,
      [...values.keys()].filter((variable) => typeof given(variable) !== 'string'),
    );
    const alone = [...values.keys()].find((variable) => composed === referenceTo(variable));
    if (alone !== undefined) {
      made[name] = given(alone) ?? composed;
      continue;
    }
    for (const { key } of secretsInUrls(composed, given)) if (key.encoded === undefined) refuseInUrl(scope, name, key);
    const { text, variables } = encodedInUrls(composed, given);
    made[name] = text;
    Object.assign(secrets, variables);
    for (const variable of referencesIn(text)) {
      const value = given(variable);
      if (value !== undefined) secrets[variable] = value;
    }
  }
  return { ...secrets, ...made };
}

interface Parts {
  /** The values of variables by their names. */
  readonly values: ReadonlyMap<string, EnvValue>;
  /** The text of each part. */
  readonly parts: ReadonlyMap<string, () => string>;
}

/** Names the parts after the variables without their prefix: `readHost` for `SESSIONS_READ_HOST`. */
function partsOf({ prefix, binding, mount }: Provided): Parts {
  const short = withoutStutter(prefix, binding);
  const values = new Map<string, EnvValue>(Object.entries(short.env));
  const names = zip(Object.keys(binding.env), Object.keys(short.env));
  for (const [part, value] of Object.entries(binding.parts ?? {})) {
    const variable = `${prefix}_${constantCase(part)}`;
    if (value !== undefined && !values.has(variable)) values.set(variable, value);
    names.push([variable, variable]);
  }
  const parts = new Map<string, () => string>();
  for (const [long, variable] of names) {
    if (long.startsWith(`${prefix}_`))
      parts.set(camelCase(long.slice(prefix.length + 1)), () => textOf(values, variable));
  }
  const files = Object.values(short.files);
  zip(Object.keys(binding.files ?? {}), Object.keys(short.files)).forEach(([long, variable], at) => {
    const key = files[at];
    if (key) parts.set(camelCase(long.slice(prefix.length + 1)), () => mount(variable, key));
  });
  for (const part of Object.keys(binding.withheld ?? {})) parts.delete(part);
  return { values, parts };
}

function zip(a: readonly string[], b: readonly string[]): [string, string][] {
  return a.map((one, at) => [one, b[at] ?? one]);
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Returns a literal with the literals that it refers to; anything else is a reference. */
function textOf(values: ReadonlyMap<string, EnvValue>, variable: string, way: readonly string[] = []): string {
  const value = values.get(variable);
  if (typeof value !== 'string' || way.includes(variable)) return referenceTo(variable);
  return changeReferences(value, (other) =>
    values.has(other) ? textOf(values, other, [...way, variable]) : undefined,
  );
}

/** Returns an object that has the parts, and throws for any other. */
function readable(
  scope: Construct,
  variable: string,
  { name, binding, prefix }: Provided,
  parts: ReadonlyMap<string, () => string>,
  values: ReadonlyMap<string, EnvValue>,
): Readonly<Record<string, string>> {
  const object = {};
  for (const [part, get] of parts) Object.defineProperty(object, part, { get, enumerable: true });
  return new Proxy(object, {
    get: (target: Record<string, string>, part) => {
      if (typeof part !== 'string' || part in target || part === 'toJSON') return Reflect.get(target, part);
      const withheld = binding.withheld?.[part];
      if (withheld !== undefined) return fail(scope, `${variable} can use the parts of ${name}`, part, withheld);
      const password = values.get(`${prefix}_PASSWORD`);
      if (part === 'url' && password instanceof SecretKey && password.encoded === undefined)
        refuseInUrl(scope, variable, password);
      const known = [...parts.keys()];
      const near = closest(part, known);
      const others = known.length > 0 ? `use some of ${known.join(', ')}` : `write the value of ${variable} into env`;
      const fix = near !== undefined && binding.port ? `did you mean ${near}` : others;
      return fail(scope, `${variable} can use the parts of ${name}`, part, fix);
    },
  });
}

function compose(
  scope: Construct,
  name: string,
  form: unknown,
  parts: Readonly<Record<string, string>>,
): string | undefined {
  if (typeof form !== 'function') {
    fail(
      scope,
      `${name} of uses must be composed by a function`,
      form,
      'use a form such as ({ host, port }) => `${host}:${port}`',
    );
  }
  const composed: unknown = form(parts);
  if (composed !== undefined && typeof composed !== 'string') {
    fail(scope, `${name} of uses must be composed to text`, composed, 'return a text such as `${host}:${port}`');
  }
  return composed;
}

/** Throws when a form has changed a reference, which Kubernetes then does not find. */
function checkWhole(scope: Construct, name: string, text: string, secrets: readonly string[]): void {
  const coded = [...text.matchAll(/[A-Za-z0-9+/_-]{12,}={0,2}/g)].map(([run]) =>
    Buffer.from(run, 'base64').toString('latin1'),
  );
  const changed = secrets.find((variable) => {
    const encoded = new RegExp(`%24(\\(|%28)${variable}`, 'i');
    return encoded.test(text) || coded.some((one) => one.includes(referenceTo(variable)));
  });
  if (changed === undefined) return;
  const fix = `put the reference in as it is: in a URL, it stands for the percent-encoded value`;
  fail(
    scope,
    `${name} must have ${referenceTo(changed)} unchanged, which Kubernetes replaces by the secret`,
    text,
    fix,
  );
}
