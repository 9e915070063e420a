import type * as Cel from '@bufbuild/cel';

type Expression = ReturnType<typeof Cel.parse>['expr'];
type Path = readonly string[];

/**
 * Returns the paths of fields that an expression reads from its variables, such as `container.resources`. A path stands for all
 * below it. Two objects with equal values there have the same result.
 */
export function pathsRead(expression: Expression, variables: readonly string[]): readonly Path[] {
  const found: Path[] = [];
  collect(expression, new Set(variables), found);
  const paths = [...new Map(found.map((path) => [path.join('.'), path])).values()];
  return paths.filter((path) => !paths.some((other) => other.length < path.length && startsWith(path, other)));
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((field, at) => path[at] === field);
}

function collect(value: unknown, variables: ReadonlySet<string>, found: Path[]): void {
  if (typeof value !== 'object' || value === null) return;
  const path = isExpression(value) ? pathOf(value) : undefined;
  if (path) {
    if (variables.has(`${path[0]}`)) found.push(path);
    return;
  }
  for (const inner of Object.values(value)) collect(inner, variables, found);
}

function isExpression(value: object): value is Expression {
  return 'exprKind' in value;
}

/** Returns the path of a chain of fields that begins with a variable; `undefined` for any other expression. */
function pathOf(expression: Expression | undefined): Path | undefined {
  const kind = expression?.exprKind;
  if (kind?.case === 'identExpr') return [kind.value.name];
  if (kind?.case !== 'selectExpr') return undefined;
  const before = pathOf(kind.value.operand);
  return before && [...before, kind.value.field];
}
