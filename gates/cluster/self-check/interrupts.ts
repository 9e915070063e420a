/** Ends that must leave nothing running: Ctrl-C, SIGTERM, SIGKILL, while starting, running and building. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onPath } from '../programs';
import { processesMentioning } from './checks';
import { checkClean } from './clean';

/** Runs a file, and ends it by `signal` once it has said `line`. @returns its exit code */
function interrupt(
  signal: NodeJS.Signals,
  line: string,
  file: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<number | null> {
  const child = spawn(onPath('node') ?? 'node', ['-r', 'ts-node/register', path.join(__dirname, file), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, ...env },
  });
  child.stdout.on('data', (chunk) => String(chunk).includes(line) && child.kill(signal));
  return new Promise((resolve) => child.once('close', resolve));
}

for (const [signal, line, code] of [
  ['SIGINT', 'starting', 130],
  ['SIGINT', 'started', 130],
  ['SIGTERM', 'started', 143],
  ['SIGKILL', 'started', null],
] as const) {
  checkClean(`leaves nothing running after ${signal} when ${line}`, async () => {
    assert.equal(await interrupt(signal, line, 'hold.ts'), code);
  });
}

checkClean('leaves no half a build, no lock and no compiler after SIGINT while building', async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  const env = { MAINSTAY_CACHE: cache, GOCACHE: path.join(cache, 'go') };
  assert.equal(await interrupt('SIGINT', 'building', '../tools/build.ts', ['etcd'], env), 130);
  assert.deepEqual(readdirSync(path.join(cache, 'bin')), []);
  assert.equal(existsSync(path.join(cache, 'build.lock')), false);
  assert.deepEqual(await processesMentioning(cache), []);
  rmSync(cache, { recursive: true });
});
