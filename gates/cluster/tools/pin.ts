/**
 * Writes the `go.mod` and `go.sum` of one tool: `npx ts-node gates/cluster/tools/pin.ts kubernetes-1.33 v1.33.4`.
 *
 * Upstream modules replace parts of themselves by relative paths, which only works inside their own repository. The pin
 * repeats these replacements with released versions instead, and replacements by releases as they are. Every checksum is
 * verified against the checksum database as it is added.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TOOLS, type Tool, tagFlags, toolDirectory } from './tools';

function go(cwd: string, args: readonly string[]): string {
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', CGO_ENABLED: '0' };
  return execFileSync('go', args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** `go` and `godebug` lines choose the language version and the runtime defaults: upstream's own must hold. */
function upstreamDirectives(goMod: string): string[] {
  return goMod.match(/^(?:go \S+|godebug \S+|godebug \([^)]*\))$/gm) ?? [];
}

function stagingReplacements(goMod: string, version: string): string[] {
  const staging = version.replace(/^v1\./, 'v0.');
  return [...goMod.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\/\S+$/gm)].map(
    ([, name]) => `replace ${name} => ${name} ${staging}`,
  );
}

/** Replacements by releases hold only in the main module, so the pin repeats them. */
function releasedReplacements(goMod: string): string[] {
  return [...goMod.matchAll(/^(?:replace)?\s*(\S+(?: v\S+)? => \S+ v\S+)$/gm)].map(([, rest]) => `replace ${rest}`);
}

export function pin(tool: Tool, version: string): void {
  const directory = toolDirectory(tool);
  mkdirSync(directory, { recursive: true });
  const mirrors = Object.entries(tool.mirrors ?? {});
  const source = tool.mirrors?.[tool.module] ?? tool.module;
  const header = `// Written by gates/cluster/tools/pin.ts.\nmodule mainstay.test/tools/${tool.name}\n`;
  writeFileSync(path.join(directory, 'go.mod'), header);
  rmSync(path.join(directory, 'go.sum'), { force: true });
  const downloaded: unknown = JSON.parse(go(directory, ['mod', 'download', '-json', `${source}@${version}`]));
  const upstream = readFileSync((downloaded as { GoMod: string }).GoMod, 'utf8');
  const replaced = [
    ...mirrors.map(([name, mirror]) => `replace ${name} => ${mirror} ${version}`),
    ...stagingReplacements(upstream, version),
    ...releasedReplacements(upstream),
  ];
  const lines = [header, ...upstreamDirectives(upstream), '', `require ${tool.module} ${version}`, '', ...replaced];
  writeFileSync(path.join(directory, 'go.mod'), `${lines.join('\n')}\n`);
  go(directory, ['list', '-deps', ...tagFlags(tool), ...Object.values(tool.binaries)]);
}

/** Pins the tool that the words of a command name. */
export function pinNamed([name = '', version = '']: readonly string[], tools: Readonly<Record<string, Tool>>): void {
  const tool = tools[name];
  if (!tool || !version) {
    console.error(`usage: pin.ts TOOL VERSION, where TOOL is one of ${Object.keys(tools).join(', ')}`);
    process.exit(1);
  }
  pin(tool, version);
}

if (require.main === module) pinNamed(process.argv.slice(2), TOOLS);
