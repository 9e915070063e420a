import { type Kind, needed, secret } from '../checks/kinds';
import { CloudIdentity } from '../identity/cloud-identity';
import { SecretKey } from '../relations/secret-key';

/** A key of a Secret, or the cloud identity of the pods. `fix` is an example. Errors do not show the value, which may be a secret. */
export function keyOrIdentity(fix: string): Kind {
  const is = (value: unknown): boolean => value instanceof SecretKey || value instanceof CloudIdentity;
  return needed(secret({ is, what: 'a key of a Secret or a cloud identity', fix }));
}

/** Several keys of Secrets, or the cloud identity of the pods. */
export function keysOrIdentity(...names: readonly string[]): Kind {
  const keys = names.map((name) => `${name}: SecretKey.of('backups', '…')`).join(', ');
  const is = (value: unknown): boolean => {
    if (value instanceof CloudIdentity) return true;
    const given = (value ?? {}) as Readonly<Record<string, unknown>>;
    return names.every((name) => given[name] instanceof SecretKey) && Object.keys(given).length === names.length;
  };
  return needed(secret({ is, what: 'keys of Secrets or a cloud identity', fix: `use { ${keys} }` }));
}
