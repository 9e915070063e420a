import { isRunnable, type Page, pages, programs, run, typeErrors } from './snippets';

jest.setTimeout(60_000);

function page(...lines: string[]): Page {
  return { path: 'docs/example.md', text: lines.join('\n') };
}

const imports = [
  "import { ApiObject, App, Chart } from 'cdk8s';",
  'const app = new App();',
  "const chart = new Chart(app, 'c');",
];
const map = "{ apiVersion: 'v1', kind: 'ConfigMap'";

const wrong = page('# Wrong', '```ts', ...imports, '```', 'and', '```ts', 'const n: number = chart;', '```');
const good = page(
  '<!-- ts',
  ...imports,
  '-->',
  '```ts',
  'const n = 1;',
  '```',
  '```ts',
  "import { App, Size } from 'cdk8s';",
  'const n = Size.gibibytes(1);',
  '```',
);

// A snapshot in a snippet shows the reader how; there is nothing to compare it with here.
expect.extend({ toMatchSnapshot: () => ({ pass: true, message: () => '' }) });

describe('the snippets of our pages', () => {
  const all = pages().flatMap(programs);
  const errors = typeErrors([...all, ...programs(wrong), ...programs(good)]);

  it('compile', () => {
    expect(errors.filter((error) => !error.startsWith('docs/example.md'))).toEqual([]);
  });

  it.each(
    [...all, ...programs(good)]
      .filter(isRunnable)
      .map((program) => [`${program.page}:${program.line}`, program] as const),
  )('run and give valid manifests: %s', (_, program) => {
    expect(run(program, require)).toEqual([]);
  });

  it('fail with the line of the page when they do not compile', () => {
    const own = errors.filter((error) => error.startsWith('docs/example.md'));
    expect(own).toEqual([
      expect.stringMatching(/^docs\/example\.md:9: Type 'Chart' is not assignable to type 'number'/),
    ]);
  });
});

describe('a page', () => {
  function problems(...lines: string[]): string[] {
    return programs(page('```ts', ...imports, '```', 'and so', '```ts', ...lines, '```')).flatMap((p) =>
      run(p, require),
    );
  }

  it('may continue a program without imports, and redeclare its names', () => {
    expect(programs(good)).toHaveLength(1);
    expect(problems('const chart = 1;')).toEqual([]);
  });

  it('may import more in a continuation, and again what the program has', () => {
    const more = "import { App, Testing } from 'cdk8s';";
    expect(problems(more, 'Testing.synth(new Chart(new App(), "d"));')).toEqual([]);
  });

  it('starts a new program with every import from cdk8s-mainstay', () => {
    const start = ['```ts', "import { App } from 'cdk8s-mainstay';", '```'];
    expect(programs(page(...start, ...start))).toHaveLength(2);
  });

  it('may go on with more imports from cdk8s-mainstay when it says so', () => {
    const start = ['```ts', "import { App } from 'cdk8s-mainstay';", 'const app = new App();', '```'];
    const more = [
      '```ts more',
      "import { App, Engine } from 'cdk8s-mainstay';",
      'Engine.valkey(); app.synth();',
      '```',
    ];
    const found = programs(page(...start, 'and', ...more));
    expect(found).toHaveLength(1);
    expect(typeErrors(found)).toEqual([]);
  });

  it('may show what is not to be compiled', () => {
    expect(programs(page('```ts fragment', 'web.uses(', '```', '```yaml', 'a: 1', '```'))).toEqual([]);
  });

  it('fails when its first snippet has no imports', () => {
    expect(() => programs(page('', '```ts', 'web.uses(db);', '```'))).toThrow(
      'docs/example.md:2: first ts snippet has no imports; add them, or mark it "ts fragment"',
    );
  });

  it('fails when a snippet throws', () => {
    expect(() => problems("throw new Error('no such engine');")).toThrow('docs/example.md:2: no such engine');
  });

  it('fails when a snippet makes a manifest that the API server would refuse', () => {
    expect(problems(`new ApiObject(chart, 'm', ${map}, metadata: { name: 'm' }, dta: {} });`)).toEqual([
      'docs/example.md:2: ConfigMap/m: manifest: unknown field "dta"',
    ]);
  });
});
