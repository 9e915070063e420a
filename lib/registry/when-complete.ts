import type { IConstruct } from 'constructs';
import { attempt, failAll, type MainstayError } from '../checks/errors';
import { AppRecord } from './registry';

interface Steps {
  /** Steps that may add constructs. */
  readonly additions: (() => void)[];
  /** Steps that judge the finished tree. */
  readonly judgements: (() => void)[];
}

const STEPS = new AppRecord<Steps>(() => ({ additions: [], judgements: [] }));

/**
 * Runs a step at the beginning of every synth, when the program has built its tree and nothing is rendered: additions before
 * judgements. It uses the validations of the root, which cdk8s runs first.
 */
export function whenComplete(scope: IConstruct, kind: keyof Steps, step: () => void): void {
  const steps = STEPS.of(scope);
  const isFirst = steps.additions.length + steps.judgements.length === 0;
  steps[kind].push(step);
  if (isFirst) scope.node.root.node.addValidation({ validate: () => run(steps) });
}

function run({ additions, judgements }: Steps): string[] {
  const errors: MainstayError[] = [];
  for (const step of additions) attempt(errors, step);
  // A tree that lacks additions is not judged.
  if (errors.length === 0) for (const step of judgements) attempt(errors, step);
  failAll(errors);
  return [];
}
