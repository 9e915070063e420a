import type { IConstruct } from 'constructs';

/** The problems of an app that goes on in spite of them, and the constructs that are made without their wrong props. */
interface Kept {
  readonly errors: Error[];
  readonly mended: Set<IConstruct>;
}

const apps = new WeakMap<IConstruct, Kept>();
/** The problems that no synth has thrown. */
const unsaid = new Set<Kept>();

/** Lets the constructs of an app keep their problems until synth, so that those of several arrive together. */
export function keepProblems(root: IConstruct): void {
  apps.set(root, { errors: [], mended: new Set() });
}

/** True if the root of `scope` is an app that keeps problems. Other roots, such as those of tests, may never be synthesized. */
export function keepsProblems(scope: IConstruct): boolean {
  return apps.has(scope.node.root);
}

/** Keeps the problems of a construct until synth. */
export function keep(scope: IConstruct, errors: readonly Error[]): void {
  const kept = apps.get(scope.node.root);
  if (!kept) return;
  kept.errors.push(...errors);
  kept.mended.add(scope);
  if (unsaid.size === 0) process.on('uncaughtExceptionMonitor', sayAll);
  unsaid.add(kept);
}

/** Returns the problems that the app of `scope` keeps, which its synth throws now. */
export function said(scope: IConstruct): readonly Error[] {
  const kept = apps.get(scope.node.root);
  if (kept && unsaid.delete(kept) && unsaid.size === 0) process.off('uncaughtExceptionMonitor', sayAll);
  return keptIn(scope);
}

/** Says what is kept when a program ends by another error before its synth, such as one that comes from a prop that was left out. */
function sayAll(error: unknown): void {
  const message = error instanceof Error ? error.message : '';
  const texts = [...unsaid].flatMap(({ errors }) => errors.map((one) => one.message));
  for (const text of new Set(texts)) if (!message.includes(text)) process.stderr.write(`${text}\n`);
}

/** Returns the problems that the app of `scope` keeps. */
export function keptIn(scope: IConstruct): readonly Error[] {
  return apps.get(scope.node.root)?.errors ?? [];
}

/** True if a construct of the path is, or is in, one that is made without its wrong props: other problems may come from that. */
export function isMended(root: IConstruct, path: string): boolean {
  const { mended = [] } = apps.get(root) ?? {};
  return [...mended].some(({ node }) => path === node.path || path.startsWith(`${node.path}/`));
}
