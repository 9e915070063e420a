import type { IConstruct } from 'constructs';
import { attempt, failAll, type MainstayError } from './errors';
import { keep, keepsProblems } from './kept';
import { checkKind, checkProps, type Kinds } from './kinds';
import { meantBy } from './prop-names';

/**
 * Checks the props of a construct and settles them. Throws their problems; in an app that keeps problems, it returns what the right
 * ones among them settle to, so that the program goes on, and synth throws the problems of all constructs together.
 *
 * @param standIn values of the props that a construct must have, where the given ones are wrong
 * @param settle has no effect that matters if it is called again
 */
export function settleProps<Props extends object, Settled>(
  scope: IConstruct,
  given: Props,
  kinds: Kinds<Props>,
  standIn: Partial<Props>,
  settle: (props: Props) => Settled,
): Settled {
  const errors: MainstayError[] = [];
  const first = attempt(errors, () => [settle(checkProps(scope, given, kinds))] as const);
  if (first) return first[0];
  if (!keepsProblems(scope)) failAll(errors);
  const right = { ...standIn, ...rightProps(given, kinds) } as Props;
  // A prop of a wrong kind does not hide a value that is wrong.
  const settled = attempt(errors, () => [settle(right)] as const) ?? [
    settleMost(right, standIn as Props, settle, errors),
  ];
  keep(scope, errors);
  return settled[0];
}

/**
 * Runs a step of making a construct whose result the program can do without. Throws its problem; in an app that keeps problems, it
 * returns nothing and synth throws it.
 */
export function stepOf<T>(scope: IConstruct, step: () => T): T | undefined {
  if (!keepsProblems(scope)) return step();
  const errors: MainstayError[] = [];
  const result = attempt(errors, step);
  if (errors.length > 0) keep(scope, errors);
  return result;
}

/** Returns the props of the right kinds, also those whose names are misspelled and mean one prop. */
function rightProps<Props extends object>(given: Props, kinds: Kinds<Props>): Partial<Props> {
  const known = Object.keys(kinds) as (keyof Props & string)[];
  const values = new Map<string, unknown>(known.map((name) => [name, given?.[name]]));
  for (const [name, value] of Object.entries(given ?? {})) {
    const [meant = '', ...others] = values.has(name) ? [] : meantBy(name, known);
    if (others.length === 0 && values.get(meant) === undefined) values.set(meant, value);
  }
  const isRight = (name: keyof Props & string): boolean => {
    const value = values.get(name);
    return value !== undefined && attempt([], () => [checkKind(undefined, name, value, kinds[name])]) !== undefined;
  };
  return Object.fromEntries(known.filter(isRight).map((name) => [name, values.get(name)])) as Partial<Props>;
}

/** Settles the props that can be settled together, beginning with the stand-ins. Throws when not even these can be. */
function settleMost<Props extends object, Settled>(
  right: Props,
  standIn: Props,
  settle: (props: Props) => Settled,
  errors: MainstayError[],
): Settled {
  let props = standIn;
  let settled = attempt(errors, () => [settle(props)] as const);
  if (!settled) failAll(errors);
  for (const [name, value] of Object.entries(right)) {
    const more = { ...props, [name]: value };
    const made = attempt([], () => [settle(more)] as const);
    if (made) [props, settled] = [more, made];
  }
  return (settled as readonly [Settled])[0];
}
