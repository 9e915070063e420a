import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The file in the output folder that lists what synth wrote. kubectl, Argo CD and Flux read only files that end in .yaml, .yml or
 * .json, and Helm skips hidden files of `templates/`.
 */
export const RECORD = '.mainstay';

const HEADING = '# Written by Mainstay: the next synth removes files of this list that it does not write.';

/** Paths of files inside the output folder, with slashes, and the hashes of the texts that synth wrote there. */
export type FileRecord = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns the hash of a text. Line ends do not count, because Git may change them. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex');
}

/**
 * Reads the record of an output folder; empty when there is none. Skips lines that are not of its form, such as the marks of a
 * conflict in Git, and paths that lead out of the folder.
 */
export function readRecord(folder: string): FileRecord {
  const record = new Map<string, Set<string>>();
  for (const line of textOf(join(folder, RECORD)).split(/\r?\n/)) {
    const [, hash, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (hash === undefined || path === undefined || !isInside(path)) continue;
    const hashes = record.get(path);
    if (hashes) hashes.add(hash);
    else record.set(path, new Set([hash]));
  }
  return record;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function isInside(path: string): boolean {
  return path !== RECORD && !path.includes('\\') && path.split('/').every((name) => !['', '.', '..'].includes(name));
}

/** Returns the text of a record, in the form of `sha256sum`, sorted by path. */
export function recordText(record: FileRecord): string {
  const lines = [...record].flatMap(([path, hashes]) => [...hashes].map((hash) => `${hash}  ${path}`));
  return `${[HEADING, ...lines.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))].join('\n')}\n`;
}
