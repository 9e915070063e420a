import { FIELDS, valuesOf } from './cron';

const DAY = 86_400;
const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Returns the longest time between two runs of a schedule, in seconds; daylight saving time does not count. */
export function longestGap(schedule: string): number {
  const text = NICKNAMES[schedule] ?? schedule;
  if (text.startsWith('@every ')) {
    const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
    return Math.ceil(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0));
  }
  const parts = text.trim().split(/\s+/);
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = FIELDS.map(
    (field, at) => valuesOf(parts[at] ?? '', field) ?? [],
  );
  const times = hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * 60)).sort((a, b) => a - b);
  const [first = 0, last = 0] = [times[0], times[times.length - 1]];
  const due = dueDays(parts, days, months, weekdays);
  const within = times.map((time, at) => time - (times[at - 1] ?? time));
  const between = due.map((day, at) => (at === 0 ? 0 : (day - (due[at - 1] ?? day)) * DAY - last + first));
  return Math.max(...within, ...between);
}

/** Returns the days of eight years with a run. If both are restricted, a day of the month or a weekday is enough. */
function dueDays(
  parts: readonly string[],
  days: readonly number[],
  months: readonly number[],
  weekdays: readonly number[],
): readonly number[] {
  const either = !/^[*?]/.test(parts[2] ?? '') && !/^[*?]/.test(parts[4] ?? '');
  const start = Date.UTC(2024, 0, 1) / (DAY * 1000);
  return Array.from({ length: 8 * 366 }, (_, at) => start + at).filter((at) => {
    const date = new Date(at * DAY * 1000);
    const ofMonth = days.includes(date.getUTCDate());
    const ofWeek = weekdays.includes(date.getUTCDay());
    return months.includes(date.getUTCMonth() + 1) && (either ? ofMonth || ofWeek : ofMonth && ofWeek);
  });
}
