import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { yamlTexts } from '../../lib/manifest/yaml-emitter';
import { isDelicate } from '../../lib/manifest/yaml-scalars';

const DOCUMENTS_A_RUN = 5;
const RUNS = 4000;

const NASTY = [
  ...['', ' ', '  ', '\n', '\n\n', '\t', '\r', '\u0007', '\u0085', '\u00a0', '\u2028', 'é', '😀'],
  ...['y', 'N', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', '~', 'Null', '<<', '='],
  ...[
    '0',
    '1',
    '-1',
    '+1',
    '0755',
    '0x1f',
    '0b1',
    '1_0',
    '1e3',
    'e5',
    'E10',
    'e-5',
    '.5',
    '1.',
    '.inf',
    '.nan',
    '-.INF',
  ],
  ...['12:30', '1:2:3.4', '2020-01-01', '2020-01-01T00:00:00Z', '100m', '25%', '512Mi', 'nginx:1.25', 'e1234567'],
  ...['-', '?', ':', ': ', ' #', '#', '- ', '? ', ' -', 'a: b', 'a #b', 'a:', ' a', 'a ', '---', '...', '%a', '--- b'],
  ...['&x', '*y', '!t', '|', '>', '%', '@', '`', "'", '"', '{', '}', '[', ']', ',', '\\', '\\n', '{}', '[]', '""'],
  ...['$(A)', '{{ .V }}', 'http://x:80/a?b=c', 'app.kubernetes.io/name', '__proto__', 'constructor', '3', '10'],
  ...[
    'foo bar',
    'foo  bar',
    'server {\n  listen 80;\n}\n',
    'a\n\n\nb',
    '  a\nb',
    'a\n  b',
    'a\n\n',
    'a \nb',
    'x'.repeat(90),
  ],
];

const json = (value: unknown): string => JSON.stringify(value);
const nastyString = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')) },
  // JSON in one line, such as a dashboard.
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom(...NASTY), fc.constantFrom(...NASTY), { maxKeys: 3 }).map(json),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const scalar = fc.oneof(
  { weight: 6, arbitrary: nastyString },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(true, false, null, 0, 1, -1, 1.5, 1e21, 1e-7, 0.1, 2 ** 53) },
  { weight: 1, arbitrary: fc.double() },
);
const unusual = fc.constantFrom<unknown>(
  undefined,
  -0,
  NaN,
  Infinity,
  10n,
  new Date(0),
  new Map([['a', 1]]),
  new Set([1]),
);

const { map } = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 60, arbitrary: scalar },
    { weight: 25, arbitrary: tie('map') },
    { weight: 15, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: unusual },
  ),
  map: fc.dictionary(nastyString, tie('value'), { maxKeys: 3, noNullPrototype: true }),
}));
const anyDocument = fc.oneof(
  { weight: 20, arbitrary: map },
  { weight: 1, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, [], {}, [1, { a: [] }]) },
);

/** True if a document has a text for which the bytes differ on purpose, or half a character, which is refused. */
function isSpecial(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value) || isDelicate(value);
  if (value instanceof Map || value instanceof Set) return [...value].some(isSpecial);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some((entry) => entry.some(isSpecial));
}

test('any documents give the same bytes as with Yaml.stringify', () => {
  fc.assert(
    fc.property(fc.array(anyDocument, { minLength: DOCUMENTS_A_RUN, maxLength: DOCUMENTS_A_RUN }), (all) => {
      const documents = all.filter((document) => !isSpecial(document));
      return yamlTexts(documents) === Yaml.stringify(...documents);
    }),
    { numRuns: RUNS },
  );
}, 180_000);

/** The documents of which the emitter left some part, or all, to cdk8s, and the arguments it used. */
function askedOf(documents: unknown[]): unknown[] {
  const spy = jest.spyOn(Yaml, 'stringify');
  yamlTexts(documents);
  const asked = spy.mock.calls.flat();
  spy.mockRestore();
  return asked;
}

describe('the emitter', () => {
  const deployment = () => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'shop-web-c8a1b2c3', labels: { 'app.kubernetes.io/name': 'web' }, annotations: {} },
    spec: {
      replicas: 2,
      template: {
        spec: { containers: [{ image: 'ghcr.io/acme/web:1.4.2', args: [], env: [{ name: 'A', value: '$(B)' }] }] },
      },
    },
  });

  test('renders an ordinary manifest without the library', () => {
    expect(askedOf([deployment(), deployment()])).toEqual([]);
  });

  test('renders texts of several lines without the library', () => {
    const texts = { a: 'server {\n  listen 80;\n\n}\n', b: ['x:\n\t- "y" # z', '#!/bin/sh\n---\nexit 0\n'] };
    expect(askedOf([texts])).toEqual([]);
    expect(yamlTexts([texts])).toBe(Yaml.stringify(texts));
  });

  test('asks about a scalar that needs quotes once', () => {
    const [key, text] = ['asked: once', 'needs: quotes'];
    const documents = [{ a: text, b: [text] }, { [key]: text }, { [key]: 1 }];
    expect(askedOf(documents)).toEqual([{ k: text }, { [key]: 1 }]);
    expect(askedOf(documents)).toEqual([]);
  });

  test('leaves documents with shared objects to the library, which makes aliases of them', () => {
    const shared = { a: 1 };
    const document = { first: shared, second: shared };
    expect(askedOf([document])).toEqual([document]);
    expect(yamlTexts([document])).toBe('first: &a1\n  a: 1\nsecond: *a1\n');
  });

  test.each([
    ['a key like a document marker', { a: { '---': 1 } }],
    ['a key of two lines', { 'a\nb': 1 }],
    ['a class instance', { a: new Date(0) }],
    ['an object with toJSON', { a: { toJSON: () => 'b' } }],
    ['an undefined value', { a: undefined }],
    ['an iterable', { a: { *[Symbol.iterator]() {} } }],
  ])('leaves %s to the library', (_, document) => {
    expect(askedOf([document])).toContain(document);
    expect(yamlTexts([document])).toBe(Yaml.stringify(document));
  });

  test('stays right when more scalars need quotes than it remembers', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${i}`, `${i}`]));
    const documents = [{ first: '0' }, many, { again: '0', 0: '1' }];
    expect(yamlTexts(documents)).toBe(Yaml.stringify(...documents));
  });
});
