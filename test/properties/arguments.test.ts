import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Chart, Size } from 'cdk8s';
import { MainstayError, PodField, Port, Probe, SecretKey, Worker } from '../../lib';
import { synth, testChart } from '../support/charts';
import { ROOT } from '../support/dist';
import { validateManifest } from '../support/schema';
import { ALL, CALLS, type Call, call } from './calls';

/** The public methods and constructors, as the reports of the public surface have them. */
function publicMethods(): string[] {
  const found = new Set<string>();
  for (const file of readdirSync(path.join(ROOT, 'api'))) {
    let owner = '';
    for (const line of readFileSync(path.join(ROOT, 'api', file), 'utf8').split('\n')) {
      owner = /^export (?:abstract )?(?:class|interface) (\w+)/.exec(line)?.[1] ?? owner;
      const isClass = /^export (?:abstract )?class/.test(line) || owner !== '';
      if (/^export interface/.test(line)) owner = '';
      const method = /^ {4}(?:static )?(\w+)(?:<[^>]*>)?\(/.exec(line)?.[1];
      const isType = method === 'constructor' && !(owner in ALL);
      if (isClass && owner && method && !isType) found.add(`${owner}.${method}`);
      const plain = /^export function (\w+)/.exec(line)?.[1];
      if (plain) found.add(plain);
      if (line === '}') owner = '';
    }
  }
  return [...found].sort();
}

const circular: unknown[] = [];
circular.push(circular);

/** What no compiler has seen. */
const WRONG: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ["''", () => ''],
  ["'text'", () => 'text'],
  ["'80'", () => '80'],
  ['-1', () => -1],
  ['1.5', () => 1.5],
  ['NaN', () => Number.NaN],
  ['Infinity', () => Number.POSITIVE_INFINITY],
  ['10n', () => 10n],
  ['true', () => true],
  ['a symbol', () => Symbol('a')],
  ['{}', () => ({})],
  ['[null]', () => [null]],
  ["['a']", () => ['a']],
  ['a list of holes', () => new Array(2)],
  ['a list that holds itself', () => circular],
  ['an object without prototype', () => Object.assign(Object.create(null), { a: 1 })],
  ['a function', () => () => 'a'],
  ['a Map', () => new Map([['a', 'b']])],
  ['a Date', () => new Date('2026-01-01T00:00:00Z')],
  ['a Size', () => Size.gibibytes(1)],
  ['something like a Size', () => ({ toKibibytes: 1 })],
  ['something like a Port', () => ({ ...Port.tcp(8080, 'web') })],
  ['a SecretKey', () => SecretKey.of('a', 'b')],
  ['something like a SecretKey', () => ({ ...SecretKey.of('a', 'b') })],
  ['a PodField', () => PodField.name()],
  ['a Probe', () => Probe.tcp()],
  ['a chart', () => testChart()],
  ['a Worker', () => new Worker(testChart('other'), 'w', { image: 'a:1' })],
];

/** Names that the program makes up. */
const FREE =
  /\b(selector|env|files|secretFiles|devices|nodeSelector|\w*[lL]abels|attributes|pods|headers|parameters|options|secrets|\w*[aA]nnotations|0\.0)$/;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** The paths of all values in the arguments. */
function pathsOf(value: unknown, at: readonly (string | number)[] = []): (string | number)[][] {
  const inside = Array.isArray(value) || isPlain(value) ? Object.entries(value) : [];
  return [...(at.length > 0 ? [[...at]] : []), ...inside.flatMap(([name, one]) => pathsOf(one, [...at, name]))];
}

function withValue(args: readonly unknown[], at: readonly (string | number)[], value: unknown): unknown[] {
  const copy = (part: unknown, [name, ...rest]: readonly (string | number)[]): unknown => {
    if (name === undefined) return value;
    const into: Record<string | number, unknown> = (Array.isArray(part) ? [...part] : { ...(part as object) }) as never;
    into[name] = copy(into[name], rest);
    return into;
  };
  return copy(args, at) as unknown[];
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'object' || value === null) return typeof value;
  if (Array.isArray(value)) return 'list';
  if (isPlain(value) || !value.constructor) return 'object';
  // PodField has a static method of that name.
  return value instanceof PodField ? 'PodField' : value.constructor.name;
}

