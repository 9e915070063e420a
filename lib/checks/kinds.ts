import type { IConstruct } from 'constructs';
import { attempt, fail, failAll, type MainstayError } from './errors';
import {
  cpuFix,
  durationFix,
  flagFix,
  listFix,
  literal,
  numberFix,
  sizeFix,
  tableFix,
  textFix,
  wordFix,
} from './fixes';
import { insteadOf } from './prop-names';

/** The kind of a value, for programs that the compiler does not check. */
export interface Kind {
  readonly is: (value: unknown) => boolean;
  /** `a Size`. */
  readonly what: string;
  /** `use Size.gibibytes(10), for example`; a function when the fix depends on the value. */
  readonly fix: string | ((value: unknown) => string);
  /** True if the value must be given. @default false */
  readonly needed?: boolean;
  /** True if a value of another kind may be a secret, which no error shows. @default false */
  readonly secret?: boolean;
  /** Checks the content of a value of the kind; `about` is the name of the value in errors. @default - nothing */
  readonly inside?: (scope: IConstruct | undefined, value: unknown, about: string) => void;
}

/** The kind of each prop. A prop without one does not compile. */
export type Kinds<Props> = { readonly [Name in keyof Required<Props>]: Kind };

const has = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);

const can = (value: unknown, method: string): boolean =>
  has(value, method) && typeof (value as Readonly<Record<string, unknown>>)[method] === 'function';

