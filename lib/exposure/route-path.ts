import type { Construct } from 'constructs';
import { fail } from '../checks/errors';
import { urlPath } from '../checks/formats';

/** The beginning of a part of a path that frameworks and some controllers read as a pattern: `*`, `(.*)`, `.+`, `/:id`. */
const PATTERN = /\*|\((?![^()]*\))|\([^()]*[.*+|?$][^()]*\)|\.\+|\$$|\/:[A-Za-z_]/;

/** Checks the path of a route. It is a prefix: a pattern would be taken literally, and no request would match it. */
export function routePath(scope: Construct, path: string): string {
  const at = typeof path === 'string' ? path.search(PATTERN) : -1;
  if (at >= 0) {
    const end = path.charAt(at) === '/' ? at : path.lastIndexOf('/', at);
    const fix = `use ${path.slice(0, end) || '/'}, which stands for everything below it`;
    fail(scope, 'path must be a prefix, not a pattern', path, fix);
  }
  return urlPath(scope, 'path', path);
}
