import type { Construct } from 'constructs';
import { closest } from './closest';
import { comesDue } from './cron';
import { fail } from './errors';
import { TIME_ZONE } from './patterns';

const ZONED = /^\s*(?:CRON_)?TZ\s*=\s*(\S+)\s+(.*\S)\s*$/;

/** Throws when the CronJob controller does not take a schedule, or none of its days ever comes. */
export function scheduleOf(scope: Construct | undefined, schedule: string): string {
  if (typeof schedule === 'string' && /^\s*(CRON_)?TZ\s*=/.test(schedule)) {
    const [, zone, rest] = ZONED.exec(schedule) ?? [];
    const fix = zone && rest ? `use schedule: '${rest}' and timeZone: '${zone}'` : 'use timeZone';
    fail(scope, 'schedule must not say a time zone', schedule, fix);
  }
  if (typeof schedule !== 'string' || !comesDue(schedule)) {
    const what = 'schedule must have the fields minute, hour, day, month and weekday, and name a day that comes';
    fail(scope, what, schedule, scheduleFix(schedule));
  }
  return schedule;
}

/** Returns the fix for what says an interval in words, such as `every 5 minutes`. */
export function scheduleFix(schedule: unknown): string {
  return meant(schedule) ?? "use a form such as '30 3 * * 1'";
}

const EVERY: Readonly<Record<string, readonly [most: number, form: string, all: string]>> = {
  m: [60, '*/# * * * *', '* * * * *'],
  h: [24, '0 */# * * *', '0 * * * *'],
  d: [1, '', '@daily'],
};

/** `5m`, `every 5 minutes` and `hourly` in other words, for numbers that divide the hour or the day. */
function everyOf(schedule: unknown): string | undefined {
  const text = typeof schedule === 'string' ? schedule.trim() : '';
  const [, number = '1', unit = ''] =
    /^@?(?:every\s+)?(\d+)?\s*(m|h|d)(?:in|inutes?|ins|ours?|ays?)?$/i.exec(text) ?? [];
  const [most = 0, form = '', all = ''] = EVERY[unit.toLowerCase()] ?? [];
  if (most === 0 || Number(number) < 1 || most % Number(number) !== 0) return undefined;
  return `use '${Number(number) === 1 ? all : form.replace('#', `${Number(number)}`)}'`;
}

/** Returns the fix for a nickname without its `@`, and for a schedule that begins with seconds. */
function meant(schedule: unknown): string | undefined {
  if (typeof schedule !== 'string') return undefined;
  const nickname = `@${schedule.trim().toLowerCase().replace(/^@/, '')}`;
  const [, ...fields] = schedule.trim().split(/\s+/);
  const found = [nickname, fields.length === 5 ? fields.join(' ') : ''].find(
    (text) => text !== schedule && comesDue(text),
  );
  return found === undefined ? everyOf(schedule) : `use '${found}'`;
}

/** Throws when a time zone is not in the IANA database: https://www.iana.org/time-zones */
export function timeZoneOf(scope: Construct, what: string, timeZone: string): string {
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
    const fix = `use ${intended(timeZone) ?? 'a name such as Europe/Oslo'}`;
    fail(scope, `${what} must be one of the IANA database`, timeZone, fix);
  }
  return timeZone;
}

/** True if clusters know a time zone. They look names up as files, so capitals count, unlike in JavaScript. */
function isTimeZone(timeZone: string): boolean {
  if (timeZone === 'UTC') return true;
  const resolved = TIME_ZONE.test(timeZone) ? resolve(timeZone) : undefined;
  return resolved !== undefined && (resolved.toLowerCase() !== timeZone.toLowerCase() || resolved === timeZone);
}

/** `europe/oslo`, `Oslo` and `Europe/Olso` → `Europe/Oslo` */
function intended(timeZone: unknown): string | undefined {
  if (typeof timeZone !== 'string') return undefined;
  const capitals = timeZone
    .trim()
    .toLowerCase()
    .replace(/\s+/g, '_')
    .replace(/(^|[/_-])[a-z]/g, (letter) => letter.toUpperCase());
  if (isTimeZone(capitals)) return capitals;
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  return zones.find((zone) => zone.endsWith(`/${capitals}`)) ?? closest(timeZone, zones);
}

function resolve(timeZone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
