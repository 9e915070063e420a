import { closest } from './closest';

const SIZES: Readonly<Record<string, readonly [call: string, mebibytes: number]>> = {
  k: ['kibibytes', 1 / 1024],
  m: ['mebibytes', 1],
  g: ['gibibytes', 1024],
  t: ['tebibytes', 1024 ** 2],
};
const TIMES: Readonly<Record<string, readonly [call: string, seconds: number]>> = {
  ms: ['millis', 0.001],
  s: ['seconds', 1],
  m: ['minutes', 60],
  h: ['hours', 3600],
  d: ['days', 86400],
};
const TIME = /(\d+(?:\.\d+)?)\s*(ms|milli(?:second)?s?|s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|d|days?)(?![a-z])/gi;

/** Returns a value as a program writes it; `undefined` for one that no program writes on a line. */
export function literal(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('\n') ? undefined : `'${value.replace(/[\\']/g, '\\$&')}'`;
  return Number.isFinite(value) || typeof value === 'boolean' ? `${value}` : undefined;
}

/** True for an object that a program writes between braces. */
function isTable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** `{ requests: { memory: '1Gi' } }` → `1Gi` */
function innermost(value: unknown): unknown {
  let inner = value;
  for (let depth = 0; depth < 3 && isTable(inner); depth += 1) [inner] = Object.values(inner);
  return inner;
}

function amountOf(value: unknown): readonly [amount: number, unit: string] | undefined {
  if (typeof value === 'number') return value > 0 && Number.isFinite(value) ? [value, ''] : undefined;
  const [, amount, unit = ''] =
    /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(typeof value === 'string' ? value : '') ?? [];
  return Number(amount) > 0 ? [Number(amount), unit.toLowerCase()] : undefined;
}

/** `512MB` → `use Size.mebibytes(512)` */
export function sizeFix(value: unknown): string {
  const [amount, unit] = amountOf(innermost(value)) ?? [0, ''];
  const [call, factor] = SIZES[unit.charAt(0)] ?? [];
  if (call && factor && /^[kmgt](i?b?|ega|iga)?$/.test(unit)) {
    return Number.isInteger(amount)
      ? `use Size.${call}(${amount})`
      : `use Size.mebibytes(${Math.ceil(amount * factor)})`;
  }
  // Small numbers are those of GiB, and the largest are those of bytes.
  if (amount === 0 || unit !== '') return 'use Size.mebibytes(512), for example';
  if (amount >= 1024 ** 2) return `use Size.mebibytes(${Math.ceil(amount / 1024 ** 2)})`;
  return `use Size.${amount < 64 ? 'gibibytes' : 'mebibytes'}(${Math.ceil(amount)}), for example`;
}

/** `1m30s` → `use Duration.seconds(90)` */
export function durationFix(value: unknown): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const parts = [...text.matchAll(TIME)].map(([, amount = '', unit = '']) => {
    const word = unit.toLowerCase();
    const short = /^m(s$|il)/.test(word) ? 'ms' : word.charAt(0);
    return [Number(amount), ...(TIMES[short] ?? ['seconds', 1])] as const;
  });
  const isAll = text.replace(TIME, '').trim() === '';
  const [first] = parts;
  if (isAll && first && parts.length === 1 && Number.isInteger(first[0]))
    return `use Duration.${first[1]}(${first[0]})`;
  const [plain, unit] = amountOf(value) ?? [0, ''];
  const sum = parts.reduce((total, [amount, , each]) => total + amount * each, 0);
  const seconds = isAll && first ? sum : unit === '' ? plain : 0;
  if (seconds === 0) return 'use Duration.seconds(30), for example';
  return Number.isInteger(seconds)
    ? `use Duration.seconds(${seconds})`
    : `use Duration.millis(${Math.round(seconds * 1000)})`;
}

