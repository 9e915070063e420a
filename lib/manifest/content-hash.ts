import { createHash } from 'node:crypto';

/** Suffix for a name: the first hexadecimal digits of the SHA-256 of the object's content. @param length @default 8 */
export function contentHash(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
