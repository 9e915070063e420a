import { closest } from '../checks/closest';
import { MainstayError } from '../checks/errors';
import type { Subcommand, Terminal } from './subcommand';
import { images } from './subcommands/images';
import { verifyManifests } from './subcommands/verify';

/** The subcommands. A new one is one line. */
const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  images,
  verify: verifyManifests,
};

/** Runs the command line. @returns the exit code: 0, 1 when something was found, 2 on wrong use */
export function run([name = '', ...args]: readonly string[], terminal: Terminal): 0 | 1 | 2 {
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (['-h', '--help', 'help'].includes(name)) {
    terminal.stdout.write(usage());
    return 0;
  }
  try {
    if (!subcommand) return wrong(terminal, unknown(name));
    return subcommand.run(args, terminal);
  } catch (error) {
    if (error instanceof MainstayError || isOfParser(error)) return wrong(terminal, (error as Error).message);
    throw error;
  }
}

function wrong(terminal: Terminal, message: string): 2 {
  terminal.stderr.write(`${message}\n\n${usage()}`);
  return 2;
}

function unknown(name: string): string {
  const names = Object.keys(SUBCOMMANDS);
  const near = closest(name, names);
  return `cdk8s-mainstay must be called with a subcommand, got ${name || 'none'}; use ${near ?? `one of ${names.join(', ')}`}`;
}

/** True for an error of `parseArgs` about a wrong option: https://nodejs.org/api/util.html#utilparseargsconfig */
function isOfParser(error: unknown): boolean {
  return `${Object(error ?? {}).code}`.startsWith('ERR_PARSE_ARGS');
}

function usage(): string {
  const lines = Object.values(SUBCOMMANDS).map(({ usage: text, does }) => `  cdk8s-mainstay ${text}\n      ${does}\n`);
  return `Usage:\n${lines.join('')}`;
}
