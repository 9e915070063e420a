import { fail } from '../../checks/errors';
import type { StorePlan } from '../plan';

/** The data of another store, from `store.copy()` or `store.rehearsal()`: what a new store begins with. */
export class StoreCopy {
  /** No other object has this type. */
  declare private readonly nominal: never;

  /** @internal */
  private constructor(
    /** The store that is copied. @internal */
    readonly source: StorePlan,
    /** True if that takes writes meanwhile, which the copy lacks. */
    readonly rehearsal: boolean,
  ) {}

  /** The copy that clients are switched to. Throws while the store takes writes: what it acknowledges meanwhile would be lost. @internal */
  static final(source: StorePlan): StoreCopy {
    if (!source.facts.readOnly) {
      const fix = `set readOnly: true for ${source.scope.node.path}, or use rehearsal() to try it`;
      fail(source.scope, 'copy() must be of a store that takes no write meanwhile', source.facts.readOnly, fix);
    }
    return new StoreCopy(source, false);
  }

  /** A copy to try. @internal */
  static trial(source: StorePlan): StoreCopy {
    return new StoreCopy(source, true);
  }

  toString(): string {
    return `${this.source.scope.node.path}.${this.rehearsal ? 'rehearsal' : 'copy'}()`;
  }
}
