/** `npm run test:pod-security`: the rules of the Pod Security Standards judge pods as Kubernetes' own library does. */
import { ask, fixtures, fixturesDirectory, LEVELS, type Pod, type Question } from './library';
import { randomPods } from './pods';
import { bare, inDeployment, judge, topicsOfReasons } from './verdicts';

const MINORS = Array.from({ length: 10 }, (_, at) => 27 + at);
const RANDOM_PODS = 5000;
const SHOWN = 5;

let failed = 0;

function report(sentence: string, disagreements: readonly string[]): void {
  if (disagreements.length > 0) failed++;
  console.log(`${disagreements.length > 0 ? 'FAIL ' : 'ok   '} ${sentence}: ${disagreements.length} disagreements`);
  for (const text of disagreements.slice(0, SHOWN)) console.log(text.replace(/^/gm, '      '));
}

type Wrap = (pod: Pod, name: string) => Pod;

/** @returns a sentence for each pod about which the rules and the library say different things */
function compare(questions: readonly Question[], reasons: readonly (readonly string[])[], wrap: Wrap): string[] {
  const groups = new Map<string, number[]>();
  questions.forEach(({ level, minor }, at) => {
    groups.set(`${level} ${minor}`, [...(groups.get(`${level} ${minor}`) ?? []), at]);
  });
  return [...groups.values()].flatMap((numbers) => {
    const group = numbers.flatMap((at) => questions[at] ?? []);
    const found = judge(group, wrap);
    return group.flatMap((question, at) => {
      const wanted = topicsOfReasons(reasons[numbers[at] ?? -1] ?? []);
      return differences(question, wanted, found[at] ?? []);
    });
  });
}

function differences(
  { name, level, minor, pod, isAdmitted }: Question,
  wanted: readonly string[],
  got: readonly string[],
): string[] {
  const say = (topics: readonly string[]): string => topics.join(', ') || 'nothing';
  const place = `${name} (${level}, 1.${minor})`;
  const said = isAdmitted === undefined || isAdmitted === (wanted.length === 0);
  return [
    ...(said ? [] : [`${place}: the fixture and the library disagree`]),
    ...(say(wanted) === say(got)
      ? []
      : [`${place}: ${say(wanted)} is forbidden, the rules find ${say(got)}\n${JSON.stringify(pod)}`]),
  ];
}

function shareOf(reasons: readonly (readonly string[])[]): string {
  const admitted = reasons.filter(({ length }) => length === 0).length;
  return `${reasons.length} pods, of which ${admitted} are admitted`;
}

function seedOf(): number {
  const seed = Number(process.env['MAINSTAY_SEED'] ?? 1);
  if (!Number.isSafeInteger(seed))
    throw new Error(`MAINSTAY_SEED must be a whole number, got ${process.env['MAINSTAY_SEED']}; use 1, for example`);
  return seed;
}

async function main(): Promise<void> {
  const seed = seedOf();
  const directory = fixturesDirectory();
  const given = LEVELS.flatMap((level) => MINORS.flatMap((minor) => fixtures(directory, level, minor)));
  const random = randomPods(seed, RANDOM_PODS, MINORS);
  const [ofGiven, ofRandom] = [await ask(given), await ask(random)];
  report(`the fixtures of the library (${shareOf(ofGiven)})`, compare(given, ofGiven, bare));
  report('the fixtures of the library, in a Deployment', compare(given, ofGiven, inDeployment));
  report(`random pods of seed ${seed} (${shareOf(ofRandom)})`, compare(random, ofRandom, bare));
  report('random pods, in a Deployment', compare(random, ofRandom, inDeployment));
  console.log(`\n${4 - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
