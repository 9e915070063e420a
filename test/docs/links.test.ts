import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pages } from './snippets';

const ROOT = path.join(__dirname, '..', '..');
const GATES = [
  'gates/README.md',
  'gates/cluster/README.md',
  'gates/dataplane/README.md',
  'gates/rules/README.md',
  'CHANGELOG.md',
];
const texts = new Map(
  [...pages().map(({ path: file }) => file), ...GATES].map((file) => [
    file,
    readFileSync(path.join(ROOT, file), 'utf8'),
  ]),
);

/** Text outside of code. */
const prose = (text: string): string =>
  text.replace(/^(```|<!-- ts)[\s\S]*?^(```|-->)$/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors of a page, as GitHub makes them from headings. */
function anchors(text: string): string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  const written = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);
  return [
    ...headings.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
    ...written,
  ];
}

/** The links of a page to nothing. */
function broken(file: string, text: string): string[] {
  const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [where = '', anchor] = target.split('#');
    const to = where === '' ? file : path.posix.normalize(path.posix.join(path.posix.dirname(file), where));
    if (!existsSync(path.join(ROOT, to))) return true;
    return (
      anchor !== undefined && to.endsWith('.md') && !anchors(readFileSync(path.join(ROOT, to), 'utf8')).includes(anchor)
    );
  });
}

describe('the links of our pages', () => {
  it.each([...texts])('lead to a file and a heading: %s', (file, text) => {
    expect(broken(file, text)).toEqual([]);
  });

  it('fail when there is no such file, or no such heading in it', () => {
    const text = '[a](docs/none.md) [b](README.md#no-such-heading) [c](README.md#try-it) [d](#here)\n\n## Here';
    expect(broken('README.md', text)).toEqual(['docs/none.md', 'README.md#no-such-heading', '#here']);
  });

  it('find every guide and every decision from the index', () => {
    const index = readFileSync(path.join(ROOT, 'docs/README.md'), 'utf8');
    const missing = [...texts.keys()].filter((file) => file.startsWith('docs/') && file !== 'docs/README.md');
    expect(missing.filter((file) => !index.includes(`](${file.slice('docs/'.length)})`))).toEqual([]);
  });
});
