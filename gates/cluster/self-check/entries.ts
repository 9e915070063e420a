/** The npm scripts on a machine that lacks something: exit code 1, what to install, and nothing that passes for a result. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../processes';
import { onPath } from '../programs';
import { checkClean } from './clean';

async function onBareMachine(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  const { KUBEBUILDER_ASSETS: _, MAINSTAY_TEST_CLUSTER: __, ...rest } = process.env;
  try {
    return await capture(
      onPath('node') ?? 'node',
      ['-r', 'ts-node/register', path.join(__dirname, '..', file), ...args],
      { env: { ...rest, PATH: '/nonexistent', MAINSTAY_CACHE: cache, ...env } },
    );
  } finally {
    rmSync(cache, { recursive: true });
  }
}

for (const [file, missing] of [
  ['run.ts', /^no usable go compiler on the PATH .*kube-linter is built with it: install Go 1\.26 or newer .*\n$/],
  ['mutate.ts', /^no usable go compiler on the PATH .*install Go 1\.26 or newer .*, or set KUBEBUILDER_ASSETS .*\n$/],
  ['versions.ts', /python3 ENOENT\ninstall Python 3\.10 or newer with its venv module .*\n$/],
] as const) {
  checkClean(`${file} names what to install and ends with exit code 1 when it is missing`, async () => {
    const { status, stdout, stderr } = await onBareMachine(file);
    assert.equal(status, 1);
    assert.match(stderr, missing);
    assert.doesNotMatch(stderr, /^ +at /m);
    assert.doesNotMatch(stdout, /^ok|passed/m);
  });
}

checkClean('versions.ts names the versions there are when asked for another', async () => {
  const { status, stderr } = await onBareMachine('versions.ts', ['1.35']);
  assert.equal(status, 1);
  assert.match(stderr, /^unknown part, got 1\.35; use some of schemas, 1\.27, 1\.33, 1\.36\n$/);
});
