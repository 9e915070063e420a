/** Builds the pinned programs into a cache outside the repository: `npx ts-node gates/cluster/tools/build.ts [TOOL...]`. */
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeAtExit } from '../cleanup';
import { runGroup } from '../processes';
import { withLock } from './lock';
import { linkerFlags, pinnedVersion, TOOLS, type Tool, tagFlags, toolDirectory } from './tools';

/** Program name → absolute path. */
export type Binaries = Readonly<Record<string, string>>;

const GO_ENVIRONMENT = {
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '-mod=readonly -buildvcs=false -trimpath',
};

/** The compiler is short-lived: collecting garbage less often saves a fifth of its time for little memory. */
const FASTER = { GOGC: '400' };

/** @returns `$MAINSTAY_CACHE`, by default `~/.cache/mainstay`. */
export function cacheDirectory(): string {
  return process.env['MAINSTAY_CACHE'] || path.join(os.homedir(), '.cache', 'mainstay');
}

function outputDirectory(tool: Tool): string {
  const hash = createHash('sha256').update(
    JSON.stringify([GO_ENVIRONMENT, linkerFlags(tool), tool.binaries, ...tagFlags(tool)]),
  );
  hash.update(`${process.platform}/${process.arch}`);
  for (const file of sourcesOf(tool)) hash.update(readFileSync(path.join(toolDirectory(tool), file)));
  return path.join(cacheDirectory(), 'bin', `${tool.name}-${hash.digest('hex').slice(0, 12)}`);
}

/** The pins, and the program of a tool that is put together of modules. */
function sourcesOf(tool: Tool): readonly string[] {
  const own = readdirSync(toolDirectory(tool)).filter((file) => file.endsWith('.go'));
  return ['go.mod', 'go.sum', ...own.sort()];
}

function binariesIn(directory: string, tool: Tool): Binaries {
  return Object.fromEntries(Object.keys(tool.binaries).map((name) => [name, path.join(directory, name)]));
}

/** The compiler's own lines say what is wrong; downloads and package headings do not. */
function relevantLines(log: string, count = 15): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('go: downloading'));
  return lines.slice(-count).join('\n');
}

async function compile(tool: Tool, directory: string): Promise<void> {
  const log = path.join(cacheDirectory(), 'logs', `${tool.name}.log`);
  mkdirSync(path.dirname(log), { recursive: true });
  rmSync(log, { force: true });
  for (const [name, pkg] of Object.entries(tool.binaries)) {
    const status = await runGroup(
      'go',
      ['build', ...tagFlags(tool), '-ldflags', linkerFlags(tool), '-o', path.join(directory, name), pkg],
      {
        cwd: toolDirectory(tool),
        env: { ...FASTER, ...process.env, ...GO_ENVIRONMENT },
        output: createWriteStream(log, { flags: 'a' }),
      },
    );
    if (status === 'exit code 0') continue;
    const lines = relevantLines(readFileSync(log, 'utf8'));
    throw new Error(
      `building ${name} of ${tool.name} ${pinnedVersion(tool)} ended with ${status}:\n${lines}\nwhole log: ${log}`,
    );
  }
}

async function build(tool: Tool, output: string): Promise<void> {
  const names = Object.keys(tool.binaries).join(', ');
  console.log(`building ${tool.name} ${pinnedVersion(tool)} (${names}) …`);
  const start = Date.now();
  mkdirSync(path.dirname(output), { recursive: true });
  const temporary = mkdtempSync(`${output}.building-`);
  const removeTemporary = removeAtExit(temporary);
  try {
    await compile(tool, temporary);
    if (!existsSync(output)) renameSync(temporary, output);
  } finally {
    removeTemporary();
  }
  console.log(`built ${tool.name} in ${Math.round((Date.now() - start) / 1000)} s`);
}

/** @throws if there is no `go` on the PATH; the message says what to install. */
async function requireGo(tool: Tool): Promise<void> {
  const status = await runGroup('go', ['version'], {}).catch((error: Error) => error.message);
  if (status === 'exit code 0') return;
  const fix = `${tool.name} is built with it: install Go 1.26 or newer from https://go.dev/doc/install`;
  const assets = ', or set KUBEBUILDER_ASSETS to a directory with kube-apiserver, etcd and kubectl';
  const isServer = tool.versionVariables !== undefined || tool.name === 'etcd';
  throw new Error(`no usable go compiler on the PATH (${status}); ${fix}${isServer ? assets : ''}`);
}

/**
 * Builds the tools that the cache lacks, one at a time, and prints what it builds and how long it took.
 *
 * A build goes to a temporary directory that is renamed when complete, so an interrupted run leaves no half a tool.
 *
 * @param names tools such as `kubernetes-1.33` and `etcd`
 * @param tools where they are, by default beside this file
 * @returns the absolute paths of the programs of all `names`
 * @throws with the compiler's last lines if a build fails, or if `go` is missing
 */
export async function ensureTools(
  names: readonly string[],
  tools: Readonly<Record<string, Tool>> = TOOLS,
): Promise<Binaries> {
  let binaries: Binaries = {};
  for (const name of names) {
    const tool = tools[name];
    if (!tool) throw new Error(`unknown tool, got ${name}; use one of ${Object.keys(tools).join(', ')}`);
    const output = outputDirectory(tool);
    if (!existsSync(output)) {
      await requireGo(tool);
      await withLock(path.join(cacheDirectory(), 'build.lock'), async () => {
        if (!existsSync(output)) await build(tool, output);
      });
    }
    binaries = { ...binaries, ...binariesIn(output, tool) };
  }
  return binaries;
}

if (require.main === module) {
  const names = process.argv.slice(2);
  ensureTools(names.length > 0 ? names : Object.keys(TOOLS)).then(
    (binaries) => console.log(Object.values(binaries).join('\n')),
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
