/** Lets the programs judge the files that the library renders, by their own `validate`. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Findings, finding } from './findings';
import { filesOf, PROGRAMS } from './synthesize';

/** The files that a program judges by itself, and the program. */
const JUDGES: Readonly<Record<string, string>> = {
  'agent.yaml': 'otelcol',
  'gateway.yaml': 'otelcol',
  'jaeger.yaml': 'jaeger',
};

/** Lets the programs judge every file of every program, each text once. */
export function validate(binaries: Readonly<Record<string, string>>, directory: string): Findings {
  const texts = new Map<string, readonly [program: string, about: string]>();
  for (const [name, props] of Object.entries(PROGRAMS)) {
    for (const [file, text] of Object.entries(filesOf(props))) {
      const judge = JUDGES[file];
      if (judge && !texts.has(text)) texts.set(text, [judge, `${file} of ${name}`]);
    }
  }
  const refusals = [...texts].flatMap(([text, [program, about]]) => {
    const said = refusal(`${binaries[program]}`, path.join(directory, 'judged.yaml'), text);
    return said === undefined ? [] : [`NOT: ${program} takes ${about}: ${said}`];
  });
  const all = `otelcol and Jaeger take ${texts.size} files of every size and kind of option`;
  return [finding(refusals.length === 0, all), ...refusals];
}

function refusal(program: string, file: string, text: string): string | undefined {
  writeFileSync(file, text);
  const env = { ...process.env, POD_IP: '127.0.0.1', NODE_NAME: 'node-a' };
  const { status, stderr } = spawnSync(program, ['validate', `--config=${file}`], { env, encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim().slice(-500);
}
