import type { Signal } from './signal';

/** Adds the name of one of several things, if it has one, to a signal about it: `BackupAgeOffsite`. */
export function called(name: string | undefined, signal: Signal): Signal {
  if (name === undefined) return signal;
  const ending = name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());
  return { ...signal, name: `${signal.name}${ending}`, question: `${signal.question} (${name})` };
}
