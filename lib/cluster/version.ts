import { fail } from '../checks/errors';

const OLDEST = 27;
/** The newest minor version of Kubernetes that is known. */
export const NEWEST = 36;

/** Returns the minor version of Kubernetes in a text such as `1.33` or `v1.33.4`. Throws on a version that is not known. */
export function minorOf(version: string): number {
  const minor = Number(/^v?1\.(\d+)(\.\d+)?$/.exec(version)?.[1]);
  if (!(minor >= OLDEST && minor <= NEWEST)) {
    fail(
      undefined,
      `version must be from 1.${OLDEST} to 1.${NEWEST}`,
      version,
      'use the minor version of your cluster, such as 1.33',
    );
  }
  return minor;
}
