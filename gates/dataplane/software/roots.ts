/** Makes root file systems from Debian's packages, and keeps them in the cache. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { capture } from '../../cluster/processes';
import { withLock } from '../../cluster/tools/lock';
import { SOFTWARE, type Software, type SoftwareName } from './catalog';

/** Packages of every Debian-based image; programs outside this list are missing there, too. */
const BASE = ['base-files', 'bash', 'coreutils', 'dash', 'debianutils', 'diffutils', 'findutils', 'grep', 'gzip']
  .concat(['hostname', 'libc-bin', 'mawk', 'sed', 'tar', 'util-linux'])
  .sort();
const RECIPE = 3;

/** The directory that keeps roots between runs. */
export function rootsDirectory(): string {
  return path.join(process.env['MAINSTAY_CACHE'] ?? path.join(os.homedir(), '.cache', 'mainstay'), 'roots');
}

/** Returns the root directory of `software`, which may not exist yet. */
export function rootDirectory(software: Software): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([RECIPE, BASE, software]))
    .digest('hex')
    .slice(0, 12);
  return path.join(rootsDirectory(), `${software.name}-${hash}`);
}

/** Debian's mirror as this machine's apt knows it; without one, mmdebstrap has its own default. */
async function mirror(): Promise<string[]> {
  const own = process.env['MAINSTAY_DEBIAN_MIRROR'];
  if (own) return [own];
  const format = '$(ORIGIN) $(LABEL) $(REPO_URI)';
  const { stdout } = await capture('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const lines = stdout.split('\n').map((line) => line.split(' '));
  const found = lines.find(([origin, label]) => origin === 'Debian' && label === 'Debian');
  return found?.[2] ? [found[2]] : [];
}

/** Files that a configured system has and an extracted one lacks. */
function finish(root: string, software: Software): void {
  const users = { root: 0, nobody: 65534, ...software.users };
  const lines = (form: (name: string, id: number) => string): string =>
    Object.entries(users)
      .map(([name, id]) => `${form(name, id)}\n`)
      .join('');
  mkdirSync(path.join(root, 'etc'), { recursive: true });
  writeFileSync(
    path.join(root, 'etc/passwd'),
    lines((name, id) => `${name}:x:${id}:${id}::/${id === 0 ? 'root' : 'nonexistent'}:/bin/sh`),
  );
  writeFileSync(
    path.join(root, 'etc/group'),
    lines((name, id) => `${name}:x:${id}:`),
  );
  writeFileSync(path.join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files dns\n');
  for (const file of ['hosts', 'hostname', 'resolv.conf']) writeFileSync(path.join(root, 'etc', file), '');
  const links: Record<string, string> = { ...software.links };
  if (!software.bare) links['/usr/bin/awk'] = 'mawk';
  for (const [from, to] of Object.entries(links)) {
    const file = path.join(root, from);
    mkdirSync(path.dirname(file), { recursive: true });
    rmSync(file, { force: true });
    symlinkSync(to, file);
  }
}

async function make(software: Software, root: string): Promise<void> {
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const packages = [...(software.bare ? ['base-files'] : BASE), ...software.packages];
  const { status, stderr } = await capture(
    'mmdebstrap',
    [
      '--quiet',
      '--mode=root',
      '--variant=extract',
      // A mirror may be a copy of an earlier day; signatures are checked all the same.
      '--aptopt=Acquire::Check-Valid-Until "false"',
      ...(software.suite === 'bookworm' ? ['--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr'] : []),
      `--include=${packages.join(',')}`,
      software.suite,
      partial,
      ...(await mirror()),
    ],
    { timeoutSeconds: 300 },
  );
  if (status !== 0) {
    rmSync(partial, { recursive: true, force: true });
    throw new Error(`mmdebstrap cannot make ${software.name} from Debian ${software.suite}:\n${stderr.slice(-1500)}`);
  }
  finish(partial, software);
  renameSync(partial, root);
}

/** A root that is there, and what is in it. */
export interface Root {
  readonly directory: string;
  readonly version: string;
}

/** Makes a root unless the cache has it. @throws when packages cannot be had */
export async function ensureRoot(name: SoftwareName): Promise<Root> {
  const software: Software = SOFTWARE[name];
  const directory = rootDirectory(software);
  if (!existsSync(directory)) {
    await withLock(`${directory}.lock`, async () => {
      if (!existsSync(directory)) await make(software, directory);
    });
  }
  const { stdout, stderr } = await capture('chroot', [directory, ...software.version]);
  const [first = ''] = (stdout || stderr).split('\n');
  return {
    directory,
    version: /(?:[\w ]+ )?(?:v=)?v?\d+\.\d+[\w.~+-]*/.exec(first)?.[0].replace(/^level.*?msg=./, '') ?? first,
  };
}
