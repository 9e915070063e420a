/** Kubernetes' own library of the Pod Security Standards, and the fixtures of its tests. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ensureTools } from '../cluster/tools/build';
import { toolDirectory } from '../cluster/tools/tools';
import { JUDGE, TOOLS } from './tools/tools';

export type Level = 'baseline' | 'restricted';
export const LEVELS: readonly Level[] = ['baseline', 'restricted'];

// biome-ignore lint/suspicious/noExplicitAny: pods are wrong on purpose
export type Pod = any;

/** A pod that is judged by one of the standards. */
export interface Question {
  readonly name: string;
  readonly level: Level;
  readonly minor: number;
  readonly pod: Pod;
  /** The verdict that the fixture stands for. @default - it is none */
  readonly isAdmitted?: boolean;
}

/** @returns the reasons of the library to forbid each of the pods, none for a pod that it admits */
export async function ask(questions: readonly Question[]): Promise<readonly (readonly string[])[]> {
  const programs = await ensureTools([JUDGE.name], TOOLS);
  const input = questions.map(({ level, minor, pod }) => JSON.stringify({ level, minor, pod })).join('\n');
  const options = { input, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const lines = execFileSync(programs[JUDGE.name] ?? '', [], options)
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line));
}

/**
 * @param minor a version without fixtures of its own has those of the newest that has some, as the library changed nothing since
 * @returns the fixtures of a level and version
 */
export function fixtures(directory: string, level: Level, minor: number): readonly Question[] {
  const versions = readdirSync(path.join(directory, level)).map((name) => Number(name.replace('v1.', '')));
  const home = path.join(directory, level, `v1.${Math.min(minor, Math.max(...versions))}`);
  return ['pass', 'fail'].flatMap((verdict) =>
    readdirSync(path.join(home, verdict)).map((file) => ({
      name: `${level} 1.${minor} ${verdict}/${file}`,
      level,
      minor,
      pod: parse(readFileSync(path.join(home, verdict, file), 'utf8')),
      isAdmitted: verdict === 'pass',
    })),
  );
}

/** @returns where the module, as Go downloads it, keeps the fixtures */
export function fixturesDirectory(): string {
  const cwd = toolDirectory(JUDGE);
  const env = { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' };
  const said = execFileSync('go', ['mod', 'download', '-json', JUDGE.module], { cwd, env, encoding: 'utf8' });
  return path.join((JSON.parse(said) as { Dir: string }).Dir, 'test', 'testdata');
}
