import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as ts from 'typescript';

const { withLazyImports } = require('../scripts/lazy.js') as {
  withLazyImports: (module: string, text: string) => string;
};

const { writeParsedRules } = require('../scripts/parsed-rules.js') as { writeParsedRules: (library: string) => void };

const ROOT = join(__dirname, '..');
/** Below the root, so that the programs find the packages. */
const CACHE = join(ROOT, 'build', 'bench');
const FOLDERS = ['lib', 'bench', 'apps'];

/**
 * Compiles the library, the programs of the bench and those of `apps/`, as the package is compiled: what is measured is then the
 * library and no compiler. Compiles only files that are newer than their JavaScript.
 *
 * @returns the folder with the JavaScript
 */
export function compiled(): string {
  const { config } = ts.parseConfigFileTextToJson('', readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: false }, ROOT);
  let isNew = false;
  for (const folder of FOLDERS) {
    const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      isNew = compile(join(entry.parentPath, entry.name), options) || isNew;
    }
  }
  if (isNew) writeParsedRules(join(CACHE, 'lib'));
  return CACHE;
}

/** Returns false for a file that is compiled already. */
function compile(file: string, compilerOptions: ts.CompilerOptions): boolean {
  const place = relative(ROOT, file);
  const target = join(CACHE, place.replace(/\.ts$/, '.js'));
  if (existsSync(target) && statSync(target).mtimeMs >= statSync(file).mtimeMs) return false;
  mkdirSync(dirname(target), { recursive: true });
  if (!file.endsWith('.ts')) cpSync(file, target);
  else {
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions, fileName: file });
    writeFileSync(target, withLazyImports(relative(join(CACHE, 'lib'), target), outputText));
  }
  return true;
}
