import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/dist';

jest.setTimeout(60_000);

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const FILES: Readonly<Record<string, string>> = {
  'lib/checks/value.ts': 'export const value = 1;\n',
  'lib/web-app/right.ts': "import { value } from '../checks/value';\nexport type Right = typeof value;\n",
  'lib/checks/knows-a-higher-room.ts': "import type { Right } from '../web-app/right';\nexport type A = Right;\n",
  'lib/worker/circle.ts': "import type { B } from './end-of-circle';\nexport type A = B | 1;\n",
  'lib/worker/end-of-circle.ts': "import type { A } from './circle';\nexport type B = A | 2;\n",
  'lib/observability/knows-a-construct.ts': "import type { Right } from '../web-app/right';\nexport type A = Right;\n",
  'lib/attic/value.ts': 'export const value = 1;\n',
  'lib/worker/looks-into-the-attic.ts': "export { value } from '../attic/value';\n",
  'lib/worker/needs-a-tool-of-the-tests.ts': "export * from 'yaml';\n",
  'lib/worker/knows-an-entrance.ts': "export { everything } from '../index';\n",
  'lib/index.ts': 'export const everything = 1;\n',
};

describe('the import rules', () => {
  let project: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    project = mkdtempSync(path.join(tmpdir(), 'mainstay-import-rules-'));
    for (const file of ['.dependency-cruiser.js', 'scripts/rooms.js', 'tsconfig.json', 'package.json']) {
      cpSync(path.join(ROOT, file), path.join(project, file));
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'));
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    }
    const command = path.join(ROOT, 'node_modules', '.bin', 'depcruise');
    const { stdout } = spawnSync(command, ['lib', '--output-type', 'json'], { cwd: project, encoding: 'utf8' });
    violations = JSON.parse(stdout).summary.violations;
  });
  afterAll(() => rmSync(project, { recursive: true }));

  const brokenBy = (file: string): readonly string[] =>
    violations.filter(({ from }) => from === `lib/${file}.ts`).map(({ rule }) => rule.name);

  test('a room may import from a lower one', () => expect(brokenBy('web-app/right')).toEqual([]));

  test.each([
    [
      'a lower room knows a higher one, if only by a type',
      'checks/knows-a-higher-room',
      'checks-knows-lower-rooms-only',
    ],
    ['files import each other in a circle, if only types', 'worker/circle', 'no-circles'],
    ['a construct knows another one', 'observability/knows-a-construct', 'observability-knows-no-other-construct'],
    ['a folder has no place among the rooms', 'worker/looks-into-the-attic', 'every-file-has-a-room'],
    ['the library needs a tool of its tests', 'worker/needs-a-tool-of-the-tests', 'lib-needs-only-what-it-ships-with'],
    ['a room knows an entrance', 'worker/knows-an-entrance', 'rooms-do-not-know-the-entrances'],
  ])('fails when %s', (_title, file, rule) => expect(brokenBy(file)).toEqual([rule]));
});
