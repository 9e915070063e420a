import { isObject } from '../../manifest/json';
import { functionOf, type Strict } from './functions';
import { MACROS, type Macro } from './macros';
import { parse, type Syntax } from './syntax';
import { fieldOf, hasField, right, type Value, WRONG } from './values';

/** The values of the variables of an expression, in the order of their names. Macros keep their own behind them. */
export type Values = Value[];

/** A compiled expression. Returns {@link WRONG} instead of throwing. */
export type Expression = (values: Values) => Value;

/**
 * Compiles an expression of CEL over plain JSON. Its results are those of the specification.
 *
 * @param variables the names of the variables that it may use
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md
 */
export function compile(text: string, variables: readonly string[]): Expression {
  return new Compiler(variables).compiled(parse(text));
}

const NONE: Expression = () => WRONG;

class Compiler {
  constructor(private readonly variables: readonly string[]) {}

  compiled(syntax: Syntax): Expression {
    switch (syntax.is) {
      case 'literal':
        return () => syntax.value;
      case 'variable':
        return this.variable(syntax.name);
      case 'list':
        return this.strict((...items) => items, syntax.items);
      case 'field':
        return this.strict((of) => fieldOf(of, syntax.field), [syntax.of]);
      case 'operator':
        return this.operation(syntax.operator, syntax.operands);
      default:
        return this.call(syntax);
    }
  }

  private variable(name: string): Expression {
    const at = this.variables.lastIndexOf(name);
    if (at < 0) throw new Error(`unknown variable ${name}`);
    return (values) => values[at] ?? (values[at] === null ? null : WRONG);
  }

  private strict(act: Strict, operands: readonly Syntax[]): Expression {
    const all = operands.map((operand) => this.compiled(operand));
    const [first = NONE, second = NONE] = all;
    if (all.length === 1) {
      return (values) => {
        const value = first(values);
        return value === WRONG ? WRONG : act(value);
      };
    }
    if (all.length === 2) {
      return (values) => {
        const one = first(values);
        const other = second(values);
        return one === WRONG || other === WRONG ? WRONG : act(one, other);
      };
    }
    return (values) => {
      const results = right(all.map((operand) => operand(values)));
      return results === WRONG ? WRONG : act(...results);
    };
  }

  private operation(operator: string, operands: readonly Syntax[]): Expression {
    const [first = NONE, second = NONE, third = NONE] = operands.map((operand) => this.compiled(operand));
    if (operator === '||') return either(true, first, second);
    if (operator === '&&') return either(false, first, second);
    if (operator !== '?') return this.strict(functionOf(operator), operands);
    return (values) => {
      const holds = first(values);
      return typeof holds !== 'boolean' ? WRONG : holds ? second(values) : third(values);
    };
  }

  private call({ name, of, arguments: given }: Syntax & { readonly is: 'call' }): Expression {
    const [first, second] = given;
    if (name === 'has' && first?.is === 'field') {
      return this.strict((inner) => hasField(inner, first.field), [first.of]);
    }
    const macro = MACROS[name];
    if (macro && of && first?.is === 'variable' && second) return this.overEach(of, first.name, second, macro);
    return this.strict(functionOf(name), of ? [of, ...given] : given);
  }

  /** Compiles a macro over the elements of a list, or the keys of an object, each of which is a variable of the inner expression. */
  private overEach(list: Syntax, name: string, inner: Syntax, macro: Macro): Expression {
    const at = this.variables.length;
    const outer = this.compiled(list);
    const holds = new Compiler([...this.variables, name]).compiled(inner);
    return (values) => {
      const of = outer(values);
      const items = Array.isArray(of) ? of : isObject(of) ? Object.keys(of) : undefined;
      if (items === undefined) return WRONG;
      return macro(items, (item) => {
        values[at] = item;
        return holds(values);
      });
    };
  }
}

/** Compiles an operator whose result is `decisive` if one of two values is: the other may then be wrong. */
function either(decisive: boolean, first: Expression, second: Expression): Expression {
  return (values) => {
    const one = first(values);
    if (one === decisive) return decisive;
    const other = second(values);
    if (other === decisive) return decisive;
    return typeof one === 'boolean' && typeof other === 'boolean' ? !decisive : WRONG;
  };
}
