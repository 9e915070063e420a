import { createHash } from 'node:crypto';

/** A name's end that says what the named object holds: the first hexadecimal digits of the SHA-256 of a text. @param length @default 8 */
export function contentHash(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
