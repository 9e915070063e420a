/** Lists that a person has reviewed and committed: what is measured must equal them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '..', 'expected');

/**
 * Compares lines with a committed file of the same title. With `MAINSTAY_ACCEPT=1` it writes the file instead, for review.
 *
 * @param applies which lines of the file apply, all by default; nothing is written then
 * @throws with both lists if they differ
 */
export function equalsReviewed(title: string, lines: readonly string[], applies?: (line: string) => boolean): void {
  const file = path.join(FOLDER, `${title}.txt`);
  const measured = `${[...new Set(lines)].sort().join('\n')}\n`;
  if (process.env['MAINSTAY_ACCEPT'] === '1' && !applies) writeFileSync(file, measured);
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const reviewed = applies ? committed.replace(/.*\n/g, (line) => (applies(line) ? line : '')) : committed;
  assert.equal(
    measured,
    reviewed,
    `measured differs from ${title}.txt; run with MAINSTAY_ACCEPT=1 and review the change`,
  );
}
