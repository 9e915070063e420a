interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Minute, hour, day of the month, month and weekday. */
export const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const NICKNAME = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/;
const EVERY = /^@every (\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

/** True if the CronJob controller takes a schedule and one of its days ever comes. */
export function comesDue(schedule: string): boolean {
  if (NICKNAME.test(schedule) || EVERY.test(schedule)) return true;
  const parts = schedule.trim().split(/\s+/);
  const values = FIELDS.map((field, at) => valuesOf(parts[at] ?? '', field));
  if (parts.length !== FIELDS.length || values.some((list) => list === undefined)) return false;
  const [, , days = [], months = []] = values;
  // If the weekday is restricted too, either of the two is enough.
  const eitherDay = !/^[*?]/.test(parts[2] ?? '') && !/^[*?]/.test(parts[4] ?? '');
  return eitherDay || (months ?? []).some((month) => (days ?? []).some((day) => day <= (LONGEST[month - 1] ?? 0)));
}

/** Returns the numbers that one field of a schedule names; `undefined` when it is not valid. */
export function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const lists = text.split(',').map((item) => rangeOf(item, field));
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

function rangeOf(item: string, { min, max, names }: Field): readonly number[] | undefined {
  const match = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
  if (!match) return undefined;
  const number = (text: string): number => {
    const named = names?.indexOf(text.toLowerCase()) ?? -1;
    return named >= 0 ? named + min : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const [, any, first, last, step] = match;
  const from = any ? min : number(first ?? '');
  const to = any || (step !== undefined && last === undefined) ? max : number(last ?? first ?? '');
  const by = step === undefined ? 1 : Number(step);
  if (!(from >= min && to <= max && from <= to && by >= 1)) return undefined;
  return Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, at) => from + at * by);
}
