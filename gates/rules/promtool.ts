/** Runs promtool over files in a directory of their own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { capture } from '../cluster/processes';
import { onPath } from '../cluster/programs';
import type { Server } from './synthesize';

/** Debian builds its promtool without the discovery of Kubernetes, and an old one does not know newer fields. */
const UNKNOWN_TO_SOME = ['kubernetes_sd_configs', 'keep_dropped_targets', 'retention', 'track_timestamps_staleness'];

export class Promtool {
  private constructor(
    private readonly program: string,
    private readonly directory: string,
  ) {}

  /** Fails when promtool is not there, and says what to install. */
  static find(directory: string): Promtool {
    const program = process.env['PROMTOOL'] ?? onPath('promtool');
    if (program) return new Promtool(program, directory);
    throw new Error('the tests of rules need promtool, not found on the PATH; run apt-get install prometheus');
  }

  async version(): Promise<string> {
    const { stdout, stderr } = await this.run(['--version']);
    return /version (\S+)/.exec(stdout + stderr)?.[1] ?? 'of unknown version';
  }

  /** Writes the files of a server. @returns the paths of its rules, by the names of the files */
  write(server: Server): Record<string, string> {
    const folder = path.join(this.directory, server.title.replace('/', '.'));
    mkdirSync(folder, { recursive: true });
    const files = Object.entries(server.rules).map(([name, text]) => [name, write(path.join(folder, name), text)]);
    return Object.fromEntries(files);
  }

  /** @returns the fields that this promtool does not know; the rest was checked without them */
  async checkConfig({ title, config }: Server): Promise<string[]> {
    const file = path.join(this.directory, title.replace('/', '.'), 'prometheus.yml');
    const first = await this.run([
      'check',
      'config',
      '--syntax-only',
      '--lint=all',
      '--lint-fatal',
      write(file, config),
    ]);
    if (first.status === 0) return [];
    const unknown = [...first.said.matchAll(/field (\w+) not found/g)].map(([, field]) => field ?? '');
    const fields = UNKNOWN_TO_SOME.filter((field) => unknown.includes(field));
    if (fields.length === 0 || fields.length < new Set(unknown).size) throw new Error(first.said);
    const rest = stringify(parse(config, (key, value) => (fields.includes(`${key}`) ? undefined : value)));
    const second = await this.run([
      'check',
      'config',
      '--syntax-only',
      '--lint=all',
      '--lint-fatal',
      write(file, rest),
    ]);
    if (second.status !== 0) throw new Error(second.said);
    return fields;
  }

  async checkRules(files: readonly string[]): Promise<string> {
    const { status, said } = await this.run(['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
    if (status !== 0) throw new Error(said);
    const counts = [...said.matchAll(/SUCCESS: (\d+) rules/g)].map(([, count]) => Number(count));
    return `${counts.reduce((sum, count) => sum + count, 0)} rules`;
  }

  async testRules(test: unknown): Promise<void> {
    const { status, said } = await this.run([
      'test',
      'rules',
      write(path.join(this.directory, 'test.yml'), stringify(test)),
    ]);
    if (status !== 0) throw new Error(said);
  }

  private async run(args: readonly string[]) {
    const result = await capture(this.program, args);
    return { ...result, said: `${result.stdout}${result.stderr}`.trim() };
  }
}

function write(file: string, text: string): string {
  writeFileSync(file, text);
  return file;
}
