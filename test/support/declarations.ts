import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './dist';

const PACKAGE = path.join(ROOT, 'node_modules', 'cdk8s-mainstay');
const USER = path.join(ROOT, 'user.ts');

function parsed(config: string, more: ts.CompilerOptions): { options: ts.CompilerOptions; fileNames: string[] } {
  const read = ts.readConfigFile(path.join(ROOT, config), ts.sys.readFile).config as object;
  const { options, fileNames } = ts.parseJsonConfigFileContent(read, ts.sys, ROOT, more);
  return { options, fileNames };
}

/** The types of the package as `npm run build` writes them, installed where a program of a user finds them. */
export class Declarations {
  private readonly files = new Map<string, string>();
  private readonly sources = new Map<string, ts.SourceFile | undefined>();

  constructor() {
    const { options, fileNames } = parsed('tsconfig.build.json', {
      emitDeclarationOnly: true,
      outDir: `${PACKAGE}/build`,
    });
    const program = ts.createProgram(fileNames, options);
    program.emit(undefined, (file, text) => this.files.set(path.normalize(file), text), undefined, true);
    this.files.set(path.join(PACKAGE, 'package.json'), readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  }

  /** A program of a user. The library's own declarations are checked too, as without `skipLibCheck`. */
  program(text: string, options: ts.CompilerOptions = {}): ts.Program {
    const all: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
      ...options,
    };
    const host = ts.createCompilerHost(all);
    const { fileExists, readFile, getSourceFile, directoryExists } = host;
    const files = new Map([...this.files, [USER, text]]);
    host.fileExists = (file) => files.has(path.normalize(file)) || fileExists(file);
    host.readFile = (file) => files.get(path.normalize(file)) ?? readFile(file);
    host.directoryExists = (folder) =>
      path.normalize(folder).startsWith(PACKAGE) || (directoryExists?.(folder) ?? true);
    host.getSourceFile = (file, how, ...rest) => {
      const own = files.get(path.normalize(file));
      if (own !== undefined) return ts.createSourceFile(file, own, how);
      const key = `${file} ${JSON.stringify(how)}`;
      if (!this.sources.has(key)) this.sources.set(key, getSourceFile(file, how, ...rest));
      return this.sources.get(key);
    };
    return ts.createProgram([USER], all, host);
  }

  /** The errors in the user's program, and in the declarations of the package, as `line: message`. */
  errors(text: string, options?: ts.CompilerOptions): string[] {
    const program = this.program(text, options);
    const own = program.getSourceFiles().filter(({ fileName }) => this.isOurs(fileName));
    return own.flatMap((source) =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ start, messageText }) => {
          const line = source.getLineAndCharacterOfPosition(start ?? 0).line + 1;
          const where = source.fileName === USER ? '' : path.relative(PACKAGE, source.fileName);
          return `${where}${where && ':'}${line}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
        },
      ),
    );
  }

  private isOurs(file: string): boolean {
    return file === USER || path.normalize(file).startsWith(PACKAGE);
  }
}
