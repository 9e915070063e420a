/** A selector of an expression: the name of its series, and whether it has the matchers of what the expression is about. */
export interface Selector {
  readonly name: string;
  readonly own: boolean;
}

/** A label that stands for the matchers of what an expression is about. */
const OWN = 'mainstay_own=""';
const OWN_LABEL = 'mainstay_own';

interface SyntaxNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly type: { readonly isError: boolean };
}

interface Parser {
  parse(text: string): { iterate(visitor: { enter(node: SyntaxNode): void }): void };
}

/**
 * Returns an expression without its strings and numbers, which differ from app to app while its selectors are the same.
 * `undefined` where a string may be the name of a series.
 */
export function skeleton(expr: string, matchers: string): string | undefined {
  const bare = expr
    .replaceAll(matchers, OWN)
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
    .replace(/(?<![\w:.])\d+(?:\.\d+)?/g, '1');
  return /__name__|[{,]\s*""/.test(bare) ? undefined : bare;
}

/**
 * Returns the selectors of an expression by the grammar of PromQL; `undefined` if it is not PromQL. The parser is loaded when it is
 * first needed.
 *
 * @see https://github.com/prometheus/prometheus/tree/main/web/ui/module/lezer-promql
 */
export function parseSelectors(expr: string, matchers = ''): readonly Selector[] | undefined {
  const text = matchers === '' ? expr : expr.replaceAll(matchers, OWN);
  const { parser }: { readonly parser: Parser } = require('@prometheus-io/lezer-promql');
  const found: { name: string | undefined; own: boolean; end: number }[] = [];
  let wrong = false;
  let label = '';
  const textOf = ({ from, to }: SyntaxNode): string => text.slice(from, to);
  parser.parse(text).iterate({
    enter: (node) => {
      const last = found.at(-1);
      const inside = last !== undefined && node.to <= last.end ? last : undefined;
      if (node.type.isError) wrong = true;
      else if (node.name === 'VectorSelector') found.push({ name: undefined, own: false, end: node.to });
      else if (!inside) return;
      else if (node.name === 'Identifier') inside.name ??= textOf(node);
      else if (node.name === 'LabelName') label = textOf(node);
      else if (node.name === 'QuotedLabelName') label = '"';
      else if (node.name === 'MatchOp') label += textOf(node);
      else if (node.name === 'StringLiteral' && label === '__name__=') inside.name = textOf(node).slice(1, -1);
      else if (node.name === 'StringLiteral' && label === '"') inside.name ??= textOf(node).slice(1, -1);
      if (node.name === 'LabelName' && label === OWN_LABEL && inside) inside.own = true;
    },
  });
  if (wrong) return undefined;
  return found.flatMap(({ name, own }) => (name === undefined ? [] : [{ name, own }]));
}
