/** Findings of scanners that are accepted, each with a reason: expected/scanner-exceptions.yaml. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Finding, runKubeLinter, runKubeScore } from './scanners';

interface Exception {
  /** `kube-linter/check` or `kube-score/check`. */
  readonly check: string;
  /** `Kind/namespace/name`; `*` stands for any text. */
  readonly object: string;
  readonly reason: string;
}

const FILE = path.join(__dirname, 'expected', 'scanner-exceptions.yaml');

/** Findings without an exception, and exceptions without a finding. */
export interface Judgement {
  /** `tool/check object: message` */
  readonly findings: readonly string[];
  readonly unused: readonly string[];
}

/** Runs the scanners over files that are deployed together. @throws if an exception has no reason */
export async function unexcepted(files: readonly string[]): Promise<Judgement> {
  const exceptions = parse(readFileSync(FILE, 'utf8')) as readonly Exception[];
  const unreasoned = exceptions.filter(({ reason }) => !(reason?.length > 15));
  if (unreasoned.length > 0) throw new Error(`exceptions need a reason: ${JSON.stringify(unreasoned)}`);
  const found = [...(await runKubeLinter(files)), ...(await runKubeScore(files))];
  const covers = (exception: Exception, finding: Finding): boolean =>
    exception.check === `${finding.tool}/${finding.check}` && pattern(exception.object).test(finding.object);
  return {
    findings: found
      .filter((finding) => !exceptions.some((exception) => covers(exception, finding)))
      .map(({ tool, check, object, message }) => `${tool}/${check} ${object}: ${message}`),
    unused: exceptions
      .filter((exception) => !found.some((finding) => covers(exception, finding)))
      .map(({ check, object }) => `${check} ${object}`),
  };
}

function pattern(object: string): RegExp {
  return new RegExp(`^${object.split('*').map(escaped).join('.*')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