/** Strange words in an error or a manifest. */
const STRANGE = /\[object |\bundefined\b|\bNaN\b|function \(|=>/;

function strange(value: unknown, at = ''): string[] {
  // The API server writes it so into the templates of claims.
  if (at === 'creationTimestamp') return [];
  if (value === null || (typeof value === 'number' && !Number.isFinite(value))) return [`${at} is ${value}`];
  if (typeof value === 'string')
    return STRANGE.test(value) && !/^(expr|rules|config|.*\.(sh|yaml|json|conf|ts))$/.test(at)
      ? [`${at}: ${value.slice(0, 80)}`]
      : [];
  if (typeof value === 'symbol' || typeof value === 'function' || typeof value === 'bigint')
    return [`${at} is a ${typeof value}`];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => strange(one, name));
}

/** Tries arguments; returns `error` or `made`, and what is wrong with it. */
function outcome(
  name: string,
  given: Call,
  args: readonly unknown[],
): { readonly threw: string | undefined; readonly problems: string[] } {
  try {
    const made = call(name, given, args);
    const chart = given.use?.(made as never) as Chart | undefined;
    const manifests = chart ? synth(chart) : [];
    return { threw: undefined, problems: manifests.flatMap((one) => [...validateManifest(one), ...strange(one)]) };
  } catch (error) {
    const { message } = error as Error;
    const isOurs = error instanceof MainstayError || /^(Validation failed|\[[^\]]+\] )/.test(message);
    return {
      threw: message,
      problems: isOurs && !/\[object |\bundefined\b/.test(message) ? [] : [`${(error as Error).name}: ${message}`],
    };
  }
}

describe('the calls that are tried', () => {
  it('are all public methods and constructors', () => {
    expect(Object.keys(CALLS).sort()).toEqual(publicMethods());
  });

  it.each(Object.entries(CALLS))('are right before they are made wrong: %s', (name, given) => {
    expect(outcome(name, given, given.args())).toEqual({ threw: undefined, problems: [] });
  });
});

describe('an argument of the wrong kind is an error with a fix, and never a TypeError', () => {
  it.each(Object.entries(CALLS))('in %s', (name, given) => {
    const wrong: string[] = [];
    const right = given.args();
    const paths = pathsOf(right);
    for (const [number, at] of paths.entries()) {
      const where = at.join('.');
      const rightKind = kindOf(
        at.reduce((part: unknown, step) => (part as Record<string | number, unknown>)[step], right),
      );
      const also = [...(given.also?.[where] ?? []), ...(given.also?.[[...at.slice(0, -1), '*'].join('.')] ?? [])];
      // Of the many props of a construct, each is tried with a third of the values.
      const some = paths.length > 40 ? WRONG.filter((_, index) => (index + number) % 3 === 0) : WRONG;
      for (const [shown, make] of some) {
        const value = make();
        const { threw, problems } = outcome(name, given, withValue(given.args(), at, value));
        wrong.push(...problems.map((problem) => `${where} = ${shown}: ${problem}`));
        const kind = kindOf(value);
        const isInstance =
          rightKind === 'object' && !['object', 'Map', 'Promise', 'Date'].includes(kind) && typeof value === 'object';
        const isScope = rightKind === 'Chart' && kind === 'Worker';
        const mayBe =
          value === undefined ||
          isScope ||
          isInstance ||
          kind === rightKind ||
          also.includes(kind) ||
          also.includes('*');
        if (!threw && !mayBe) wrong.push(`${where} = ${shown}: taken for ${rightKind}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it.each(Object.entries(CALLS))('and so is a name that there is not, in %s', (name, given) => {
    const taken = pathsOf(given.args())
      .filter((at) =>
        isPlain(at.reduce((part: unknown, step) => (part as Record<string | number, unknown>)[step], given.args())),
      )
      .map((at) => at.join('.'))
      .filter((where) => !FREE.test(where) && !given.free?.includes(where) && !given.also?.[where]?.includes('*'))
      .filter(
        (where) =>
          outcome(name, given, withValue(given.args(), [...where.split('.'), 'completelyUnknown'], 'x')).threw ===
          undefined,
      );
    expect(taken).toEqual([]);
  });
});
