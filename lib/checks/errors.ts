import type { IConstruct } from 'constructs';

/** Throws `[path] what, got value; fix`, the one form of every error a user can make. */
export function fail(scope: IConstruct | undefined, what: string, got: unknown, fix: string): never {
  throw new Error(`${scope ? `[${scope.node.path || 'app'}] ` : ''}${problem(what, got, fix)}`);
}

/** The same sentence without a path, for `node.addValidation`, which adds the path itself. */
export function problem(what: string, got: unknown, fix: string): string {
  return `${what}, got ${shown(got)}; ${fix}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty string' : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : value.map(shown).join(', ');
  return Object.prototype.toString.call(value) === '[object Object]' ? objectShown(value) : String(value);
}

/** What is in plain objects; of others, such as constructs, which kind they are. */
function objectShown(value: object): string {
  const by: unknown = value.constructor;
  if (typeof by === 'function' && by !== Object && by.name) return `a ${by.name}`;
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object';
  }
}
