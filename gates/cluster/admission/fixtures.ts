/** The fixtures of Kubernetes' own library of the Pod Security Standards, given to the rendered policies. */
import assert from 'node:assert/strict';
import { RULES } from '../../../lib/security-baseline/rules';
import { isForAdmission } from '../../../lib/security-baseline/rules/rule';
import { fixtures, fixturesDirectory, type Question } from '../../pod-security/library';
import { type Api, openApi } from '../api';
import type { Cluster } from '../cluster';
import { LEVELS, MINORS, namespaceOf } from './program';

/** The beginnings of the messages of the rules of the standards: a long header is cut at its end. */
const STANDARD = RULES.flatMap((rule) =>
  isForAdmission(rule) && rule.level !== undefined ? [`${rule.what}, got`] : [],
);

/** @throws with the fixtures about which the policies and the library disagree */
export async function fixturesAgree(cluster: Cluster): Promise<string> {
  const directory = fixturesDirectory();
  const questions = LEVELS.flatMap((level) => MINORS.flatMap((minor) => fixtures(directory, level, minor)));
  const api = await openApi(cluster);
  const wrong: string[] = [];
  let impossible = 0;
  try {
    for (const question of questions) {
      const said = await ask(api, question);
      if (said.startsWith('refused')) impossible += 1;
      else if (STANDARD.some((text) => said.includes(text)) === question.isAdmitted) {
        wrong.push(`${question.name}: the policies say ${said || 'nothing'}`);
      }
    }
  } finally {
    await api.close();
  }
  assert.deepEqual(wrong, [], wrong.slice(0, 10).join('\n'));
  return `${questions.length} pods for ${MINORS.map((minor) => `1.${minor}`).join(', ')}, of which the server itself takes ${questions.length - impossible}`;
}

/** @returns the warnings, or the refusal of a pod that the server takes in no namespace; empty for neither */
async function ask(api: Api, { level, minor, pod }: Question): Promise<string> {
  const metadata = { ...pod.metadata, name: pod.metadata.name ?? 'fixture', namespace: namespaceOf(level, minor) };
  const said = await api.apply({ apiVersion: 'v1', kind: 'Pod', ...pod, metadata }, { dryRun: true });
  return said ?? '';
}
