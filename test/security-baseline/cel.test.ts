import { celEnv, isCelError, isCelList, isCelMap, parse, plan } from '@bufbuild/cel';
import fc from 'fast-check';
import { compile } from '../../lib/security-baseline/cel/expression';
import { WRONG } from '../../lib/security-baseline/cel/values';
import { RULES } from '../../lib/security-baseline/rules';
import { goodApp } from './good-app';

type Json = null | boolean | number | string | Json[] | { [field: string]: Json };
type Variables = Readonly<Record<string, Json>>;

const ENVIRONMENT = celEnv({
  re2: { compile: (text) => new RegExp(text.replace('(?i)', ''), text.startsWith('(?i)') ? 'i' : '') },
});

/** The result of a library that passes the conformance tests of CEL. */
function expected(text: string, variables: Variables): unknown {
  const result = plan(ENVIRONMENT, parse(text))(variables as never);
  return isCelError(result) ? WRONG : plain(result);
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (isCelList(value)) return [...value].map(plain);
  if (isCelMap(value)) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
  return value;
}

const scalar = fc.constantFrom<Json>(null, true, false, 0, 1, 2, 65536, 'ALL', 'a', 'b', '', 'x:latest', '$(A)', '😀');
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'name', 'c'), tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

/** Returns a copy with another value, or none, at a random place. */
function changed(value: Json, pick: (below: number) => number, other: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null || pick(6) === 0) return other;
  const keys = Object.keys(value);
  const at = keys[pick(keys.length)];
  if (at === undefined) return other;
  const inner = changed((value as Record<string, Json>)[at] as Json, pick, other);
  if (Array.isArray(value))
    return value.flatMap((one, i) => (`${i}` !== at ? [one] : inner === undefined ? [] : [inner]));
  const { [at]: _, ...rest } = value;
  return inner === undefined ? rest : { ...rest, [at]: inner };
}

const OBJECTS = Object.values(goodApp()) as Json[];

/** The variables of rules, with some change that no user is likely to make. */
const variables = fc
  .tuple(fc.nat(), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), fc.option(json, { nil: undefined }))
  .map(([at, picks, other]): Variables => {
    let next = 0;
    const pick = (below: number): number => (below === 0 ? 0 : (picks[next++ % picks.length] ?? 0) % below);
    const object = changed(OBJECTS[at % OBJECTS.length] ?? null, pick, other) ?? {};
    const { spec } = object as { spec?: { template?: { spec?: Json } } };
    const pod = (spec?.template?.spec ?? {}) as { containers?: Json[] };
    const container = (Array.isArray(pod.containers) ? pod.containers[0] : undefined) ?? {};
    const { securityContext = {} } = (pick(2) === 0 ? pod : container) as { securityContext?: Json };
    const standard = { level: pick(2) === 0 ? 'baseline' : 'restricted', minor: 27 + pick(10) };
    const place = pick(2) === 0 ? 'pod' : 'container';
    const { metadata = {} } = object as { metadata?: Json };
    return { object, metadata, pod: pod as Json, standard, container, context: securityContext, place };
  });

const NAMES = ['object', 'metadata', 'pod', 'standard', 'container', 'context', 'place'];

describe('the expressions of the rules have the results of the specification', () => {
  const rules = RULES.flatMap((rule) => ('cel' in rule ? [rule] : []));
  const texts = rules.flatMap(({ id, cel, got }) => [
    [id, cel] as const,
    ...(got === undefined ? [] : [[`what ${id} shows`, got] as const]),
  ]);

  test.each(texts)('%s', (_id, text) => {
    const evaluate = compile(text, NAMES);
    const property = fc.property(variables, (given) => {
      expect(evaluate(Object.values(given))).toEqual(expected(text, given));
    });
    fc.assert(property, { numRuns: 60 });
  });
});

/** Texts of random expressions, most of which are wrong for most values. */
const expression = fc.letrec<{ any: string }>((tie) => {
  const any = tie('any');
  const pair = fc.tuple(any, any);
  return {
    any: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.constantFrom(
        'object',
        'object.a',
        'object.b',
        'object.name',
        'e',
        '"a"',
        '0',
        '1',
        'true',
        'null',
        '["a", 1]',
      ),
      fc.tuple(any, fc.constantFrom('a', 'b', 'name')).map(([of, field]) => `${of}.${field}`),
      fc.tuple(any, fc.constantFrom('a', 'b')).map(([of, field]) => `has((${of}).${field})`),
      fc.tuple(any, fc.constantFrom('0', '1', '"a"')).map(([of, key]) => `${of}[${key}]`),
      fc
        .tuple(pair, fc.constantFrom('==', '!=', '&&', '||', 'in', '<', '<=', '>', '>=', '+'))
        .map(([[one, other], operator]) => `(${one} ${operator} ${other})`),
      fc.tuple(any, any, any).map(([is, then, otherwise]) => `(${is} ? ${then} : ${otherwise})`),
      fc
        .tuple(pair, fc.constantFrom('all', 'exists', 'exists_one', 'filter', 'map'))
        .map(([[of, inner], macro]) => `${of}.${macro}(e, ${inner})`),
      fc.tuple(any, fc.constantFrom('startsWith', 'endsWith', 'matches')).map(([of, name]) => `${of}.${name}("a")`),
      any.map((of) => `size(${of})`),
      pair.map(([one, other]) => `!(${one} == ${other})`),
    ),
  };
}).any;

test('any expression has the result of the specification for any value', () => {
  const property = fc.property(expression, json, (text, object) => {
    const given = { object, e: 'free' };
    expect(compile(text, Object.keys(given))(Object.values(given))).toEqual(expected(text, given));
  });
  fc.assert(property, { numRuns: 3000 });
});

describe('an expression is refused when', () => {
  test.each([
    ['it ends too early', 'object.a &&'],
    ['more follows it', 'object.a object.b'],
    ['a character is not of the language', 'object.a # 1'],
    ['a bracket is open', 'size(object.a'],
    ['a function is unknown', 'object.a.trim()'],
    ['a field has no name', 'object."a"'],
    ['a variable is unknown', 'pod.a'],
  ])('%s', (_name, text) => {
    expect(() => compile(text, ['object'])).toThrow(/unexpected|unknown/);
  });
});