/** `0.5 cores` → `use Cpu.millis(500)` */
export function cpuFix(value: unknown): string {
  const [amount, unit] = amountOf(innermost(value)) ?? [0, ''];
  const isKnown = /^(m|millis?|millicores?|milli ?cpus?|cores?|v?cpus?|)$/.test(unit);
  if (amount === 0 || !isKnown) return 'use Cpu.millis(250), for example';
  // A number from a hundred on is one of millis.
  const isMillis = unit.startsWith('m') || (unit === '' && amount >= 100);
  return `use Cpu.millis(${Math.round(isMillis ? amount : amount * 1000)})`;
}

/** `99.9%` → `use 99.9` */
export function numberFix(value: unknown, example = 3): string {
  const [number] = /-?\d+(\.\d+)?/.exec(typeof value === 'string' ? value : '') ?? [];
  return number === undefined ? `use ${example}, for example` : `use ${Number(number)}`;
}

export function flagFix(value: unknown): string {
  const word = `${typeof value === 'string' || typeof value === 'number' ? value : ''}`.toLowerCase();
  if (['true', 'yes', 'on', '1', 'enabled'].includes(word)) return 'use true';
  return ['false', 'no', 'off', '0', 'disabled', 'none'].includes(word) ? 'use false' : 'use true or false';
}

/** `['a.com']` → `use 'a.com'` */
export function textFix(value: unknown, example?: string): string {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  const text = others.length > 0 || typeof only === 'symbol' ? undefined : literal(only);
  if (text !== undefined) return `use ${text.startsWith("'") ? text : `'${text}'`}`;
  return example === undefined ? 'give a text in quotes' : `use '${example}', for example`;
}

/** `npm start` → `use ['npm', 'start']` */
export function listFix(value: unknown): string {
  const given = typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value;
  const texts = Array.from(Array.isArray(given) ? given : [], (one: unknown) => {
    const inner = innermost(one);
    return ['string', 'number', 'boolean'].includes(typeof inner) ? literal(`${inner}`) : undefined;
  });
  const isKnown = texts.length > 0 && texts.every((text) => text !== undefined);
  return isKnown ? `use [${texts.join(', ')}]` : "use a form such as ['a', 'b']";
}

/** `[{ name: 'LOG_LEVEL', value: 'info' }]` and `['LOG_LEVEL=info']` → `use { LOG_LEVEL: 'info' }` */
export function tableFix(value: unknown): string {
  const pairs = isTable(value) ? Object.entries(value) : [value].flat().map(pairOf);
  const fields = pairs.map((pair) => {
    const [name, one] = pair ?? [];
    const text = ['string', 'number', 'boolean'].includes(typeof one) ? literal(`${one}`) : undefined;
    return text && name && `${/^[a-z_$][\w$]*$/i.test(name) ? name : literal(name)}: ${text}`;
  });
  const isKnown = fields.length > 0 && fields.every(Boolean);
  return isKnown ? `use { ${fields.join(', ')} }` : "use a form such as { name: 'value' }";
}

function pairOf(one: unknown): readonly [string, unknown] | undefined {
  const {
    name,
    key = name,
    value,
  } = (typeof one === 'object' && one !== null ? one : {}) as Readonly<Record<string, unknown>>;
  if (typeof key === 'string' && value !== undefined) return [key, value];
  const [, left, right] = /^([^=:\s]+)\s*[=:]\s*([\s\S]*)$/.exec(typeof one === 'string' ? one : '') ?? [];
  return left === undefined ? undefined : [left, right];
}

/** `Recreate` → `use 'recreate'` */
export function wordFix(value: unknown, words: readonly string[]): string {
  const given = typeof value === 'object' ? innermost(value) : value;
  const meant = typeof given === 'string' ? closest(given, words) : undefined;
  const none = given === false && words.includes('none') ? 'none' : undefined;
  const word = meant ?? none;
  return word === undefined ? `use '${words[0]}', for example` : `use '${word}'`;
}
