import type * as Cel from '@bufbuild/cel';

type Expression = ReturnType<typeof Cel.parse>['expr'];

/**
 * The fields from a variable to a value that an expression reads. {@link ELEMENTS} stands for each element of a list, and
 * {@link PRESENCE} at the end means that the expression only asks if the value is there.
 */
export type Path = readonly string[];

export const ELEMENTS = '*';
export const PRESENCE = '?';

/** The paths of the variables that an expression has by itself, such as `e` in `list.all(e, …)`: none if what they hold is computed. */
type Own = ReadonlyMap<string, Path | undefined>;

/**
 * Returns the paths that an expression reads from its variables, such as `container.resources` and `pod.volumes.*.name`. A path stands
 * for all below it. Two objects with equal values there have the same result.
 */
export function pathsRead(expression: Expression, variables: readonly string[]): readonly Path[] {
  const found: Path[] = [];
  collect(expression, new Map(variables.map((name) => [name, [name]])), found);
  const paths = [...new Map(found.map((path) => [path.join('.'), path])).values()];
  return paths.filter((path) => !paths.some((other) => other !== path && includes(other, path)));
}

/** True if the values at a path tell those at another: a path that goes on shows if the value on its way is there. */
function includes(path: Path, other: Path): boolean {
  if (startsWith(other, path)) return true;
  return other.at(-1) === PRESENCE && startsWith(path, other.slice(0, -1));
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((field, at) => path[at] === field);
}

function collect(value: unknown, own: Own, found: Path[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (isExpression(value)) {
    const path = pathOf(value, own);
    if (path) found.push(whole(path));
    if (path || value.exprKind.case === 'identExpr') return;
    if (value.exprKind.case === 'comprehensionExpr') {
      collectLoop(value.exprKind.value, own, found);
      return;
    }
  }
  for (const inner of Object.values(value)) collect(inner, own, found);
}

type Loop = Extract<NonNullable<Expression>['exprKind'], { case: 'comprehensionExpr' }>['value'];

/** Reads a loop over a list at a path by what it reads from the elements. */
function collectLoop({ iterRange, iterVar, iterVar2, accuVar, ...parts }: Loop, own: Own, found: Path[]): void {
  const list = iterRange && iterVar2 === '' ? pathOf(iterRange, own) : undefined;
  const inside: Path[] = [];
  const element = list && list.at(-1) !== PRESENCE ? [...list, ELEMENTS] : undefined;
  const names = new Map([...own, [iterVar2, undefined], [accuVar, undefined], [iterVar, element]]);
  collect([parts.accuInit, parts.loopCondition, parts.loopStep, parts.result], names, inside);
  found.push(...inside);
  // A loop that reads nothing from the elements depends on their number.
  const isTold = element !== undefined && inside.some((path) => startsWith(path, element));
  if (!isTold) collect(iterRange, own, found);
}

/** Each element as a whole is the whole list. */
function whole(path: Path): Path {
  return path.at(-1) === ELEMENTS ? whole(path.slice(0, -1)) : path;
}

function isExpression(value: object): value is NonNullable<Expression> {
  return 'exprKind' in value;
}

/** Returns the path of a chain of fields that begins with a variable; `undefined` for any other expression. */
function pathOf(expression: Expression | undefined, own: Own): Path | undefined {
  const kind = expression?.exprKind;
  if (kind?.case === 'identExpr') return own.get(kind.value.name);
  if (kind?.case !== 'selectExpr') return undefined;
  const before = pathOf(kind.value.operand, own);
  return before && [...before, kind.value.field, ...(kind.value.testOnly ? [PRESENCE] : [])];
}
