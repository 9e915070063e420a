import { constantCase } from '../registry/names';
import type { Binding, IBindable } from './binding';
import { changeReferences, referenceTo } from './references';

/** Returns the prefix of the variables about a provider: its name in capitals, of a host the first label, and the name of the port. */
export function prefixOf({ peer }: IBindable, port: string | undefined): string {
  const name = peer.name === peer.host ? peer.name.replace(/\..*$/, '') : peer.name;
  return constantCase([name, port].filter(Boolean).join('_'));
}

/**
 * Returns the variables of a binding so that a word is not said twice: `DATABASE` in place of `DATABASE_DATABASE`, and the same in
 * values that refer to it.
 */
export function withoutStutter(prefix: string, { env, files = {} }: Binding): Required<Pick<Binding, 'env' | 'files'>> {
  const word = prefix.split('_').at(-1) ?? prefix;
  const stutter = new RegExp(`^${prefix}_${word}(?=_|$)`);
  const taken = new Set([...Object.keys(env), ...Object.keys(files)]);
  const renamed = (name: string): string => {
    const short = name.replace(stutter, prefix);
    return taken.has(short) ? name : short;
  };
  const refers = (value: string): string =>
    changeReferences(value, (name) => (taken.has(name) ? referenceTo(renamed(name)) : undefined));
  return {
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [renamed(name), typeof value === 'string' ? refers(value) : value]),
    ),
    files: Object.fromEntries(Object.entries(files).map(([name, key]) => [renamed(name), key])),
  };
}
