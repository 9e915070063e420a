/** The mistakes of the tests of the rules, each made in a good app and given to the API server. */
import './matchers';
import assert from 'node:assert/strict';
import { type Finding, verify } from '../../../lib';
import { ADMITTED } from '../../../lib/security-baseline/admission/kinds';
import { RULES } from '../../../lib/security-baseline/rules';
import { isForAdmission } from '../../../lib/security-baseline/rules/rule';
import type { Mistake } from '../../../test/security-baseline/broken';
import { goodApp } from '../../../test/security-baseline/good-app';
import { CONTAINERS } from '../../../test/security-baseline/mistakes-containers';
import { METADATA, OBJECTS } from '../../../test/security-baseline/mistakes-objects';
import { POD_SECURITY, PODS } from '../../../test/security-baseline/mistakes-pods';
import { RIGHTS } from '../../../test/security-baseline/mistakes-rights';
import { STANDARDS } from '../../../test/security-baseline/mistakes-standards';
import { AMOUNTS, VOLUMES } from '../../../test/security-baseline/mistakes-volumes';
import { OPEN_NETWORK, WAYS_IN } from '../../../test/security-baseline/mistakes-ways-in';
import { NETWORK, SCALING } from '../../../test/security-baseline/mistakes-wiring';
import { type Api, openApi } from '../api';
import type { Cluster } from '../cluster';
import type { Manifest } from '../manifests';
import { DEFAULT_VERSION } from '../tools/tools';

const MISTAKES: readonly Mistake[] = [
  ...[CONTAINERS, METADATA, OBJECTS, POD_SECURITY, PODS, RIGHTS, STANDARDS, AMOUNTS, VOLUMES],
  ...[OPEN_NETWORK, WAYS_IN, NETWORK, SCALING],
].flat();

/** The rules that refuse at admission. Warnings are told, and refuse nothing. */
const REFUSING = new Set(
  RULES.filter((rule) => isForAdmission(rule) && rule.severity !== 'warning').map(({ id }) => id),
);

const POLICY = 'ValidatingAdmissionPolicy';

interface Tally {
  refused: number;
  readonly rules: Set<string>;
  /** Mistakes that the API server does not take without policies, either. */
  readonly impossible: string[];
  readonly wrong: string[];
}

/** @throws with the mistakes that the server takes, or refuses in other words */
export async function mutationsAreRefused(cluster: Cluster): Promise<string> {
  const api = await openApi(cluster);
  const tally: Tally = { refused: 0, rules: new Set(), impossible: [], wrong: [] };
  try {
    for (const object of Object.values(goodApp())) {
      const said = isJudged(object) ? await api.apply(object, { dryRun: true }) : undefined;
      if (said?.includes(POLICY)) tally.wrong.push(`the good app: ${said}`);
    }
    for (const mistake of MISTAKES) if (REFUSING.has(mistake.rule)) await give(api, mistake, tally);
  } finally {
    await api.close();
  }
  assert.deepEqual(tally.wrong, [], tally.wrong.join('\n'));
  const never = [...REFUSING].filter((rule) => !tally.rules.has(rule));
  return (
    `${tally.refused} mistakes of ${tally.rules.size} of ${REFUSING.size} rules; ${tally.impossible.length} the server never takes; ` +
    `not reached: ${never.join(', ') || 'none'}`
  );
}

function isJudged({ kind, metadata }: Manifest): boolean {
  return kind in ADMITTED && metadata.namespace !== undefined;
}

async function give(api: Api, { rule, name, change }: Mistake, tally: Tally): Promise<void> {
  const app = goodApp();
  change(app);
  const objects = Object.values(app) as Manifest[];
  const finding = verify(objects, { version: DEFAULT_VERSION }).find((one) => one.rule === rule);
  const object = objects.find((one) => isAbout(finding, one));
  if (finding === undefined || object === undefined || !isJudged(object)) return;
  const said = (await api.apply(object, { dryRun: true })) ?? 'nothing';
  if (/^(refused|the server knows no)/.test(said) && !said.includes(POLICY)) {
    tally.impossible.push(`${rule}: ${name}`);
  } else if (said.includes(`${finding.what}, got `) && said.includes(`(${rule})`)) {
    tally.refused += 1;
    tally.rules.add(rule);
  } else {
    tally.wrong.push(`${rule}, ${name}: the server says ${said}`);
  }
}

function isAbout(finding: Finding | undefined, { kind, metadata }: Manifest): boolean {
  const { object } = finding ?? {};
  return object?.kind === kind && object?.name === metadata?.name;
}
