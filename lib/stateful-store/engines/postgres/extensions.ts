import { fail } from '../../../checks/errors';

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;

/** Returns the names of extensions, each once. Throws on one that is no name. */
export function checkExtensions(names: readonly string[]): readonly string[] {
  for (const name of names) {
    if (NAME.test(name)) continue;
    const fix = 'use the name in CREATE EXTENSION, such as pg_stat_statements or vector';
    fail(undefined, 'an extension must be named with a-z, 0-9, _ and -', name, fix);
  }
  return [...new Set(names)];
}

/** Returns the statements that CloudNativePG runs in the database when it makes it. */
export function creating(extensions: readonly string[]): readonly string[] | undefined {
  if (extensions.length === 0) return undefined;
  return extensions.map((name) => `CREATE EXTENSION IF NOT EXISTS "${name}" CASCADE`);
}
