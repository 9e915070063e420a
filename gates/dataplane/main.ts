/**
 * `npm run test:dataplane [scenario…]`: real servers run what the library synthesizes. This process prepares roots and starts
 * the run in namespaces of its own; everything in them ends with it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit, track } from '../cluster/cleanup';
import { missing } from './requirements';
import { CATALOG, type SoftwareName } from './software/catalog';
import { ensureRoot } from './software/roots';

const UNSHARE = ['--mount', '--net', '--pid', '--ipc', '--uts', '--fork', '--kill-child', '--mount-proc'];

/** @returns the programs for each image */
async function prepareRoots(): Promise<string[]> {
  const lines: string[] = [];
  const names = [...new Set(CATALOG.map(({ software }) => software))] as SoftwareName[];
  for (const name of names) {
    const { version } = await ensureRoot(name);
    const images = CATALOG.filter(({ software }) => software === name).map(({ image, tag = '' }) => `${image}:${tag}*`);
    lines.push(`${images.join(', ')} → ${version}`);
    console.log(lines.at(-1));
  }
  return lines;
}

async function main(): Promise<number> {
  const problems = await missing();
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const roots = await prepareRoots();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-dataplane-'));
  const remove = removeAtExit(directory);
  // A shell as first process: it reaps orphans, without which no namespace of a container could end.
  const inside = ['sh', '-c', '"$@"; exit $?', 'sh', process.execPath, '-r', 'ts-node/register'];
  inside.push(path.join(__dirname, 'inside.ts'), directory);
  const child = spawn('unshare', [...UNSHARE, ...inside, ...process.argv.slice(2)], {
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MAINSTAY_ROOTS: JSON.stringify(roots) },
  });
  track(child);
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)));
  remove();
  return code;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
