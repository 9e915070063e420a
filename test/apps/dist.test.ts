import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DIST, filesOf, ROOT } from '../support/dist';

describe('dist/', () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'mainstay-dist-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  it('is what apps/ synthesizes to; otherwise run npm run synth and commit dist/', () => {
    const app = spawnSync(process.execPath, ['-r', 'ts-node/register', 'apps/main.ts'], {
      cwd: ROOT,
      env: { ...process.env, CDK8S_OUTDIR: outdir },
      encoding: 'utf8',
    });
    // The first example of README names no receiver, and reads all logs, as `platform` does.
    expect({ status: app.status, said: app.stderr.trim().split('\n') }).toEqual({
      status: 0,
      said: [
        expect.stringMatching(/^\[shop\/observability\] alerts are shown in Prometheus and sent to nobody; /),
        expect.stringMatching(/^\[platform\/observability\] the logs of all containers are read twice, for shop/),
      ],
    });
    const problem = stale(filesOf(DIST), filesOf(outdir));
    if (problem) throw new Error(problem);
  }, 60_000);

  it('is called stale for a changed, a new and a removed file', () => {
    expect(stale({ a: 'x\n', b: '1\n2\n', c: '' }, { a: 'x\n', b: '1\n3\n', d: '' })).toBe(
      'dist/ is stale, run npm run synth and commit dist/:\n' +
        'b:2: committed "2", synthesized "3"\nc: no app makes it\nd: not committed',
    );
  });
});

/** A line for each file that differs, and nothing when none does. */
function stale(committed: Record<string, string>, made: Record<string, string>): string {
  const names = [...new Set([...Object.keys(committed), ...Object.keys(made)])].sort();
  const lines = names.flatMap((name) => {
    const [old, now] = [committed[name], made[name]];
    if (old === now) return [];
    if (now === undefined) return [`${name}: no app makes it`];
    return old === undefined ? [`${name}: not committed`] : [`${name}:${firstDifference(old, now)}`];
  });
  return lines.length ? ['dist/ is stale, run npm run synth and commit dist/:', ...lines].join('\n') : '';
}

function firstDifference(old: string, now: string): string {
  const [before, after] = [old.split('\n'), now.split('\n')];
  const line = before.findIndex((text, i) => text !== after[i]);
  const i = line < 0 ? before.length : line;
  return `${i + 1}: committed ${JSON.stringify(before[i])}, synthesized ${JSON.stringify(after[i])}`;
}
