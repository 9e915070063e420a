/** Installs programs that only PyPI has into the cache, from pins with checksums. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CommandResult, capture } from '../processes';
import { cacheDirectory } from './build';
import { withLock } from './lock';

const INSTALL_SECONDS = 300;

async function run(what: string, command: string, args: readonly string[]): Promise<void> {
  const result = await capture(command, args, { timeoutSeconds: INSTALL_SECONDS }).catch(
    (error: Error): CommandResult => ({ status: 1, stdout: '', stderr: error.message }),
  );
  if (result.status === 0) return;
  const said = `${result.stdout}${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new Error(
    `${what} ended with exit code ${result.status}:\n${said}\n` +
      'install Python 3.10 or newer with its venv module (apt-get install python3-venv), and check that pip reaches its index',
  );
}

/**
 * Gives the directory of a virtual environment with what `tools/<name>/requirements.txt` pins, and makes it if the cache
 * lacks it.
 *
 * @throws with what to install if there is no usable Python
 */
export async function ensurePython(name: string): Promise<string> {
  const requirements = path.join(__dirname, name, 'requirements.txt');
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const directory = path.join(cacheDirectory(), 'python', `${name}-${hash}`);
  // A virtual environment cannot be renamed, so a mark says that it is complete; what an interrupted run left is made anew.
  const complete = path.join(directory, 'complete');
  if (existsSync(complete)) return directory;
  await withLock(path.join(cacheDirectory(), 'build.lock'), async () => {
    if (existsSync(complete)) return;
    console.log(`installing ${name} …`);
    rmSync(directory, { recursive: true, force: true });
    await run('making a virtual environment', 'python3', ['-m', 'venv', directory]);
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
      '-r',
      requirements,
    ];
    await run(`installing ${name}`, path.join(directory, 'bin', 'python3'), pip);
    writeFileSync(complete, '');
  });
  return directory;
}
