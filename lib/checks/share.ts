import type { Construct } from 'constructs';
import { fail } from './errors';

/** `25 %` → `use '25%'`, and `3` in quotes → `use 3` */
function shareFix(value: unknown): string {
  const [, number = '', percent] = /^\s*(\d{1,3})\s*(%?)\s*$/.exec(typeof value === 'string' ? value : '') ?? [];
  if (number === '' || Number(number) > 100) return "use 1 or '25%', for example";
  return percent === '%' || Number(number) >= 10 ? `use '${Number(number)}%'` : `use ${Number(number)}`;
}

/** Returns the part of `total` that a number or a share such as `25%` is, rounded up. Throws when it is neither. */
export function share(scope: Construct, what: string, value: number | string, total: number): number {
  const percent = typeof value === 'string' ? Number(/^(\d{1,3})%$/.exec(value)?.[1]) : Number.NaN;
  const right = typeof value === 'number' ? Number.isInteger(value) && value >= 0 && value <= 1e5 : percent <= 100;
  if (!right) fail(scope, `${what} must be a whole number or a share up to 100%`, value, shareFix(value));
  return typeof value === 'number' ? value : Math.ceil((percent * total) / 100);
}
