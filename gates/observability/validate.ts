/** Lets the programs judge the files that the library renders, by their own `validate`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { addCharts } from '../../apps/charts';
import { App, MainstayError } from '../../lib';
import { Manifests } from '../../lib/testing';
import { type Findings, finding } from './findings';
import { RANDOM } from './random-programs';
import { filesOf, PROGRAMS } from './synthesize';

/** The files that a program judges by itself, and the program. */
const JUDGES: Readonly<Record<string, string>> = {
  'agent.yaml': 'otelcol',
  'gateway.yaml': 'otelcol',
  'jaeger.yaml': 'jaeger',
};

/** The files that the apps render, and programs of each kind of option, and programs by chance, by the names of the programs. */
function* allFiles(): Generator<readonly [name: string, files: Readonly<Record<string, string>>]> {
  const app = new App();
  addCharts(app);
  for (const chart of app.charts) {
    const { all } = Manifests.of(chart);
    const maps = all.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data);
    yield [chart.node.path, Object.assign({}, ...maps)];
  }
  for (const [name, props] of Object.entries(PROGRAMS)) yield [name, filesOf(props)];
  for (const [name, make] of Object.entries(RANDOM)) {
    const files = accepted(() => filesOf(make()));
    if (files) yield [name, files];
  }
}

/** A program that the library refuses has no files to take. */
function accepted<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof MainstayError) return undefined;
    throw error;
  }
}

/** Lets the programs judge every file of every program, each text once. */
export function validate(binaries: Readonly<Record<string, string>>, directory: string): Findings {
  const texts = new Map<string, readonly [program: string, about: string]>();
  for (const [name, files] of allFiles()) {
    for (const [file, text] of Object.entries(files)) {
      const judge = JUDGES[file];
      if (judge && !texts.has(text)) texts.set(text, [judge, `${file} of ${name}`]);
    }
  }
  const refusals = [...texts].flatMap(([text, [program, about]]) => {
    const said = refusal(`${binaries[program]}`, path.join(directory, 'judged.yaml'), text);
    return said === undefined ? [] : [`NOT: ${program} takes ${about}: ${said}`];
  });
  const all = `otelcol and Jaeger take ${texts.size} files of apps, of every kind of option and of chance`;
  return [finding(refusals.length === 0, all), ...refusals];
}

function refusal(program: string, file: string, text: string): string | undefined {
  writeFileSync(file, text);
  const env = { ...process.env, POD_IP: '127.0.0.1', NODE_NAME: 'node-a' };
  const { status, stderr } = spawnSync(program, ['validate', `--config=${file}`], { env, encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim().slice(-500);
}
