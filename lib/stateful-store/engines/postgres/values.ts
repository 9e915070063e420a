import { closest } from '../../../checks/closest';
import { fail } from '../../../checks/errors';
import type { Setting } from '../../settings-table';

/** Units of memory in bytes, and of time in milliseconds: https://www.postgresql.org/docs/current/config-setting.html */
const MEMORY: Readonly<Record<string, number>> = { B: 1, kB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };
const TIME: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };
/** Words of yes and no; the server takes each also in full or cut off, as long as it means one. */
const YES_OR_NO = ['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'];
/** Words that the server takes and does not list. */
const UNLISTED = ['debug', 'archive', 'hot_standby'];

/** Throws when the server would refuse a value of a setting, and so would not start. */
export function checkValue(setting: Setting, value: string): void {
  const what = `parameter ${setting.name}`;
  if (setting.type === 'fixed') fail(undefined, `${what} cannot be set`, value, 'leave it out');
  if (setting.type === 'bool' && !isFlag(value))
    fail(undefined, `${what} must be on or off`, value, "use 'on' or 'off'");
  if (setting.type === 'enum' && !isWord(setting, value)) {
    const words = setting.words.filter(Boolean);
    const near = closest(value, words);
    fail(undefined, `${what} must be one of ${words.join(', ')}`, value, near ? `use ${near}` : 'pick one');
  }
  if (setting.type === 'integer' || setting.type === 'real') checkNumber(setting, value);
}

/** Returns a number of a setting in its base unit: bytes, milliseconds or the number itself; `undefined` when it is none. */
export function amountOf({ unit }: Pick<Setting, 'unit'>, value: string): number | undefined {
  const [, number = '', given = ''] =
    /^\s*([+-]?(?:0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?))\s*([A-Za-z]*)\s*$/i.exec(value) ?? [];
  if (number === '') return undefined;
  if (unit === '') return given === '' ? Number(number) : undefined;
  const factor = given === '' ? baseOf(unit) : unitsOf(unit)[given];
  return factor === undefined ? undefined : Number(number) * factor;
}

function checkNumber(setting: Setting, value: string): void {
  const { unit, least, most } = setting;
  const amount = amountOf(setting, value);
  const what = `parameter ${setting.name}`;
  if (amount === undefined)
    fail(undefined, `${what} must be a number${unit ? ' with a unit' : ''}`, value, unitFix(unit, value));
  const number = unit === '' ? amount : amount / baseOf(unit);
  const rounded = setting.type === 'integer' ? toEven(number) : number;
  if (rounded >= least && rounded <= most) return;
  const fix = rounded < least ? `use ${bound(least, unit)} or more` : `use ${bound(most, unit)} or less`;
  fail(undefined, `${what} must be from ${bound(least, unit)} to ${bound(most, unit)}`, value, fix);
}

/** Rounds as the server does: a half to the next even number. */
function toEven(number: number): number {
  const down = Math.floor(number);
  return number - down === 0.5 ? down + (Math.abs(down) % 2) : Math.round(number);
}

function unitFix(unit: string, value: string): string {
  if (unit === '') return 'use a number without a unit';
  const units = Object.keys(unitsOf(unit));
  const [, number, given = ''] = /^\s*([\d.]+)\s*([A-Za-z]+)\s*$/.exec(value) ?? [];
  const meant = units.find((one) => one.toLowerCase().startsWith(given.toLowerCase().charAt(0)));
  return number && meant ? `use ${number}${meant}` : `use a unit of ${units.join(', ')}`;
}

/** `16kB` for two blocks of 8 kB. */
function bound(number: number, unit: string): string {
  const [, block, of] = /^(\d+)(\D+)$/.exec(unit) ?? [];
  return block === undefined || number < 0 ? `${number}${number <= 0 ? '' : unit}` : `${number * Number(block)}${of}`;
}

function unitsOf(unit: string): Readonly<Record<string, number>> {
  return unit.replace(/^\d+/, '') in MEMORY ? MEMORY : TIME;
}

function baseOf(unit: string): number {
  return Number(/^\d+/.exec(unit)?.[0] ?? 1) * (unitsOf(unit)[unit.replace(/^\d+/, '')] ?? 1);
}

function isFlag(value: string): boolean {
  const word = value.toLowerCase();
  return word !== '' && word !== 'o' && YES_OR_NO.some((one) => one.startsWith(word));
}

function isWord({ words }: Setting, value: string): boolean {
  const word = value.toLowerCase();
  return (
    words.includes(word) ||
    words.some((one) => one.toLowerCase() === word) ||
    UNLISTED.includes(word) ||
    (words.includes('on') && YES_OR_NO.includes(word))
  );
}
