/** `npm run test:rules`: every alert and recording rule that the library makes, judged by Prometheus itself. */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { removeAtExit } from '../cluster/cleanup';
import { tables } from './cases';
import { missing, twice, unknown } from './completeness';
import { Promtool } from './promtool';
import { rulesOf, type Server, servers } from './synthesize';
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

async function main(words: readonly string[]): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-rules-'));
  const remove = removeAtExit(directory);
  const promtool = Promtool.find(directory);
  console.log(`promtool ${await promtool.version()}`);
  const all = servers();
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
      if (!server || !rule || !words.every((word) => sentence.includes(word))) continue;
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
