import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { accessing } from './folder-errors';
import type { OutputFile } from './layout';
import { type FileRecord, hashOf, RECORD, readRecord, recordText } from './record';
import { planUpdate, type Update } from './update';

/** The name of the folder of half-written files, with the id of its process: `.mainstay-4711-x3Qz9a`. */
const STAGING = /^\.mainstay-(\d+)-/;

/**
 * Makes an output folder hold the files of a synth, and removes those of the synth before that are gone. Every file is written
 * beside its place first and then renamed, so that a synth that cannot write leaves the folder as it is. Files whose text stays
 * are not touched.
 */
export class OutputFolder {
  private readonly update: Update;
  private readonly record: FileRecord;
  private readonly next: FileRecord;

  /** @throws if a file that synth did not write, or that was edited since, is in the way, or the folder cannot be read; nothing is changed then */
  constructor(
    private readonly path: string,
    files: readonly OutputFile[],
  ) {
    this.record = readRecord(path);
    this.next = new Map(files.map((file) => [file.path, new Set([hashOf(file.text)])]));
    this.update = accessing(path, () => planUpdate(path, files, this.record, this.next));
  }

  /** True if files of the synth before are to be removed. */
  get removes(): boolean {
    return this.update.blocking.length + this.update.stale.length > 0;
  }

  /** @throws if the folder is a file, or cannot be written */
  write(): void {
    accessing(this.path, () => this.bring());
  }

  private bring(): void {
    makeFolder(this.path);
    removeLeftovers(this.path);
    const { written, blocking, stale } = this.update;
    const isRecorded = recordText(this.next) === recordText(this.record);
    if (written.length === 0 && !this.removes && isRecorded) return;
    const staging = mkdtempSync(join(this.path, `.mainstay-${process.pid}-`));
    try {
      for (const [at, { text }] of written.entries()) writeFileSync(join(staging, `${at}`), text);
      // Until everything is in its place, the record has both states: a synth after a crash then knows each file.
      this.save(staging, union(this.record, this.next));
      this.remove(blocking);
      for (const folder of new Set(written.map(({ path }) => dirname(path)))) {
        makeFolder(join(this.path, folder));
      }
      for (const [at, { path }] of written.entries()) renameSync(join(staging, `${at}`), join(this.path, path));
      this.remove(stale);
      if (this.next.size > 0) this.save(staging, this.next);
      else attempt(() => unlinkSync(join(this.path, RECORD)));
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }

  private save(staging: string, record: FileRecord): void {
    const draft = join(staging, 'record');
    writeFileSync(draft, recordText(record));
    renameSync(draft, join(this.path, RECORD));
  }

  /** Removes files, and the folders that are empty after that. */
  private remove(paths: readonly string[]): void {
    for (const path of paths) {
      attempt(() => unlinkSync(join(this.path, path)));
      for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
        if (!attempt(() => rmdirSync(join(this.path, folder)))) break;
      }
    }
  }
}

/** Makes a folder and those around it. Node.js tries for ever where the kernel makes no folder, such as in `/proc`. */
function makeFolder(path: string): void {
  const made = attempt(() => mkdirSync(path));
  if (made || statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

/** Returns false if the file or folder is not there any more, or a folder is not empty. */
function attempt(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code)) return false;
    throw error;
  }
}

function union(a: FileRecord, b: FileRecord): FileRecord {
  const both = new Map([...a].map(([path, hashes]) => [path, new Set(hashes)]));
  for (const [path, hashes] of b) both.set(path, new Set([...(both.get(path) ?? []), ...hashes]));
  return both;
}

/** Removes the half-written files of a process that has ended. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const [, id] = STAGING.exec(name) ?? [];
    if (id !== undefined && !isRunning(Number(id))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
