import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { yamlText } from '../../lib/manifest/yaml-emitter';
import { DIST, filesOf, manifestsOf, ROOT } from '../support/dist';

const lib = path.join(ROOT, 'lib');
const FILES = readdirSync(lib, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(awk|sh|sql)$/.test(entry.name))
  .map((entry) => path.join(entry.parentPath, entry.name));

/** The scripts of the library, and the rules, dashboards and configurations in the manifests of the apps. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  ...FILES.map((file) => [path.relative(lib, file), readFileSync(file, 'utf8')] as const),
  ...Object.values(filesOf(DIST))
    .flatMap(manifestsOf)
    .flatMap((manifest) => Object.entries((manifest as { data?: Record<string, string> }).data ?? {})),
]);

const texts = fc.constantFrom(...TEXTS.values());

function expectStockBytes(document: object): void {
  expect(yamlText(document)).toBe(Yaml.stringify(document));
}

test('every script, rule and dashboard has the bytes of Yaml.stringify', () => {
  expect(TEXTS.size).toBeGreaterThan(80);
  for (const [name, text] of TEXTS) expectStockBytes({ data: { [name]: text }, list: [{ args: ['-c', text] }] });
});

test('any part of a script, rule or dashboard has the bytes of Yaml.stringify, at any depth', () => {
  const part = fc
    .tuple(texts, fc.nat(), fc.nat({ max: 400 }))
    .map(([text, from, length]) => text.slice(from % text.length, (from % text.length) + length));
  const property = fc.property(part, fc.nat({ max: 5 }), (text, depth) => {
    let document: object = { text, list: [text] };
    for (let at = 0; at < depth; at++) document = at % 2 === 0 ? { [`level-${at}`]: document } : { items: [document] };
    expectStockBytes(document);
  });
  fc.assert(property, { numRuns: 400 });
});
