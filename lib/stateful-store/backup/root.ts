import { fail } from '../../internal/errors';

const PREFIX = /^[A-Za-z0-9!_.*'()-]+(\/[A-Za-z0-9!_.*'()-]+)*$/;

/** A bucket and what the names of all objects in it begin with, as rclone writes it. */
export function rootOf(bucket: string, prefix: string | undefined): string {
  if (prefix === undefined) return bucket;
  if (!PREFIX.test(prefix) || prefix.split('/').includes('..')) {
    const fix = 'use a form such as production/orders, without a slash at either end';
    fail(undefined, 'prefix must be what the names of objects begin with', prefix, fix);
  }
  return `${bucket}/${prefix}`;
}
