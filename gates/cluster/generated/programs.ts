/** Random programs, each given to the API server as the library makes it. */
import { inspect } from 'node:util';
import fc from 'fast-check';
import { type Api, openApi } from '../api';
import type { Cluster } from '../cluster';
import { type Manifest, nameOf } from '../manifests';
import { type Recipe, recipes } from './recipe';
import { synthesize } from './synthesize';

/** An error a user can act on: where, what, the value, and the fix. */
const READABLE = /\[[^\]]+\] [\s\S]+, got [\s\S]+; .+/;

export interface ProgramOptions {
  /** Number of programs that reach the server, `scaled(500)` by default; programs that the library refuses do not count. */
  readonly applied?: number;
  /** Makes manifests of a program; as users do it by default. */
  readonly make?: typeof synthesize;
}

/** @returns `MAINSTAY_SEED`, or another seed for each run. @throws if it is not a whole number */
export function seed(): number {
  const given = process.env['MAINSTAY_SEED'];
  if (given === undefined || given === '') return Date.now() % 2 ** 31;
  if (/^-?\d{1,10}$/.test(given)) return Number(given) | 0;
  throw new Error(`MAINSTAY_SEED must be a whole number, got ${given}; take the one that a failed run has printed`);
}

/** @returns a number of programs times `MAINSTAY_PROGRAMS`, at least one. @throws if that is no number above 0 */
export function scaled(programs: number): number {
  const given = process.env['MAINSTAY_PROGRAMS'] || '1';
  if (!(Number(given) > 0)) throw new Error(`MAINSTAY_PROGRAMS must be a number above 0, got ${given}; 2 doubles them`);
  return Math.max(1, Math.round(programs * Number(given)));
}

/** The first minor version for which `fit.ts` makes props: before, a store needs a Secret for its passwords, and no pod has sidecars. */
const FITS_FROM = 29;

/**
 * Sends random programs to the server: strictly, with admission, each in namespaces of its own, as dry runs except for these
 * namespaces.
 *
 * @returns how many there were
 * @throws with the smallest program that the server refuses or warns of, or that the library refuses without a reason; and when the
 * library refuses most of them
 */
export async function acceptsPrograms(cluster: Cluster, options: ProgramOptions = {}): Promise<string> {
  const { applied = scaled(500), make = synthesize } = options;
  const api = await openApi(cluster);
  const count = { generated: 0, refused: 0, objects: 0 };
  const start = seed();
  const judge = async (recipe: Recipe): Promise<void> => {
    count.generated += 1;
    const names = [`program-${count.generated}-here`, `program-${count.generated}-there`] as const;
    const manifests = answerOf(() => make(recipe, names));
    if (manifests === undefined) count.refused += 1;
    fc.pre(manifests !== undefined);
    count.objects += manifests?.length ?? 0;
    const complaints = await complaintsOf(api, manifests ?? [], names);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  };
  try {
    const settings = { seed: start, numRuns: applied, maxSkipsPerRun: 200 };
    const outcome = await fc.check(fc.asyncProperty(recipes(`1.${cluster.minor}`), judge), settings);
    if (outcome.failed) throw new Error(`MAINSTAY_SEED=${start}: ${describe(outcome)}`);
  } finally {
    await api.close();
  }
  const { generated, refused, objects } = count;
  if (cluster.minor >= FITS_FROM && refused > generated / 2) {
    throw new Error(
      `most programs must reach the server, got ${refused} refused of ${generated}; say in fit.ts what props need`,
    );
  }
  return `seed ${start}: ${generated} generated, ${refused} answered with a readable error, ${applied} applied, ${objects} objects`;
}

/** @returns the manifests; `undefined` when the library refuses with a readable error. @throws any other error */
function answerOf(make: () => Manifest[]): Manifest[] | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && READABLE.test(error.message)) return undefined;
    throw error;
  }
}

/** A dry run needs the namespaces: they are made for real, as the program wants them. */
async function complaintsOf(api: Api, manifests: readonly Manifest[], names: readonly string[]): Promise<string[]> {
  const isNamespace = ({ kind }: Manifest) => kind === 'Namespace';
  const own = manifests.filter(isNamespace);
  const others = names
    .filter((name) => own.every(({ metadata }) => metadata['name'] !== name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const ask = async (manifest: Manifest, dryRun: boolean) => {
    const complaint = await api.apply(manifest, { dryRun });
    return complaint === undefined ? [] : [`${nameOf(manifest)} ${complaint}\n${JSON.stringify(manifest)}`];
  };
  const first = await Promise.all([...own, ...others].map((manifest) => ask(manifest, false)));
  const rest = manifests.filter((manifest) => !isNamespace(manifest));
  return [...first, ...(await Promise.all(rest.map((manifest) => ask(manifest, true))))].flat();
}

function describe(outcome: Extract<fc.RunDetails<[Recipe]>, { failed: true }>): string {
  const { counterexample, errorInstance, numRuns, numShrinks } = outcome;
  if (counterexample === null) return `after ${numRuns} programs too many were refused by the library`;
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const props = inspect(counterexample[0], { depth: 8, breakLength: 120 });
  return `program ${numRuns}, made smaller ${numShrinks} times:\n${props}\n${said}`;
}
