// npm run pages: the picture of the rooms in docs/architecture.md, from the import rules and the imports of lib/.
const fs = require('node:fs');
const path = require('node:path');
const { ROOMS } = require('./rooms.js');

const LIB = path.join(__dirname, '..', 'lib');
const BEGIN = '<!-- rooms -->';
const END = '<!-- /rooms -->';

/** For each room, the lower rooms from which its files import; the import rules refuse all others. */
function arrows() {
  const found = new Map(ROOMS.map((room) => [room, new Set()]));
  for (const file of fs.readdirSync(LIB, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const known = found.get(roomOf(file));
    const text = fs.readFileSync(path.join(LIB, file), 'utf8');
    for (const [, target] of text.matchAll(/\bfrom '(\.[^']*)'/g)) {
      const room = roomOf(path.posix.join(path.posix.dirname(file), target));
      if (known && ROOMS.includes(room) && ROOMS.indexOf(room) < ROOMS.indexOf(roomOf(file))) known.add(room);
    }
  }
  return found;
}

const roomOf = (file) => file.split('/')[0];

/** The arrows that no way over other rooms replaces. */
function shortest(found) {
  const reaches = (from, to) => [...(found.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  return [...found].flatMap(([from, known]) =>
    ROOMS.filter((to) => known.has(to) && ![...known].some((other) => other !== to && reaches(other, to))).map((to) => [
      from,
      to,
    ]),
  );
}

function picture() {
  const boxes = [...ROOMS].reverse().map((room) => `  ${room}`);
  const lines = shortest(arrows()).map(([from, to]) => `  ${from} --> ${to}`);
  return ['```mermaid', 'flowchart TB', ...boxes, ...lines.reverse(), '```'].join('\n');
}

module.exports = {
  page: 'docs/architecture.md',
  render(text) {
    const [before, rest = ''] = text.split(BEGIN);
    return `${before}${BEGIN}\n${picture()}\n${END}${rest.split(END)[1] ?? ''}`;
  },
};
