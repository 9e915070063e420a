/** Lists that a person has reviewed and committed: what is measured must equal them. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '..', 'expected');

/**
 * Compares lines with a committed file of the same title. With `MAINSTAY_ACCEPT=1` it writes the file instead, for review.
 *
 * @param applies which lines of the file apply, all by default; the others stay as they are
 * @throws with what is measured and not reviewed, and what is reviewed and not measured
 */
export function equalsReviewed(
  title: string,
  lines: readonly string[],
  applies: (line: string) => boolean = () => true,
): void {
  const file = path.join(FOLDER, `${title}.txt`);
  const measured = [...new Set(lines)].sort();
  const committed = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const reviewed = committed.filter(applies);
  if (process.env['MAINSTAY_ACCEPT'] === '1') {
    const others = committed.filter((line) => !applies(line));
    writeFileSync(file, `${[...others, ...measured].sort().join('\n')}\n`);
  }
  const differences = [
    ...measured.filter((line) => !reviewed.includes(line)).map((line) => `+ ${line}`),
    ...reviewed.filter((line) => !measured.includes(line)).map((line) => `- ${line}`),
  ];
  const fix = 'run npm run test:cluster with MAINSTAY_ACCEPT=1 and review the change';
  assert.ok(differences.length === 0, `measured differs from ${title}.txt; ${fix}:\n${differences.join('\n')}`);
}
