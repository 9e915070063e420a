/** Runs the synthesized configurations with the real programs: `npm run test:observability`. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Findings, loseNoLine } from './logs';
import { filesOf, PROGRAMS } from './synthesize';
import { servers } from './tools/tools';

/** The files that a program judges by itself, and the program. */
const JUDGES: Readonly<Record<string, string>> = {
  'agent.yaml': 'otelcol',
  'gateway.yaml': 'otelcol',
  'jaeger.yaml': 'jaeger',
};

/** Lets the programs judge every file of every program, each text once. */
function validate(binaries: Readonly<Record<string, string>>, directory: string): Findings {
  const texts = new Map<string, readonly [program: string, about: string]>();
  for (const [name, props] of Object.entries(PROGRAMS)) {
    for (const [file, text] of Object.entries(filesOf(props))) {
      const judge = JUDGES[file];
      if (judge) texts.set(text, [judge, `${file} of ${name}`]);
    }
  }
  return [...texts].map(([text, [program, about]]) => {
    const file = path.join(directory, 'judged.yaml');
    writeFileSync(file, text);
    const env = { ...process.env, POD_IP: '127.0.0.1', NODE_NAME: 'node-a' };
    const { status, stderr } = spawnSync(`${binaries[program]}`, ['validate', `--config=${file}`], {
      env,
      encoding: 'utf8',
    });
    return status === 0 ? `${program} takes ${about}` : `NOT: ${program} takes ${about}: ${stderr.trim().slice(-500)}`;
  });
}

async function main(): Promise<void> {
  const binaries = await servers();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'observability-'));
  const findings = validate(binaries, directory);
  findings.push(...(await loseNoLine(`${binaries['otelcol']}`, `${binaries['victoria-logs']}`, directory)));
  for (const line of findings) console.log(line);
  const broken = findings.filter((line) => line.startsWith('NOT'));
  console.log(`${findings.length - broken.length} kept, ${broken.length} not`);
  if (broken.length > 0) console.log(`logs of the servers: ${directory}`);
  else rmSync(directory, { recursive: true });
  process.exit(broken.length > 0 ? 1 : 0);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
