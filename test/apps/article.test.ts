import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const ARTICLE = join(__dirname, '..', 'fixtures', 'article');
const MADE = documents(join(__dirname, '..', '..', 'dist', 'quickstart.k8s.yaml'));

type Fields = Record<string, unknown>;

function documents(file: string): Fields[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Fields);
}

function leaves(value: unknown, path: string): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((element, at) => leaves(element, `${path}[${at}]`));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([field, inner]) => leaves(inner, `${path}.${field}`));
}

/** Whether `made` says all that `asked` says; elements of lists may stand anywhere. */
function holds(made: unknown, asked: unknown): boolean {
  if (Array.isArray(asked)) {
    return asked.every((element) => Array.isArray(made) && made.some((other) => holds(other, element)));
  }
  if (typeof asked !== 'object' || asked === null) return made === asked;
  return Object.entries(asked).every(([field, inner]) => holds((made as Fields | undefined)?.[field], inner));
}

/** The object with nothing but the field at `path`. */
function only(value: unknown, path: string, at = ''): unknown {
  if (Array.isArray(value)) {
    return value
      .map((element, i) => [element, `${at}[${i}]`] as const)
      .filter(([, p]) => path.startsWith(p))
      .map(([e, p]) => only(e, path, p));
  }
  if (typeof value !== 'object' || value === null) return value;
  const on = Object.entries(value).filter(([field]) =>
    `${path}.`.replaceAll('[', '.[').startsWith(`${at}.${field}.`.replaceAll('[', '.[')),
  );
  return Object.fromEntries(on.map(([field, inner]) => [field, only(inner, path, `${at}.${field}`)]));
}

describe.each(['web-deployment', 'web-service', 'redis-statefulset', 'redis-headless-service'])(
  'the article, %s',
  (file) => {
    const [asked] = documents(join(ARTICLE, `${file}.yaml`));
    const { kind, metadata } = asked as { kind: string; metadata: { name: string } };
    const made = MADE.find((m) => m['kind'] === kind && (m['metadata'] as Fields)['name'] === metadata.name);

    it('has an object of its kind and name', () => {
      expect(made).toBeDefined();
    });

    it.each(leaves(asked, ''))('has %s with the value %j', (path) => {
      expect(holds(made, only(asked, path))).toBe(true);
    });

    it('has every element of every list whole', () => {
      expect(holds(made, asked)).toBe(true);
    });
  },
);
