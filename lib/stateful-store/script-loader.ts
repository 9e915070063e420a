import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the texts of files in a folder, by name: those in `names`, or all, sorted. */
export function scriptsIn(
  folder: string,
  names: readonly string[] = readdirSync(folder).sort(),
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
