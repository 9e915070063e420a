import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = path.join(__dirname, '..', '..', 'docs', 'compared.md');
const rows = readFileSync(PAGE, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| Feature'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, feature = '', , , ours = '', proof = '']) => ({ feature, ours, proof }));

/** The text and the file of a link. */
function linkOf(proof: string): { text: string; file: string } {
  const [, text = '', target = ''] = /^\[(.+)\]\((.+)\)$/.exec(proof) ?? [];
  return { text, file: path.join(path.dirname(PAGE), target) };
}

describe('the comparison with peers', () => {
  it('has a row for each of their features', () => {
    expect(rows.length).toBeGreaterThanOrEqual(47);
  });

  it.each(rows.filter(({ ours }) => ours === 'Y'))('has a test that proves: $feature', ({ proof }) => {
    const { text, file } = linkOf(proof);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(text);
  });

  it.each(rows.filter(({ ours }) => ours !== 'Y'))('has a reason for: $feature', ({ ours, proof }) => {
    expect(ours).toBe('–');
    const { text, file } = linkOf(proof);
    expect(text).not.toBe('');
    expect(existsSync(file)).toBe(true);
  });
});
