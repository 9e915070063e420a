import { lstatSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../checks/errors';
import type { OutputFile } from './layout';
import { type FileRecord, hashOf } from './record';

/** The steps from the content of an output folder to the files of a synth. */
export interface Update {
  readonly written: readonly OutputFile[];
  /** Files of an earlier synth that are to be removed first: a new file or folder has their place. */
  readonly blocking: readonly string[];
  /** The other files of an earlier synth that are to be removed. */
  readonly stale: readonly string[];
}

/** Compares an output folder with the files of a synth. Throws when a foreign or edited file is in the way. */
export function planUpdate(folder: string, files: readonly OutputFile[], record: FileRecord, next: FileRecord): Update {
  const wanted = new Set(files.map(({ path }) => path));
  const present = new Set([...wanted].filter((path) => isOurs(folder, path, next)));
  const lower = new Map(files.map(({ path }) => [path.toLowerCase(), path]));
  const parents = new Set(files.flatMap(({ path }) => foldersOf(path)));
  const gone = [...record.keys()].filter((path) => !wanted.has(path) && isFile(statOf(join(folder, path))));
  const edited = gone.filter((path) => !isOurs(folder, path, record));
  if (edited.length > 0) failForEdited(folder, edited);

  const removed = new Set(gone);
  const renamed = new Set(gone.map((path) => lower.get(path.toLowerCase())));
  const isKnown = (path: string): boolean =>
    present.has(path) || record.has(path) || (renamed.has(path) && isSame(folder, path, gone));
  const foreign = [
    ...[...wanted].filter((path) => isForeign(folder, path, isKnown, removed)),
    ...[...parents].filter((path) => !removed.has(path) && isNoFolder(join(folder, path))),
  ];
  if (foreign.length > 0) failForForeign(folder, foreign);

  const isBlocking = (path: string): boolean =>
    lower.has(path.toLowerCase()) || parents.has(path) || foldersOf(path).some((at) => wanted.has(at));
  return {
    written: files.filter(({ path }) => renamed.has(path) || !present.has(path)),
    blocking: gone.filter(isBlocking),
    stale: gone.filter((path) => !isBlocking(path)),
  };
}

/** True if something that synth did not write has the place of a file. */
function isForeign(
  folder: string,
  path: string,
  isKnown: (path: string) => boolean,
  removed: ReadonlySet<string>,
): boolean {
  const place = join(folder, path);
  const stat = statOf(place);
  if (!stat) return false;
  if (stat.isDirectory()) return !filesBelow(place).every((file) => removed.has(`${path}/${file}`));
  if (!stat.isFile()) return true;
  return !isKnown(path);
}

/** True if the file is one of an earlier synth, whose name differs by case only, on a file system that takes both for one. */
function isSame(folder: string, path: string, gone: readonly string[]): boolean {
  const { ino } = statOf(join(folder, path)) ?? {};
  return gone.some((old) => old.toLowerCase() === path.toLowerCase() && statOf(join(folder, old))?.ino === ino);
}

function isOurs(folder: string, path: string, record: FileRecord): boolean {
  const hash = hashAt(join(folder, path));
  return hash !== undefined && record.get(path)?.has(hash) === true;
}

/** `eu/shop/web.k8s.yaml` → `eu`, `eu/shop` */
function foldersOf(path: string): readonly string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

/** The entry itself, not what a symbolic link leads to; `undefined` when nothing is there. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

function isFile(stat: Stats | undefined): boolean {
  return stat !== undefined && !stat.isDirectory();
}

function isNoFolder(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The hash of a regular file; `undefined` for anything else. */
function hashAt(path: string): string | undefined {
  return statOf(path)?.isFile() ? hashOf(readFileSync(path, 'utf8')) : undefined;
}

function failForEdited(folder: string, paths: readonly string[]): never {
  const fix = 'an earlier synth wrote it and it was edited since: delete it, or move it out of the folder';
  fail(undefined, 'a file that synth no longer makes must be as it was to be removed', shown(folder, paths), fix);
}

function failForForeign(folder: string, paths: readonly string[]): never {
  const fix = 'delete what is no longer needed, or pass another outdir to the App';
  fail(undefined, 'synth must not replace files that it did not write', shown(folder, paths), fix);
}

function shown(folder: string, paths: readonly string[]): readonly string[] {
  const first = paths.slice(0, 5).map((path) => join(folder, path));
  return paths.length > 5 ? [...first, `${paths.length - 5} more`] : first;
}
