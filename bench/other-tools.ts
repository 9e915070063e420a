import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from '../lib/synth/app';
import { cpuOfCommand } from './imports';
import { build, type OwnProgram } from './programs';
import { measureOnce, Table } from './runs';

const PROGRAMS: readonly OwnProgram[] = [1, 50].map((size) => ({ program: 'shops', size }));

/** The commands that render a folder of finished manifests: the same objects, without any template or overlay. */
const TOOLS: Readonly<Record<string, (folder: string) => string>> = {
  'kubectl kustomize': (folder) => `kubectl kustomize '${folder}'`,
  'kustomize build': (folder) => `kustomize build '${folder}'`,
  'helm template': (folder) => `helm template '${folder}'`,
};

function isHere(tool: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${tool.split(' ')[0]}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Writes manifests as a chart of Helm that is a folder of Kustomize too. */
function write(folder: string, program: OwnProgram): void {
  const templates = join(folder, 'templates');
  mkdirSync(templates, { recursive: true });
  const app = new App({ outdir: templates });
  build(app, program);
  app.synth();
  const files = readdirSync(templates).filter((name) => name.endsWith('.yaml'));
  const resources = files.map((name) => `templates/${name}`);
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify({ resources }));
  writeFileSync(join(folder, 'Chart.yaml'), JSON.stringify({ apiVersion: 'v2', name: 'bench', version: '1.0.0' }));
}

/** Compares with other tools that are on this machine. */
export function otherTools(): readonly string[] {
  const here = Object.keys(TOOLS).filter(isHere);
  console.log(
    '\nOther tools that render the finished manifests of shops, and ours with its constructs: CPU time of the process.\n',
  );
  const table = new Table(['program', 'Mainstay s', ...here.map((tool) => `${tool} s`)]);
  for (const program of PROGRAMS) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'));
    try {
      write(folder, program);
      const others = here.map((tool) => cpuOfCommand(TOOLS[tool]?.(folder) ?? '', folder, 3).toFixed(2));
      table.row([`${program.size} shops`, measureOnce('mainstay', program).all.toFixed(2), ...others]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return [];
}
