/** `npm run test:rules`: every alert, recording rule and way of an alert that the library makes, judged by Prometheus' own programs. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { removeAtExit } from '../cluster/cleanup';
import { Amtool } from './amtool';
import { tables } from './cases';
import { missing, twice, unknown } from './completeness';
import { Promtool } from './promtool';
import { deliveriesOf, routers } from './routing';
import { charts, rulesOf, type Server, serversOf } from './synthesize';
import { unitTest } from './unit-test';

let passed = 0;
let failed = 0;

async function check(sentence: string, run: () => unknown): Promise<void> {
  try {
    const said = await run();
    passed++;
    console.log(`ok    ${sentence}${typeof said === 'string' && said ? ` (${said})` : ''}`);
  } catch (error) {
    failed++;
    const said = error instanceof Error ? error.message : String(error);
    console.log(`FAIL  ${sentence}\n${said.replace(/^/gm, '      ')}`);
  }
}

const none = (sentences: readonly string[]): void => assert.equal(sentences.length, 0, sentences.join('\n'));

type Files = ReadonlyMap<Server, Readonly<Record<string, string>>>;

async function judge(promtool: Promtool, all: readonly Server[]): Promise<Files> {
  const files = new Map<Server, Readonly<Record<string, string>>>();
  for (const server of all) {
    files.set(server, promtool.write(server));
    await check(`Prometheus takes the configuration of ${server.title}`, async () => {
      const fields = await promtool.checkConfig(server);
      return fields.length === 0 ? '' : `without ${fields.join(', ')}, which this promtool does not know`;
    });
    await check(`Prometheus takes the rules of ${server.title}`, () =>
      promtool.checkRules(Object.values(files.get(server) ?? {})),
    );
  }
  return files;
}

/** Lets amtool judge the files of Alertmanager, and asks it who gets an alert. */
async function judgeRoutes(
  amtool: Amtool,
  manifests: ReturnType<typeof charts>,
  wanted: (sentence: string) => boolean,
): Promise<void> {
  for (const router of routers(manifests)) {
    const { title, config } = router;
    const sentence = `every severity and team of ${title} gets to its receivers`;
    if (!wanted(sentence)) continue;
    await check(`Alertmanager takes the configuration of ${title}`, () => amtool.check(config));
    await check(sentence, async () => {
      const deliveries = deliveriesOf(router);
      for (const { says, labels, receivers } of deliveries)
        assert.deepEqual(await amtool.route(config, labels), receivers, says);
      return `${deliveries.length} deliveries`;
    });
  }
}

async function main(words: readonly string[]): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-rules-'));
  const remove = removeAtExit(directory);
  const promtool = Promtool.find(directory);
  console.log(`promtool ${await promtool.version()}`);
  const amtool = await Amtool.find(directory);
  console.log(`amtool ${await amtool.version()}`);
  const manifests = charts();
  const all = manifests.flatMap(serversOf);
  const wanted = (sentence: string): boolean => words.every((word) => sentence.includes(word));
  await judgeRoutes(amtool, manifests, wanted);
  const files = await judge(promtool, all);
  const rules = all.flatMap(rulesOf);
  const cases = tables(all);
  await check('every alert has cases in which it fires and in which it does not', () => none(missing(rules, cases)));
  await check('every case is about an alert that is there', () => none(unknown(rules, cases)));
  await check('no case stands there twice', () => none(twice(cases)));
  for (const { about, cases: some } of cases) {
    const server = all.find((one) => rulesOf(one).some(({ group }) => group === about));
    for (const one of some) {
      const sentence = `${one.alert} of ${about}: ${one.says}`;
      const rule = server && rulesOf(server).find(({ alert, group }) => alert === one.alert && group === about);
      if (!server || !rule || !wanted(sentence)) continue;
      const interval = parse(server.config).global.evaluation_interval;
      const file = files.get(server)?.[rule.file] ?? '';
      await check(sentence, () => promtool.testRules(unitTest(one, rule, file, interval)));
    }
  }
  remove();
  console.log(`${passed} passed, ${failed} failed`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
