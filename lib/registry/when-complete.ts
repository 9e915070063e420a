import type { IConstruct } from 'constructs';
import { attempt, failAll, type MainstayError } from '../checks/errors';
import { keptIn } from '../checks/kept';
import { whileFinished } from '../manifest/renderings';
import { AppRecord } from './registry';

/** The findings of a judgement, by path of the construct. */
export type Found = ReadonlyMap<string, readonly string[]>;

interface Steps {
  /** Steps that may add constructs. */
  readonly additions: (() => void)[];
  /** Steps that judge the finished tree. */
  readonly judgements: (() => Found)[];
}

/** The steps of an app, and the state of its synth. */
class Completion {
  readonly steps: Steps = { additions: [], judgements: [] };
  /** True while the synth of Mainstay's own `App` runs the validations: it asks for the judgement itself, after all of them. */
  isJudgedLater = false;
  /** True if the tree lacks additions, because one of them failed. */
  private isIncomplete = false;
  private found: Found = new Map();
  private readonly reporters = new Set<string>();

  /** Runs as a validation of the root, which cdk8s runs first. */
  validate(root: IConstruct): string[] {
    this.isIncomplete = true;
    this.found = new Map();
    // A tree that lacks wrong props is not judged, either: synth throws what is wrong with them.
    if (keptIn(root).length > 0) return [];
    const errors: MainstayError[] = [];
    for (const step of this.steps.additions) attempt(errors, step);
    failAll(errors);
    this.isIncomplete = false;
    if (!this.isJudgedLater) this.report(root);
    return [];
  }

  judge(root: IConstruct): Found {
    if (this.isIncomplete) return new Map();
    const found = new Map<string, string[]>();
    whileFinished(root, () => {
      for (const step of this.steps.judgements) {
        for (const [path, messages] of step()) found.set(path, [...(found.get(path) ?? []), ...messages]);
      }
    });
    return found;
  }

  /** Lets each construct report what was found about it by a validation: cdk8s writes the path before it. */
  private report(root: IConstruct): void {
    this.found = this.judge(root);
    const constructs = new Map(root.node.findAll().map((construct) => [construct.node.path, construct]));
    for (const path of this.found.keys()) {
      if (this.reporters.has(path)) continue;
      this.reporters.add(path);
      constructs.get(path)?.node.addValidation({ validate: () => [...(this.found.get(path) ?? [])] });
    }
  }
}

const COMPLETIONS = new AppRecord(() => new Completion());

/**
 * Runs a step in every synth, when the program has built its tree: additions before all validations, judgements after the
 * additions. It uses the validations of the root, which cdk8s runs first.
 */
export function whenComplete<Kind extends keyof Steps>(scope: IConstruct, kind: Kind, step: Steps[Kind][number]): void {
  const completion = COMPLETIONS.of(scope);
  const { additions, judgements } = completion.steps;
  const isFirst = additions.length + judgements.length === 0;
  (completion.steps[kind] as (typeof step)[]).push(step);
  const { root } = scope.node;
  if (isFirst) root.node.addValidation({ validate: () => completion.validate(root) });
}

/** Runs the validations of an app without the judgement, for which `judge` then asks. */
export function beforeJudgement(app: IConstruct, validate: () => void): void {
  const completion = COMPLETIONS.of(app);
  completion.isJudgedLater = true;
  try {
    validate();
  } finally {
    completion.isJudgedLater = false;
  }
}

/** Judges a tree after its validations; finds nothing in one that lacks additions. */
export function judge(app: IConstruct): Found {
  return COMPLETIONS.of(app).judge(app.node.root);
}
