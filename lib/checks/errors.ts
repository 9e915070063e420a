import { dirname, sep } from 'node:path';
import type { IConstruct } from 'constructs';
import { keptIn, said } from './kept';

/** The frames between the program and the check: the library's own, and those of cdk8s, cdk8s-plus and constructs. */
const HOME = dirname(__dirname) + sep;
const TOOLS = /[\\/]node_modules[\\/](cdk8s|cdk8s-plus-\d+|constructs)[\\/]/;
const NATIVE = /\(<anonymous>\)$/;
/** The frames that reach the program from the deepest check; by default, V8 keeps ten. */
const DEEPEST = 200;

/**
 * An error that the program can fix. Its message is one sentence, `[path] what, got value; fix`; its parts are properties. Its
 * stack begins with the line of the program.
 *
 * @example
 * catch (error) {
 *   if (error instanceof MainstayError) console.error(error.fix);
 * }
 */
export class MainstayError extends Error {
  /** The path of the construct; `undefined` for a value that belongs to no construct yet, such as a `Port`. */
  declare readonly path: string | undefined;
  /** The rule that is broken: `host must be a host name`. */
  declare readonly what: string;
  /** The value that breaks it. Never a secret. */
  declare readonly got: unknown;
  /** The fix: `give shop.example.com`. */
  declare readonly fix: string;
  /** Further problems of the same call or app, which do not depend on this one. The message has a line for each. */
  declare readonly more: readonly MainstayError[];
  /** No other object has this type. */
  declare private readonly nominal: never;

  /** @internal */
  constructor(path: string | undefined, what: string, got: unknown, fix: string, more: readonly MainstayError[] = []) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = DEEPEST;
    const own = `${path === undefined ? '' : `[${path}] `}${problem(what, got, fix)}`;
    super([own, ...more.map(({ message }) => message)].join('\n'));
    Error.stackTraceLimit = stackTraceLimit;
    // Node.js prints enumerable properties after the stack of an uncaught error, which would say everything twice.
    for (const [name, value] of Object.entries({ name: 'MainstayError', path, what, got, fix, more })) {
      Object.defineProperty(this, name, { value, configurable: true });
    }
    beginWithProgram(this, stackTraceLimit);
  }
}

/** Throws an error about the whole app, such as a list of findings. Its stack begins with the line of the program, too. */
export function failApp(message: string): never {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEPEST;
  const error = new Error(message);
  Error.stackTraceLimit = stackTraceLimit;
  beginWithProgram(error, stackTraceLimit);
  throw error; // node-do-not-add-exception-line
}

/** Leaves out of a stack the frames between the line of the program and the check. */
function beginWithProgram(error: Error, limit: number): void {
  const { message, stack = '' } = error;
  const trace = stack.slice(stack.indexOf(message) + message.length + 1);
  const frames = trace
    .split('\n')
    .filter((frame) => !frame.includes(HOME) && !TOOLS.test(frame) && !NATIVE.test(frame));
  const value = [`${error.name}: ${message}`, ...frames.slice(0, limit)].join('\n');
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}

/** Throws `[path] what, got value; fix`, the one form of every error a user can make, after the problems that the app has kept. */
export function fail(scope: IConstruct | undefined, what: string, got: unknown, fix: string): never {
  const error = new MainstayError(scope && (scope.node.path || 'app'), what, got, fix);
  if (scope) failAll([...keptIn(scope).filter(isOurs), error]);
  // Node.js prints the line that throws above the stack of an uncaught error, unless that line has this comment.
  throw error; // node-do-not-add-exception-line
}

/** Throws errors as one, whose first is the first of them. Returns when there are none. */
export function failAll(errors: readonly MainstayError[]): void {
  const [first, ...more] = distinct(errors);
  if (!first) return;
  const error = more.length > 0 ? joined(first, more) : first;
  throw error; // node-do-not-add-exception-line
}

/** Returns an error with others in `more`. Its stack is its own, which may have been kept since its line of the program. */
function joined(first: MainstayError, more: readonly MainstayError[]): MainstayError {
  const { name, path, what, got, fix, message, stack = '' } = first;
  const error = new MainstayError(path, what, got, fix, more);
  const frames = stack.slice(name.length + 2 + message.length);
  Object.defineProperty(error, 'stack', { value: `${name}: ${error.message}${frames}`, configurable: true });
  return error;
}

/** Throws the problems that the app of `scope` has kept for its synth. */
export function failKept(scope: IConstruct): void {
  failAll(said(scope).filter(isOurs));
}

function isOurs(error: Error): error is MainstayError {
  return error instanceof MainstayError;
}

/** Returns every single error once, although several may say it. */
export function distinct(errors: readonly MainstayError[]): readonly MainstayError[] {
  const single = errors.flatMap((error) => {
    if (error.more.length === 0) return [error];
    return [joined(error, []), ...error.more];
  });
  return [...new Map(single.map((error) => [error.message, error])).values()];
}

/** Runs something, and adds an error that it throws to `errors`. Returns `undefined` then. */
export function attempt<T>(errors: MainstayError[], run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MainstayError)) throw error;
    errors.push(error);
    return undefined;
  }
}

/** Returns the values of independent parts. The errors of all of them are thrown as one. */
export function together<Parts extends object>(parts: { readonly [Name in keyof Parts]: () => Parts[Name] }): Parts {
  const errors: MainstayError[] = [];
  const values = Object.entries<() => unknown>(parts).map(([name, part]) => [name, attempt(errors, part)]);
  failAll(errors);
  return Object.fromEntries(values) as Parts;
}

/** Runs a function that knows no construct, and adds the path of `scope` to its errors. */
export function within<T>(scope: IConstruct, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MainstayError) || error.path !== undefined) throw error;
    const placed = distinct([error]).map((one) => {
      return one.path === undefined ? new MainstayError(scope.node.path || 'app', one.what, one.got, one.fix) : one;
    });
    failAll(placed);
    throw error; // node-do-not-add-exception-line
  }
}

/** Returns the same sentence without a path, for `node.addValidation`, which adds the path itself. */
export function problem(what: string, got: unknown, fix: string): string {
  const text = Array.isArray(got) && got.length === 1 ? got[0] : got;
  // A text in quotes, where the fix is the same without them.
  const repeated = typeof text === 'string' && text !== '' && fix.startsWith(`use ${text}`);
  const isRepeated = repeated && /^([,; ]|$)/.test(fix.slice(`use ${text}`.length));
  return `${what}, got ${isRepeated ? `'${text}'` : shown(got)}; ${fix}`;
}

/** A text whose spaces nobody sees. */
const SPACED = /^(\s[\s\S]*|[\s\S]*\s)$/;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty string' : SPACED.test(value) ? `'${value}'` : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : listShown(value);
  return typeof value === 'object' && !(value instanceof Date) ? objectShown(value) : String(value);
}

/** A list may hold itself. */
function listShown(list: readonly unknown[]): string {
  try {
    return [...list].map(shown).join(', ');
  } catch {
    return 'a list';
  }
}

/** Returns the content of a plain object, and the class of another, such as a construct. */
function objectShown(value: object): string {
  const by: unknown = value.constructor;
  const name: unknown = typeof by === 'function' && by !== Object ? by.name : '';
  // A class may have a static method of that name.
  if (typeof name === 'string' && name !== '') return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
  try {
    return JSON.stringify(value) ?? 'an object';
  } catch {
    return 'an object';
  }
}
