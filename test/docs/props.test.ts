import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(path.join(ROOT, folder)).flatMap((file) => (file.endsWith(ending) ? [`${folder}/${file}`] : []));

/** What people read to learn how something is written. */
const EXAMPLES = ['README.md', ...filesIn('docs/guide', '.md'), ...filesIn('apps', '.ts')].map(read).join('\n');

const FILES = [
  'lib/workload',
  'lib/exposure',
  'lib/web-app',
  'lib/worker',
  'lib/scheduled-task',
  'lib/scaling',
].flatMap((folder) => filesIn(folder, '.ts'));

interface Prop {
  readonly of: string;
  readonly name: string;
  readonly optional: boolean;
  readonly comment: string;
}

/** The interfaces of a file that the library exports, with what is said about each of their fields. */
function propsIn(file: string, exported: ReadonlySet<string>): Prop[] {
  const source = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true);
  return source.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement) && exported.has(statement.name.text))
    .flatMap((statement) => {
      const { name, members } = statement as ts.InterfaceDeclaration;
      return members.filter(ts.isPropertySignature).map((member) => ({
        of: name.text,
        name: member.name.getText(source),
        optional: member.questionToken !== undefined,
        comment: source.text.slice(member.getFullStart(), member.getStart(source)).trim(),
      }));
    });
}

const exported = new Set([...read('lib/index.ts').matchAll(/\b[A-Z]\w+/g)].map(([name]) => name));
/** What is read and not written. */
const RESULTS = ['BindingClient'];
const props = FILES.flatMap((file) => propsIn(file, exported)).filter(({ of }) => !RESULTS.includes(of));

describe('the props of a WebApp, a Worker and a ScheduledTask', () => {
  it('are found', () => {
    const names = new Set(props.map(({ of }) => of));
    const some = ['WebAppProps', 'WorkloadProps', 'RolloutProps', 'ExposureProps', 'PlacementProps', 'ScheduleProps'];
    expect([...names]).toEqual(expect.arrayContaining(some));
    expect(props.length).toBeGreaterThan(90);
  });

  it('say what they are, and their defaults', () => {
    const silent = props.filter(({ comment, optional }) => comment === '' || (optional && !/@default/.test(comment)));
    expect(silent.map(({ of, name }) => `${of}.${name}`)).toEqual([]);
  });

  it('are each used in a guide or an app', () => {
    const unused = props.filter(({ name }) => !new RegExp(`\\b${name}(:|,| })`).test(EXAMPLES));
    expect(unused.map(({ of, name }) => `${of}.${name}`)).toEqual([]);
  });
});
