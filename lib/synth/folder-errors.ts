import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../checks/errors';

const ELSEWHERE = "pass another outdir to the App, such as 'dist'";

/** The errors of a file system that a program or its user can do something about: https://nodejs.org/api/errors.html#common-system-errors */
const REFUSED: Readonly<Record<string, readonly [what: string, fix: string]>> = {
  EACCES: ['synth must have the right to read and write in outdir', `give it to this user, or ${ELSEWHERE}`],
  EPERM: ['synth must have the right to read and write in outdir', `give it to this user, or ${ELSEWHERE}`],
  EROFS: ['outdir must be on a file system that can be written', ELSEWHERE],
  ENOENT: ['outdir must be in a place where folders can be made', ELSEWHERE],
  ELOOP: ['outdir must not be a link that leads to itself', `remove the link, or ${ELSEWHERE}`],
  ENAMETOOLONG: ['the path of a file must be one that the file system takes', 'use a shorter outdir, or shorter ids'],
  ENOSPC: ['the disk of outdir must have space', `make some, or ${ELSEWHERE}`],
  EDQUOT: ['the disk of outdir must have space', `make some, or ${ELSEWHERE}`],
};

/** Runs something that reads or writes the output folder. Throws an error with a fix where the file system refuses it. */
export function accessing<T>(outdir: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const { code = '', path = outdir } = error as NodeJS.ErrnoException;
    const file = ['EEXIST', 'ENOTDIR'].includes(code) ? fileAt(outdir) : undefined;
    if (file !== undefined) {
      fail(undefined, 'outdir must be a folder', outdir, `${file} is a file: remove it, or ${ELSEWHERE}`);
    }
    const [what, fix] = REFUSED[code] ?? [];
    if (what !== undefined && fix !== undefined) fail(undefined, what, path, fix);
    throw error;
  }
}

/** Returns the path of the file that has the place of the folder, or of one around it. */
function fileAt(outdir: string): string | undefined {
  for (let at = outdir; ; at = dirname(at)) {
    if (isFile(at)) return at;
    if (at === dirname(at)) return undefined;
  }
}

function isFile(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}
