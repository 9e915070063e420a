import fc from 'fast-check';
import { parse } from 'yaml';
import { yamlTexts } from '../../lib/manifest/yaml-emitter';

const NUMBERS = [
  '0o22',
  '+0O7',
  '-0o7',
  '022',
  '08',
  '0x1F',
  '0X1f',
  '0b1',
  '0B1',
  '1_000',
  '-_1',
  '1_0.5',
  '1e3',
  '1.',
  '.5',
];
const TIMES = ['1:30', '190:20:30', '1:2:3.4', '1:99', '2020-01-01', '2001-12-14 21:59:43.10 -5', '12:30'];
const WORDS = [
  'y',
  'N',
  'yes',
  'On',
  'off',
  'TRUE',
  'null',
  '~',
  '',
  '=',
  '<<',
  '.inf',
  '-.INF',
  '.NaN',
  'inf',
  'Infinity',
];
const BREAKS = [
  '\u0085',
  'a\u0085b',
  'a\u2028b',
  'x\u2029\ny',
  '\r',
  'a\r\nb',
  'a\n\u0085\n',
  '\n',
  'a\n\n',
  '  a\n b',
];
const HIDDEN = ['\u007f', '\u0080', '\u009f', '\ufeff', 'a\ufeff', '\ufffe', '\uffff', '\u0000', '\u001f', '\u00a0'];
const BLANKS = ['a\tb', '\ta', 'a\t', ' a', 'a ', 'a\t#b', 'a:\tb', 'a \t#b', 'a\n\tb\n'];
const MARKS = [
  '---',
  '...',
  '- a',
  '? a',
  'a: b',
  'a #b',
  '!a',
  '&a',
  '*a',
  '@a',
  '`a',
  '%a',
  '{a}',
  '[a]',
  '"a"',
  "'a'",
  '\\n',
];
const DELICATE = [...NUMBERS, ...TIMES, ...WORDS, ...BREAKS, ...HIDDEN, ...BLANKS, ...MARKS, '😀', 'é'];

const written = (document: unknown): string => yamlTexts([document]);

/** Whatever YAML 1.1 reads as a line break, and what it does not allow in a file. */
const FORBIDDEN = /[^\n\t -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

function arrives(document: unknown): void {
  const text = written(document);
  expect(text).not.toMatch(FORBIDDEN);
  for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(document);
}

describe('a text that some reader of YAML takes for something else', () => {
  it.each(DELICATE.map((text) => [JSON.stringify(text), text]))('arrives as it was: %s', (_, text) => {
    arrives({ key: text, list: [text, { inner: text }] });
    arrives({ outer: { [text]: 1 } });
  });

  it('arrives as it was in a document that the library of YAML would write', () => {
    const shared = { text: 'a\u2028b' };
    arrives({ first: shared, second: shared, mode: '0o22' });
    arrives({ 'a\nb': 'a\u0085b' });
  });

  it.each(['0o22', '0B1', '1_000', '1:30', '=', '<<', 'a\tb'])('stands between quotes: %s', (text) => {
    expect(written({ key: text })).toMatch(/^key: ["']/);
  });

  it.each(['1.2.3', '80,443', '10.96.0.0/16', '8080/tcp', '100m', '25%', '-a', '1.4.2-next'])(
    'has no quotes when every reader takes it for a text: %s',
    (text) => {
      expect(written({ key: text })).toBe(`key: ${text}\n`);
    },
  );

  it('arrives as it was, whatever it is made of', () => {
    const text = fc.array(fc.constantFrom(...DELICATE), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (delicate) => arrives({ key: delicate, inner: { [delicate]: [delicate] } })),
      { numRuns: 2000 },
    );
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('fails when it is half of a character', (text) => {
    for (const document of [{ key: text }, { [text]: 1 }]) {
      expect(() => written(document)).toThrow(/^a text must be Unicode, got "a?\\ud.+; remove the half of a character/);
    }
  });
});
