import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const ROOT = path.join(__dirname, '..', '..');
const ENTRANCES = ['lib/index.ts', 'lib/engine.ts', 'lib/testing/index.ts'].filter((file) =>
  existsSync(path.join(ROOT, file)),
);

/** A name that the library exports, or a member of one. */
export interface PublicName {
  /** Such as `WebAppProps.port`. */
  readonly name: string;
  /** The docstring without its tags; empty when there is none. */
  readonly text: string;
}

/** What a user sees of the library, by the compiler. */
export class PublicApi {
  private readonly checker: ts.TypeChecker;
  private readonly exported: readonly ts.Symbol[];

  constructor() {
    const config = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile).config;
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const files = ENTRANCES.map((file) => path.join(ROOT, file));
    const program = ts.createProgram(files, options);
    this.checker = program.getTypeChecker();
    const symbols = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      const module = source && this.checker.getSymbolAtLocation(source);
      return module ? this.checker.getExportsOfModule(module) : [];
    });
    this.exported = [...new Set(symbols.map((symbol) => this.resolved(symbol)))];
  }

  /** Exported names and their public members, with their docstrings. */
  names(): readonly PublicName[] {
    return this.exported.flatMap((symbol) => [
      { name: symbol.name, text: this.textOf(symbol) },
      ...membersOf(symbol).map((member) => ({ name: `${symbol.name}.${member.name}`, text: this.textOf(member) })),
    ]);
  }

  /** The names of the properties of an exported type, those that it inherits included. */
  propertiesOf(type: string): readonly string[] {
    return this.typeOf(type)
      .getProperties()
      .map(({ name }) => name);
  }

  /** Whether a type has a property, such as `scaling.min`; a list counts as one of its elements. */
  has(type: string, property: string): boolean {
    let at: ts.Type | undefined = this.typeOf(type);
    for (const name of property.split('.')) {
      const parts: readonly ts.Type[] = at.isUnion() ? at.types : [at];
      const elements = parts.flatMap((part) => this.checker.getIndexTypeOfType(part, ts.IndexKind.Number) ?? part);
      const found = elements.map((part) => part.getProperty(name)).find((symbol) => symbol !== undefined);
      if (found === undefined) return false;
      at = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(found));
    }
    return true;
  }

  private typeOf(name: string): ts.Type {
    const symbol = this.exported.find((candidate) => candidate.name === name);
    if (!symbol) throw new Error(`the library exports ${name}, got no such name; correct the name`);
    return this.checker.getDeclaredTypeOfSymbol(symbol);
  }

  private resolved(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }

  private textOf(symbol: ts.Symbol): string {
    return ts.displayPartsToString(symbol.getDocumentationComment(this.checker)).trim();
  }
}

/** Public members, static ones too, that are declared in the library and not inherited from another package. */
function membersOf(symbol: ts.Symbol): readonly ts.Symbol[] {
  const all = [...(symbol.members?.values() ?? []), ...(symbol.exports?.values() ?? [])];
  return all.filter(
    (member) =>
      member.name !== 'prototype' &&
      !member.name.startsWith('__') &&
      (member.declarations ?? []).every(
        (declaration) =>
          !(ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)),
      ),
  );
}