/** Amounts and times are recognized by their methods, because there may be several copies of cdk8s. */
export const SIZE: Kind = {
  is: (value) => can(value, 'toKibibytes'),
  what: 'a Size',
  fix: sizeFix,
};
export const DURATION: Kind = {
  is: (value) => can(value, 'toSeconds'),
  what: 'a Duration',
  fix: durationFix,
};
export const CPU: Kind = {
  is: (value) => {
    const { amount } = (value ?? {}) as { readonly amount?: unknown };
    return typeof amount === 'string' && /^-?\d+(\.\d+)?m?$/.test(amount);
  },
  what: 'a Cpu',
  fix: cpuFix,
};
export const TEXT: Kind = {
  is: (value) => typeof value === 'string',
  what: 'text',
  fix: (value) => textFix(value),
};
export const NUMBER: Kind = {
  is: (value) => Number.isFinite(value),
  what: 'a number',
  fix: (value) => numberFix(value),
};
export const FLAG: Kind = {
  is: (value) => typeof value === 'boolean',
  what: 'true or false',
  fix: flagFix,
};
export const FUNCTION: Kind = { is: (value) => typeof value === 'function', what: 'a function', fix: 'use () => …' };
export const DATE: Kind = {
  is: (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  what: 'a Date',
  fix: (value) =>
    `use new Date(${literal(typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : '2027-01-31')})`,
};
export const LIST: Kind = {
  is: (value) => Array.isArray(value) && [...value].every((one) => typeof one === 'string' && !one.includes('\0')),
  what: 'a list of texts',
  fix: listFix,
};
/** An object with a value for each name, which have errors of their own in the code that uses them. */
export const RECORD: Kind = { is: isTable, what: 'names with a value each', fix: tableFix };
/** An object with a text for each name. */
export const TABLE: Kind = {
  is: (value) => isTable(value) && Object.values(value).every((one) => typeof one === 'string'),
  what: 'names with a text each',
  fix: tableFix,
};
export const PROPS: Kind = {
  is: (value) => has(value) && !Array.isArray(value),
  what: 'an object',
  fix: 'use { … }',
};
/** A name for people, which becomes part of the names of objects. */
export const NAME: Kind = {
  is: (value) => typeof value === 'string' && /[A-Za-z0-9]/.test(value),
  what: 'text with a letter or a digit',
  fix: "use a name such as 'mailer'",
};
/** A value that has an error of its own in the code that uses it. */
export const LATER: Kind = { is: () => true, what: 'anything', fix: 'use another' };
/** The literal that leaves something out. */
export const NONE = oneOf('none');

/** An instance of a class. */
export function made(by: { readonly prototype: object }, what: string, fix: Kind['fix']): Kind {
  return {
    is: (value) => has(value) && Object.prototype.isPrototypeOf.call(by.prototype, value as object),
    what,
    fix,
  };
}

/** An object with the given fields. */
export function shaped(fields: readonly string[], what: string, fix: Kind['fix']): Kind {
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
  return {
    is: (value) => words.includes(value as string),
    what: words.length === 1 ? `'${words[0]}'` : `one of ${words.join(', ')}`,
    fix: (value) => wordFix(value, words),
  };
}

/** A value of any of the kinds. */
export function either(...kinds: readonly [Kind, ...Kind[]]): Kind {
  return {
    is: (value) => kinds.some((kind) => kind.is(value)),
    what: kinds.map(({ what }) => what).join(' or '),
    fix: kinds[0].fix,
    secret: kinds.some((kind) => kind.secret),
    inside: (scope, value, about) => kinds.find((kind) => kind.is(value))?.inside?.(scope, value, about),
  };
}

/** An object with props of its own. */
export function object<Props>(kinds: Kinds<Props>, fix: Kind['fix'] = `use ${formOf(kinds)}`): Kind {
  return { ...PROPS, fix, inside: (scope, value, about) => checkProps(scope, value as Props & object, kinds, about) };
}

/** A list of values of one kind. */
export function listOf(kind: Kind, what = `a list, each ${kind.what}`): Kind {
  return {
    is: (value) => Array.isArray(value) && [...value].every((one) => kind.is(one)),
    what,
    fix: (value) => {
      if (Array.isArray(value)) {
        return fixOf(
          kind,
          value.find((one) => !kind.is(one)),
        );
      }
      if (kind.is(value)) return literal(value) === undefined ? 'put it in brackets' : `use [${literal(value)}]`;
      return fixOf(kind, value).replace(/^use (.*?)(, for example)?$/, 'use [$1]$2');
    },
    secret: kind.secret ?? false,
    inside: (scope, value, about) => {
      for (const one of value as readonly unknown[]) kind.inside?.(scope, one, about);
    },
  };
}

/** Names with a value of one kind each. */
export function tableOf(kind: Kind, what = `names with ${kind.what} each`): Kind {
  const values = (table: unknown): readonly unknown[] => Object.values(table as object);
  return {
    is: (value) => isTable(value) && values(value).every((one) => kind.is(one)),
    what,
    fix: (value) => {
      if (!isTable(value)) return 'use a form such as { name: … }';
      return fixOf(
        kind,
        values(value).find((one) => !kind.is(one)),
      );
    },
    secret: kind.secret ?? false,
    inside: (scope, value, about) => {
      for (const [name, one] of Object.entries(value as object)) kind.inside?.(scope, one, `${about} ${name}`);
    },
  };
}

/** Throws when a value is given and is not of its kind; `needed` kinds must be given. Returns the value. */
export function checkKind<Value>(scope: IConstruct | undefined, about: string, value: Value, kind: Kind): Value {
  if (value === undefined && !kind.needed) return value;
  if (!kind.is(value)) {
    const got = kind.secret && value !== undefined ? 'something else' : value;
    fail(scope, `${about} must be ${kind.what}`, got, fixOf(kind, value));
  }
  kind.inside?.(scope, value, about);
  return value;
}

/** Throws when an argument is not of its kind. `call` names the method: `Peer.addresses`. */
export function checkArguments<Given extends object>(call: string, given: Given, kinds: Kinds<Given>): void {
  for (const [name, kind] of Object.entries<Kind>(kinds)) {
    checkKind(undefined, `the ${name} of ${call}`, given[name as keyof Given], kind);
  }
}

/** Throws when a prop is not of its kind, or there is no prop of the name. Returns the props. */
export function checkProps<Props extends object>(
  scope: IConstruct | undefined,
  props: Props,
  kinds: Kinds<Props>,
  about = '',
): Props {
  const known = Object.keys(kinds) as (keyof Props & string)[];
  if (!PROPS.is(props)) {
    fail(scope, `${about || 'props'} must be an object`, props, `pass ${formOf(kinds)}`);
  }
  // Instances of classes may hold more than their interface says.
  const isForeign = !isPlain(props) && !known.some((name) => name in props);
  if (isForeign) fail(scope, `${about || 'props'} must be an object with props`, props, PROPS.fix as string);
  const errors: MainstayError[] = [];
  const given = isPlain(props) ? Object.entries(props).filter(([, value]) => value !== undefined) : [];
  for (const [name] of given.filter(([other]) => !Object.hasOwn(kinds, other))) {
    const what = `no prop${about && ` of ${about}`} has this name`;
    attempt(errors, () => fail(scope, what, name, insteadOf(name, known)));
  }
  // A prop that is missing may be the one with the wrong name.
  const checked = errors.length > 0 ? known.filter((name) => props[name] !== undefined) : known;
  for (const name of checked) {
    attempt(errors, () => checkKind(scope, [about, name].filter(Boolean).join('.'), props[name], kinds[name]));
  }
  failAll(errors);
  return props;
}

/** True for an object with names and values; a Map has none. */
function isTable(value: unknown): value is object {
  return has(value) && !Array.isArray(value) && isPlain(value as object);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `{ schedule: …, keep: … }`: the needed props, else the first. */
function formOf<Props>(kinds: Kinds<Props>): string {
  const names = Object.entries<Kind>(kinds);
  const needed = names.filter(([, kind]) => kind.needed);
  const shown = (needed.length > 0 ? needed : names.slice(0, 1)).map(([name]) => `${name}: …`);
  return shown.length > 0 ? `{ ${shown.join(', ')} }` : '{}';
}

function fixOf({ fix }: Kind, value: unknown): string {
  return typeof fix === 'function' ? fix(value) : fix;
}
