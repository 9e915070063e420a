/** An expression of CEL: the part of the language that the rules use. */
export type Syntax =
  | { readonly is: 'literal'; readonly value: string | number | boolean | null }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'list'; readonly items: readonly Syntax[] }
  | { readonly is: 'field'; readonly of: Syntax; readonly field: string }
  | { readonly is: 'operator'; readonly operator: string; readonly operands: readonly Syntax[] }
  | {
      readonly is: 'call';
      readonly name: string;
      readonly of: Syntax | undefined;
      readonly arguments: readonly Syntax[];
    };

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(\d+)|([A-Za-z_]\w*)|(&&|\|\||[!=<>]=|[!<>+?:.,()[\]]))/y;
const CONSTANTS = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** Operators between two operands, from those that bind least. */
const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+']];

/**
 * Reads an expression. Throws on what is not of the language, or of the part of it that the rules use.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
 */
export function parse(text: string): Syntax {
  return new Parser(text).whole();
}

class Parser {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(private readonly text: string) {
    this.tokens = tokensOf(text);
  }

  whole(): Syntax {
    const syntax = this.expression();
    return this.at === this.tokens.length ? syntax : this.fail();
  }

  private expression(): Syntax {
    const condition = this.binary(0);
    if (!this.takes('?')) return condition;
    const then = this.binary(0);
    this.take(':');
    return { is: 'operator', operator: '?', operands: [condition, then, this.expression()] };
  }

  private binary(level: number): Syntax {
    const operators = BINARY[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.next; operator !== undefined && operators.includes(operator); operator = this.next) {
      this.at++;
      left = { is: 'operator', operator, operands: [left, this.binary(level + 1)] };
    }
    return left;
  }

  private unary(): Syntax {
    return this.takes('!') ? { is: 'operator', operator: '!', operands: [this.unary()] } : this.member();
  }

  private member(): Syntax {
    let of = this.primary();
    for (;;) {
      if (this.takes('[')) of = { is: 'operator', operator: '[]', operands: [of, this.closed(this.expression(), ']')] };
      else if (this.takes('.')) of = this.selection(of, this.name());
      else return of;
    }
  }

  private selection(of: Syntax, name: string): Syntax {
    return this.takes('(') ? { is: 'call', name, of, arguments: this.list(')') } : { is: 'field', of, field: name };
  }

  private primary(): Syntax {
    if (this.takes('(')) return this.closed(this.expression(), ')');
    if (this.takes('[')) return { is: 'list', items: this.list(']') };
    const token = this.next ?? '';
    if (/^["\d]/.test(token)) {
      this.at++;
      return { is: 'literal', value: JSON.parse(token) };
    }
    const name = this.name();
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { is: 'literal', value: constant };
    return this.takes('(') ? { is: 'call', name, of: undefined, arguments: this.list(')') } : { is: 'variable', name };
  }

  private list(end: string): readonly Syntax[] {
    const items: Syntax[] = [];
    if (this.takes(end)) return items;
    do items.push(this.expression());
    while (this.takes(','));
    return this.closed(items, end);
  }

  private closed<Inner>(inner: Inner, end: string): Inner {
    this.take(end);
    return inner;
  }

  private name(): string {
    const token = this.next ?? '';
    if (!/^[A-Za-z_]/.test(token) || token === 'in') this.fail();
    this.at++;
    return token;
  }

  private get next(): string | undefined {
    return this.tokens[this.at];
  }

  private takes(token: string): boolean {
    if (this.next !== token) return false;
    this.at++;
    return true;
  }

  private take(token: string): void {
    if (!this.takes(token)) this.fail();
  }

  private fail(): never {
    throw new Error(`unexpected ${this.next ?? 'end'} in ${this.text}`);
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const token = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (!found) throw new Error(`unexpected ${text.slice(at, at + 10)} in ${text}`);
    tokens.push(found[0].trimStart());
  }
  return tokens;
}
