import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const DOCS = path.join(__dirname, '..', '..', 'docs');

interface Row {
  readonly feature: string;
  readonly ours: string;
  readonly proof: string;
}

/** The cells of the tables of a page that have a number of columns, without their headings. */
function tables(page: string, columns: number): readonly (readonly string[])[] {
  return readFileSync(path.join(DOCS, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => cells.length === columns && !['Feature', 'Complaint'].includes(`${cells[0]}`));
}

const rowsOf = (page: string): readonly Row[] =>
  tables(page, 5).map(([feature = '', , , ours = '', proof = '']) => ({ feature, ours, proof }));

/** The text and the file of a link. */
function linkOf(proof: string): { text: string; file: string } {
  const [, text = '', target = ''] = /^\[(.+)\]\((.+)\)$/.exec(proof) ?? [];
  return { text, file: path.join(DOCS, target) };
}

function proves(proof: string): void {
  const { text, file } = linkOf(proof);
  expect(existsSync(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain(text);
}

describe.each([
  ['compared.md', 47],
  ['compared-observability.md', 27],
])('the comparison with peers in %s', (page, features) => {
  const rows = rowsOf(page);

  it('has a row for each of their features', () => {
    expect(rows.length).toBeGreaterThanOrEqual(features);
  });

  it.each(rows.filter(({ ours }) => ours === 'Y'))('has a test that proves: $feature', ({ proof }) => proves(proof));

  it.each(rows.filter(({ ours }) => ours !== 'Y'))('has a reason for: $feature', ({ ours, proof }) => {
    expect(ours).toBe('–');
    const { text, file } = linkOf(proof);
    expect(text).not.toBe('');
    expect(existsSync(file)).toBe(true);
  });
});

describe('the complaints about other tools', () => {
  const complaints = tables('compared-observability.md', 3);

  it('are thirteen', () => {
    expect(complaints).toHaveLength(13);
  });

  it.each(complaints)('have a test that would fail: %s', (_complaint, _read, test) => proves(`${test}`));
});
