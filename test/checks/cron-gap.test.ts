import { longestGap } from '../../lib/checks/cron-gap';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('the longest time between two runs', () => {
  it.each<[string, number]>([
    ['30 3 * * *', DAY],
    ['* * * * *', 60],
    ['*/20 * * * *', 1200],
    ['0 9,17 * * *', 16 * HOUR],
    ['0 9-17 * * *', 16 * HOUR],
    ['0 3 * * 1-5', 3 * DAY],
    ['0 3 * * mon', 7 * DAY],
    ['0 3 1 * *', 31 * DAY],
    ['0 3 31 * *', 61 * DAY],
    ['0 3 29 2 *', 1461 * DAY],
    ['0 3 1 * sun', 7 * DAY],
    ['0 3 */2 * sun', 21 * DAY],
    ['@daily', DAY],
    ['@hourly', HOUR],
    ['@yearly', 366 * DAY],
    ['@every 1h30m', 1.5 * HOUR],
  ])('is known for %s', (schedule, seconds) => {
    expect(longestGap(schedule)).toBe(seconds);
  });
});
