import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the library that a program has read. All stores share their texts. */
const READ = new Map<string, string>();

/** Returns the texts of files in a folder of the library, by name: those in `names`, or all, sorted. */
export function scriptsIn(
  folder: string,
  names: readonly string[] = readdirSync(folder).sort(),
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, textOf(join(folder, name))]));
}

function textOf(file: string): string {
  const text = READ.get(file) ?? readFileSync(file, 'utf8');
  READ.set(file, text);
  return text;
}
