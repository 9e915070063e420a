/** Findings of scanners in programs of a few lines, in which everything but the image is a default. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../processes';
import { runKubeLinter, runKubeScore } from '../scanners';

const FOLDER = path.join(__dirname, '..', 'defaults');
const ROOT = path.join(__dirname, '..', '..', '..');
const MOST_LINES = 10;

/** The programs in `defaults/`, by file name. */
export const DEFAULTS: readonly string[] = readdirSync(FOLDER).sort();

/** Runs a program as its user would. @throws if it is long, or kube-linter or kube-score find anything; no exception counts */
export async function withoutFindings(program: string): Promise<string> {
  const file = path.join(FOLDER, program);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '').length;
  assert.ok(lines <= MOST_LINES, `${program} has ${lines} lines`);
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-defaults-'));
  try {
    const env = { ...process.env, CDK8S_OUTDIR: outdir };
    const { status, stderr } = await capture(process.execPath, ['-r', 'ts-node/register', file], { cwd: ROOT, env });
    assert.equal(status, 0, stderr);
    const files = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
    const manifests = files.map((name) => path.join(outdir, name));
    const found = [...(await runKubeLinter(manifests)), ...(await runKubeScore(manifests))];
    assert.deepEqual(
      found.map(({ tool, check, object, message }) => `${tool}/${check} ${object}: ${message}`),
      [],
    );
    return `${lines} lines`;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
