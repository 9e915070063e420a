/** The stores of one engine under their memory limits: what is done with them, and the table of the results. */
import type { Root } from '../software/roots';

/** The share of the limit that processes and the kernel may take up. */
export const MOST = 0.95;

export interface Lane {
  readonly label: string;
  readonly columns: readonly string[];
  /** Sizes of the container in MiB, unless the command names some. */
  readonly sizes: readonly number[];
  readonly root: () => Promise<Root>;
  readonly cases: readonly Case[];
}

export interface Case {
  readonly name: string;
  readonly run: (root: string, mebibytes: number) => Promise<Result>;
}

export interface Result {
  readonly cells: readonly string[];
  /** Sentences without a beginning: `2 servers were killed`. */
  readonly failures: readonly string[];
}
