import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULES } from '../../lib/security-baseline/rules';

interface Page {
  readonly page: string;
  render(text: string): string;
}

const rules = require('../../scripts/rules.js') as Page;
const architecture = require('../../scripts/architecture.js') as Page;
const alerts = require('../../scripts/alerts.js') as Page;
const access = require('../../scripts/access.js') as Page;
const routes = require('../../scripts/routes.js') as Page;
const routing = require('../../scripts/routing.js') as Page;
const { ROOMS } = require('../../scripts/rooms.js') as { readonly ROOMS: readonly string[] };

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('the pages that are made from the code', () => {
  it.each([rules, access, architecture, alerts, routes, routing])(
    'are current, else run npm run pages: $page',
    ({ page, render }) => {
      expect(render(read(page))).toBe(read(page));
    },
  );

  it('have every rule once', () => {
    const ids = [...read('docs/rules.md').matchAll(/^\| <a id="([^"]+)"/gm)].map(([, id]) => id);
    expect(ids.sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it('say of every room what is in it, lowest first', () => {
    const named = [...read('docs/architecture.md').matchAll(/^\| `([a-z-]+)\/` \|/gm)].map(([, room]) => room);
    expect(named).toEqual(ROOMS);
  });

  it('name no room that is not there', () => {
    const folders = readdirSync(path.join(ROOT, 'lib'), { withFileTypes: true });
    expect(folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()).toEqual([...ROOMS].sort());
  });
});
