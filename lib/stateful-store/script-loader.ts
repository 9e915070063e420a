import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the texts of a folder's files by name: those that are named, or all of them, sorted. */
export function scriptsIn(
  folder: string,
  names: readonly string[] = readdirSync(folder).sort(),
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
