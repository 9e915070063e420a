import { resolve } from 'node:path';
import { fail } from '../checks/errors';

/** The turn of the app that wrote a folder last in this process, by the path of the folder, and the time of that. */
const last = new Map<string, { readonly turn: Turn; readonly at: number }>();
let clock = 0;

/**
 * The turn of one app at its output folder. A folder belongs to one app: two would remove the files of each other.
 */
export class Turn {
  private readonly since = clock++;

  /**
   * Begins to write a folder. Throws when the files to remove are those of another app that exists at the same time; warns when
   * they are those of an app that the same program wrote before.
   */
  take(outdir: string, removes: boolean): void {
    const folder = resolve(outdir);
    const before = last.get(folder);
    if (before && before.turn !== this && removes) {
      const what = 'two apps must not write to one folder';
      const fix = "pass { outdir: 'dist/eu' } to one of them, for example, or make one App with all charts";
      if (before.at > this.since) fail(undefined, what, outdir, fix);
      process.emitWarning(`${what}, got ${outdir}: files of the first are removed; ${fix}`);
    }
    last.set(folder, { turn: this, at: clock++ });
  }
}
