import { fail } from '../checks/errors';
import type { EnvValue } from './binding';
import { changeReferences, referenceTo } from './references';
import { SecretKey } from './secret-key';

/** A secret that a text has in a URL: the variable with it, and its key. */
export interface SecretInUrl {
  readonly variable: string;
  readonly key: SecretKey;
}

/** Returns the secrets that stand in a URL of the text. */
export function secretsInUrls(text: string, known: (variable: string) => EnvValue | undefined): readonly SecretInUrl[] {
  const found: SecretInUrl[] = [];
  changeReferences(text, (variable, before) => {
    const key = known(variable);
    if (key instanceof SecretKey && isInUrl(before)) found.push({ variable, key });
    return undefined;
  });
  return found;
}

/** Returns the text with the percent-encoded secrets in its URLs, and the variables that hold them. */
export function encodedInUrls(
  text: string,
  known: (variable: string) => EnvValue | undefined,
): { readonly text: string; readonly variables: Readonly<Record<string, SecretKey>> } {
  const variables: Record<string, SecretKey> = {};
  const encoded = changeReferences(text, (variable, before) => {
    const key = known(variable);
    if (!(key instanceof SecretKey) || !isInUrl(before)) return undefined;
    if (key.encoded === undefined || key.encoded === key.key) return undefined;
    variables[`${variable}_ENCODED`] = SecretKey.of(key.secret, key.encoded);
    return referenceTo(`${variable}_ENCODED`);
  });
  return { text: encoded, variables };
}

/** Throws `variable` must be right whatever a secret holds. */
export function refuseInUrl(scope: Parameters<typeof fail>[0], variable: string, { key, secret }: SecretKey): never {
  const fix =
    `name the key that holds it percent-encoded, { encoded: '${key}-encoded' } of Credentials.fromSecret or SecretKey.of, or ` +
    `{ encoded: '${key}' } if it has only letters, digits and -._~`;
  return fail(
    scope,
    `${variable} is a URL and must hold a secret percent-encoded`,
    `key ${key} of Secret ${secret}`,
    fix,
  );
}

/** A URL goes from its scheme to the next space or quotation mark. */
function isInUrl(before: string): boolean {
  return /[a-z][a-z0-9+.-]*:\/\/[^\s"']*$/i.test(before);
}
