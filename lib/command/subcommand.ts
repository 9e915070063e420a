/** The parts of a process that a subcommand uses. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown };
  readonly env: Readonly<Record<string, string | undefined>>;
  cwd(): string;
}

/** A subcommand of `cdk8s-mainstay`. */
export interface Subcommand {
  readonly usage: string;
  readonly does: string;
  /** Returns the exit code: 0 when nothing was found, 1 when something was. Throws on wrong use. */
  run(args: readonly string[], terminal: Terminal): 0 | 1;
}
