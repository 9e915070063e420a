import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled } from './compiled';
import { goal, Table } from './runs';

const STOCK = `
import { App, Chart } from 'cdk8s';
import { Deployment, Service, StatefulSet } from 'cdk8s-plus-27';
const app = new App();
const chart = new Chart(app, 'quickstart', { namespace: 'quickstart' });
new Deployment(chart, 'web', { containers: [{ image: 'nginxdemos/hello:plain-text', portNumber: 80 }] }).exposeViaService();
const service = new Service(chart, 'service', { ports: [{ port: 6379 }] });
new StatefulSet(chart, 'redis', { service, containers: [{ image: 'redis:6.2.6', portNumber: 6379 }] });
app.synth();
`;

const OURS = `
import { App } from '../lib';
import { Quickstart } from '../apps/quickstart';
const app = new App();
new Quickstart(app);
app.synth();
`;

/** An import: its name, the modules of stock cdk8s that it replaces or needs, and ours. */
const ENTRANCES: Readonly<Record<string, string>> = {
  'cdk8s-mainstay': 'lib/index.js',
  'cdk8s-mainstay/engine': 'lib/engine.js',
  'cdk8s-mainstay/testing': 'lib/testing/index.js',
};

const RUNS = 5;

/** Returns the seconds of CPU of a command with all processes that it starts: the least of several runs. */
export function cpuOfCommand(command: string, cwd: string, runs = RUNS): number {
  const once = (): number => {
    const env = { ...process.env, CDK8S_CHECK_UPGRADE: 'false' };
    const script = `{ ${command}; } >/dev/null 2>&1 || exit 1; times`;
    const [, children = ''] = execFileSync('sh', ['-c', script], { cwd, env, encoding: 'utf8' }).trim().split('\n');
    const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
      ([, minutes, rest]) => 60 * Number(minutes) + Number(rest),
    );
    return parts.reduce((sum, part) => sum + part, 0);
  };
  return Math.min(...Array.from({ length: runs }, once));
}

/** Returns the seconds of CPU that Node.js takes to load modules, with its own start. */
export function cpuOfLoading(modules: readonly string[], runs = RUNS): number {
  const program = modules.map((name) => `require(${JSON.stringify(name)});`).join('');
  return cpuOfCommand(`'${process.execPath}' -e '${program}'`, compiled(), runs);
}

export const STOCK_MODULES = ['cdk8s', 'cdk8s-plus-27', 'constructs'];

/** Returns our own entrance as a path, with the modules of cdk8s that every program loads. */
export function entrance(path: string): readonly string[] {
  return [...STOCK_MODULES, join(compiled(), path)];
}

/** The programs that compile TypeScript on the way, as far as they are on this machine. */
function compilers(): Readonly<Record<string, string>> {
  const swc = { 'ts-node with swc': 'node -r ts-node/register main.ts' };
  try {
    return { ...swc, tsx: `node ${require.resolve('tsx/cli')} main.ts` };
  } catch {
    return swc;
  }
}

function cpuOfSynth(app: string, program: string): number {
  const folder = join(compiled(), 'quickstart');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.ts'), program);
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const cli = join(__dirname, '..', 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
    return cpuOfCommand(`'${process.execPath}' '${cli}' synth --app '${app}' --output '${outdir}'`, folder, 3);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Measures the first import, and the first synth of a small program. */
export function firstImport(): readonly string[] {
  console.log(
    '\nThe first import: CPU time of whole processes, the least of several runs, beside stock cdk8s and cdk8s-plus.\n',
  );
  const table = new Table(['what', 'stock s', 'Mainstay s', 'ratio'], 46);
  const goals: string[] = [];
  const add = (what: string, stock: number, ours: number): void => {
    table.row([what, stock.toFixed(3), ours.toFixed(3), `${(ours / stock).toFixed(2)}×`]);
    goals.push(goal(what, ours / stock, 'at most', 1.2, '×'));
  };
  for (const [name, path] of Object.entries(ENTRANCES)) {
    add(`require of ${name}`, cpuOfLoading(STOCK_MODULES), cpuOfLoading(entrance(path)));
  }
  for (const [name, app] of Object.entries(compilers())) {
    add(`cdk8s synth of the quickstart, ${name}`, cpuOfSynth(app, STOCK), cpuOfSynth(app, OURS));
  }
  return goals;
}
