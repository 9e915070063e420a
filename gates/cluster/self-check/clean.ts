/** Checks what a run leaves behind: nothing of its own, and everything of others. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onPath } from '../programs';
import { check, processesMentioning, withEnvironment } from './checks';

/** Another program that is called etcd, which must be left alone. */
function bystander(directory: string): ChildProcess {
  const program = path.join(directory, 'etcd');
  symlinkSync(onPath('sleep') ?? '/bin/sleep', program);
  return spawn(program, ['600'], { stdio: 'ignore' });
}

/**
 * Adds a check that runs with a temporary directory of its own: afterwards none of ours may be left there, nor a process that
 * uses it, and a foreign program of the same name as one of ours still runs.
 */
export function checkClean(name: string, run: () => Promise<void>): void {
  check(name, async () => {
    const temporary = mkdtempSync(path.join(os.tmpdir(), 'mainstay-check-'));
    const foreign = mkdtempSync(path.join(os.tmpdir(), 'foreign-'));
    const other = bystander(foreign);
    try {
      await withEnvironment({ TMPDIR: temporary }, run);
      await gone(temporary);
      assert.deepEqual(
        readdirSync(temporary).filter((entry) => entry.startsWith('mainstay-')),
        [],
      );
      assert.deepEqual([other.exitCode, other.signalCode], [null, null], 'a foreign etcd was ended');
    } finally {
      other.kill();
      for (const directory of [temporary, foreign]) rmSync(directory, { recursive: true, force: true });
    }
  });
}

/** Waits for processes that end because their parent was killed. @throws if one still mentions the directory after 5 s */
async function gone(directory: string): Promise<void> {
  for (let tries = 0; tries < 50 && (await processesMentioning(directory)).length > 0; tries++) await sleep(100);
  assert.deepEqual(await processesMentioning(directory), []);
}
