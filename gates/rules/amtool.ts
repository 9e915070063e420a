/** Runs amtool over the configuration of Alertmanager. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { capture } from '../cluster/processes';
import { ensureTools } from '../cluster/tools/build';
import { TOOLS } from './tools/tools';

/** The labels of an alert. */
export type AlertLabels = Readonly<Record<string, string>>;

export class Amtool {
  private constructor(
    private readonly program: string,
    private readonly directory: string,
  ) {}

  /** Builds amtool, if the cache lacks it. */
  static async find(directory: string): Promise<Amtool> {
    const { amtool = '' } = await ensureTools(Object.keys(TOOLS), TOOLS);
    return new Amtool(amtool, directory);
  }

  async version(): Promise<string> {
    return /version (\S+)/.exec(await this.run(['--version']))?.[1] ?? 'of unknown version';
  }

  /** @returns what it found: `1 inhibit rules` and so on. Throws when it does not take the file */
  async check(config: string): Promise<string> {
    const said = await this.run(['check-config', this.write(config)]);
    return [...said.matchAll(/^ - (.+)$/gm)].map(([, found]) => found).join(', ');
  }

  /** @returns the receivers that get an alert */
  async route(config: string, labels: AlertLabels): Promise<readonly string[]> {
    const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const said = await this.run(['config', 'routes', 'test', `--config.file=${this.write(config)}`, ...words]);
    return said.trim().split(',');
  }

  private write(config: string): string {
    const file = path.join(this.directory, 'alertmanager.yml');
    writeFileSync(file, config);
    return file;
  }

  private async run(args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await capture(this.program, args);
    if (status !== 0) throw new Error(`${stdout}${stderr}`.trim());
    return `${stdout}${stderr}`;
  }
}
