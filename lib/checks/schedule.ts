import type { Construct } from 'constructs';
import { comesDue } from './cron';
import { fail } from './errors';

const AREA = /^[A-Z][A-Za-z_]*(\/[A-Z][A-Za-z0-9_+-]*)+$/;

/** Throws when the CronJob controller does not take a schedule, or no day ever comes that it names. */
export function scheduleOf(scope: Construct, schedule: string): string {
  if (typeof schedule === 'string' && /^\s*(CRON_)?TZ\s*=/.test(schedule)) {
    fail(scope, 'schedule must not say a time zone', schedule, 'use timeZone');
  }
  if (typeof schedule !== 'string' || !comesDue(schedule)) {
    const what = 'schedule must have the fields minute, hour, day, month and weekday, and name a day that comes';
    fail(scope, what, schedule, "use a form such as '30 3 * * 1'");
  }
  return schedule;
}

/** Throws when a time zone is not in the IANA database: https://www.iana.org/time-zones */
export function timeZoneOf(scope: Construct, timeZone: string): string {
  const known = timeZone === 'UTC' || (AREA.test(timeZone) && isKnown(timeZone));
  if (!known) fail(scope, 'timeZone must be one of the IANA database', timeZone, 'use a name such as Europe/Oslo');
  return timeZone;
}

/** Clusters look names up as files, so capitals count, although JavaScript does not mind them. */
function isKnown(timeZone: string): boolean {
  try {
    const { timeZone: resolved } = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions();
    return resolved.toLowerCase() !== timeZone.toLowerCase() || resolved === timeZone;
  } catch {
    return false;
  }
}
