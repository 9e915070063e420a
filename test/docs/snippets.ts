// The TypeScript in our Markdown is compiled and run. How a page is read:
//  - A ```ts snippet that imports from cdk8s-mainstay starts a program. Any other continues the program before it: it sees
//    the names there, may redeclare them, and may import more. ```ts more continues it even with imports from cdk8s-mainstay.
//  - Lines between `<!-- ts` and `-->` belong to the program too, but no reader sees them: declarations, set-up.
//  - ```ts fragment is shown and not compiled: for what is deliberately wrong or incomplete.
//  - A program that creates an App or a Testing chart is run, and its manifests must fit the schemas.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { manifestsOf } from '../support/dist';
import { validateManifest } from '../support/schema';

export interface Page {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Program {
  readonly page: string;
  /** Line of the page on which the program starts. */
  readonly line: number;
  /** Has the same line numbers as the page. */
  readonly source: string;
}

const ROOT = path.join(__dirname, '..', '..');

/** All Markdown pages whose snippets count. */
export function pages(): Page[] {
  const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !file.startsWith('api'))
    .map((file) => `docs/${file}`);
  const top = readdirSync(ROOT).filter((file) => ['README.md', 'CONTRIBUTING.md'].includes(file));
  return [...top, ...docs.sort()].map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

/** The programs of a page. Throws when the first snippet has no imports. */
export function programs(page: Page): Program[] {
  const lines = page.text.split('\n');
  const found: { line: number; source: string[]; blocks: number }[] = [];
  for (const { start, end, more } of snippets(lines)) {
    const body = lines.slice(start, end);
    const text = body.join('\n');
    const last = found.at(-1);
    const starts = !more && /from 'cdk8s-mainstay/.test(text);
    if (starts || (!last && /^import\b/m.test(text))) {
      found.push({ line: start + 1, source: [...Array<string>(start).fill(''), ...body], blocks: 0 });
    } else if (last) {
      last.source[0] += importsOf(text, last.source.join('\n'));
      const rest = text.replace(IMPORT, (statement) => statement.replace(/[^\n]/g, '')).split('\n');
      last.source.push(...Array<string>(start - last.source.length - 1).fill(''), '{', ...rest);
      last.blocks += 1;
    } else {
      throw new Error(`${page.path}:${start}: first ts snippet has no imports; add them, or mark it "ts fragment"`);
    }
  }
  return found.map(({ line, source, blocks }) => {
    const synth = source.some((text) => /^const app = new App\(/.test(text)) ? ['app.synth();'] : [];
    return { page: page.path, line, source: [...source, ...synth, '}'.repeat(blocks)].join('\n') };
  });
}

const IMPORT = /^import \{([^}]*)\} from ('[^']+');/gm;

/** The imports of a snippet, which cannot stand in a block, without the names that the program has already. */
function importsOf(snippet: string, program: string): string {
  const known = new Set(
    [...program.matchAll(IMPORT)].flatMap(([, names = '']) => names.split(',').map((n) => n.trim())),
  );
  return [...snippet.matchAll(IMPORT)]
    .map(([, names = '', from]) => [names.split(',').filter((name) => !known.has(name.trim())), from] as const)
    .map(([names, from]) => (names.length ? `import {${names}} from ${from}; ` : ''))
    .join('');
}

function snippets(lines: string[]): { start: number; end: number; more: boolean }[] {
  const found: { start: number; end: number; more: boolean }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const open = lines[i] ?? '';
    const close = open.startsWith('```') ? '```' : open === '<!-- ts' ? '-->' : undefined;
    if (close === undefined) continue;
    const length = lines.slice(i + 1).indexOf(close);
    const end = length < 0 ? lines.length : i + 1 + length;
    const more = open === '```ts more';
    if (more || open === '```ts' || open === '<!-- ts') found.push({ start: i + 1, end, more });
    i = end;
  }
  return found;
}

/** Type errors as `page:line: message`, from one TypeScript program over all. */
export function typeErrors(all: Program[]): string[] {
  const files = new Map(all.map((program) => [path.join(ROOT, `${program.page}.${program.line}.ts`), program]));
  const { options } = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'tsconfig.json'),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (problem) => {
        throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'));
      },
    },
  ) ?? { options: {} };
  const paths = {
    'cdk8s-mainstay': ['./lib/index.ts'],
    'cdk8s-mainstay/engine': ['./lib/engine.ts'],
    'cdk8s-mainstay/testing': ['./lib/testing/index.ts'],
  };
  Object.assign(options, { paths, noUnusedLocals: false, noUnusedParameters: false });
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file)?.source ?? readFile(file);
  host.getSourceFile = (file, target, ...rest) => {
    const program = files.get(file);
    return program ? ts.createSourceFile(file, program.source, target) : getSourceFile(file, target, ...rest);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([file, { page }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((problem) => {
      const line = source?.getLineAndCharacterOfPosition(problem.start ?? 0).line ?? 0;
      return `${page}:${line + 1}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`;
    });
  });
}

/** Whether running the program synthesizes anything. */
export function isRunnable({ source }: Program): boolean {
  return /\bnew App\(|\bTesting\.(app|chart)\(/.test(source);
}

/** Runs the program with what `require` gives and returns the problems of its manifests; throws `page:line: message`. */
export function run(program: Program, require: NodeJS.Require): string[] {
  const { outputText } = ts.transpileModule(program.source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true },
  });
  const outdir = mkdtempSync(path.join(tmpdir(), 'mainstay-docs-'));
  const before = process.env['CDK8S_OUTDIR'];
  process.env['CDK8S_OUTDIR'] = outdir;
  try {
    const now = (_: string, body: () => void) => body();
    new Function('require', 'exports', 'describe', 'it', 'test', outputText)(require, {}, now, now, now);
    return readdirSync(outdir, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => manifestsOf(readFileSync(path.join(outdir, file), 'utf8')))
      .flatMap((manifest) => validateManifest(manifest))
      .map((problem) => `${program.page}:${program.line}: ${problem}`);
  } catch (error) {
    throw new Error(`${program.page}:${program.line}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    if (before === undefined) delete process.env['CDK8S_OUTDIR'];
    else process.env['CDK8S_OUTDIR'] = before;
    rmSync(outdir, { recursive: true, force: true });
  }
}
