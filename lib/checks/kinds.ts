import type { IConstruct } from 'constructs';
import { fail } from './errors';

/** What a prop must be, for programs that the compiler does not check. */
export interface Kind {
  readonly is: (value: unknown) => boolean;
  /** `a Size`. */
  readonly what: string;
  readonly fix: string;
  /** Whether there is nothing without it. @default false */
  readonly needed?: boolean;
  /** Whether what was given in its place may be a secret, which no error shows. @default false */
  readonly secret?: boolean;
}

const has = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

/** Amounts and times are known by what they can do: there may be several copies of cdk8s. */
export const SIZE: Kind = {
  is: (value) => has(value, 'toKibibytes'),
  what: 'a Size',
  fix: 'use Size.gibibytes(10), for example',
};
export const DURATION: Kind = {
  is: (value) => has(value, 'toSeconds'),
  what: 'a Duration',
  fix: 'use Duration.hours(1), for example',
};
export const CPU: Kind = {
  is: (value) => has(value, 'amount') && typeof (value as { amount: unknown }).amount === 'string',
  what: 'an amount of CPU',
  fix: 'use Cpu.millis(250), for example',
};
export const TEXT: Kind = { is: (value) => typeof value === 'string', what: 'text', fix: 'put it in quotes' };
export const FLAG: Kind = {
  is: (value) => typeof value === 'boolean',
  what: 'true or false',
  fix: 'use one of the two',
};
export const LIST: Kind = {
  is: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  what: 'a list of text',
  fix: "use a form such as ['a', 'b']",
};
/** Names and what they stand for. */
export const TABLE: Kind = {
  is: (value) =>
    has(value) && !Array.isArray(value) && Object.values(value as object).every((v) => typeof v === 'string'),
  what: 'names with a text each',
  fix: "use a form such as { name: 'value' }",
};
export const PROPS: Kind = { is: (value) => has(value) && !Array.isArray(value), what: 'an object', fix: 'use { … }' };

/** An instance of a class. */
export function made(by: { readonly prototype: object }, what: string, fix: string): Kind {
  return {
    is: (value) => has(value) && Object.prototype.isPrototypeOf.call(by.prototype, value as object),
    what,
    fix,
  };
}

/** What has some fields. */
export function shaped(fields: readonly string[], what: string, fix: string): Kind {
  return { is: (value) => has(value, ...fields), what, fix };
}

export function needed(kind: Kind): Kind {
  return { ...kind, needed: true };
}

export function secret(kind: Kind): Kind {
  return { ...kind, secret: true };
}

/** A literal of a closed set. */
export function oneOf(...words: readonly string[]): Kind {
  return { is: (value) => words.includes(value as string), what: `one of ${words.join(', ')}`, fix: 'pick one' };
}

/** One or the other. */
export function either(...kinds: readonly [Kind, ...Kind[]]): Kind {
  return {
    is: (value) => kinds.some((kind) => kind.is(value)),
    what: kinds.map(({ what }) => what).join(' or '),
    fix: kinds[0].fix,
  };
}

/** Throws when a prop is given and is nothing of its kind. */
export function checkKinds<Props extends object>(
  scope: IConstruct | undefined,
  props: Props,
  kinds: { readonly [Name in keyof Props]?: Kind },
  about = '',
): Props {
  if (!PROPS.is(props)) fail(scope, `${about || 'props'} must be an object`, props, 'pass { … }');
  for (const name of Object.keys(kinds) as (keyof Props & string)[]) {
    const kind = kinds[name];
    const value: unknown = props[name];
    if (!kind || (value === undefined && !kind.needed) || kind.is(value)) continue;
    const got = kind.secret && value !== undefined ? 'something else' : value;
    fail(scope, `${[about, name].filter(Boolean).join('.')} must be ${kind.what}`, got, kind.fix);
  }
  return props;
}
