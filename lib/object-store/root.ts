import { fail } from '../checks/errors';

const PART = /^[A-Za-z0-9!_.*'()-]+$/;

/** Returns a bucket and the prefix of the names of its objects, in the form of rclone. */
export function rootOf(bucket: string, prefix: string | undefined): string {
  if (prefix === undefined) return bucket;
  const parts = typeof prefix === 'string' ? prefix.split('/') : [''];
  if (!parts.every((part) => PART.test(part) && part !== '.' && part !== '..')) {
    const fix = 'use a form such as production/orders, without a slash at either end';
    fail(undefined, 'prefix must be what the names of objects begin with', prefix, fix);
  }
  return `${bucket}/${prefix}`;
}
