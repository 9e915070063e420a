/** Values for random props: those that fit, and, where a test asks for them, now and then one that does not. */
import fc from 'fast-check';

export interface Choices {
  /** Whether there are wrong values. */
  readonly wrong: boolean;
  /** One of `right`, and one time in sixteen one of `wrong`. */
  readonly mostly: <T>(right: readonly T[], wrong: readonly unknown[]) => fc.Arbitrary<T>;
  /** Nothing three times in five, otherwise one of `right`, and one time in fifty one of `wrong`. */
  readonly seldom: <T>(right: readonly T[], wrong?: readonly unknown[]) => fc.Arbitrary<T | undefined>;
}

const one = <T>(values: readonly unknown[]) => fc.constantFrom(...(values as readonly T[]));

/** Mostly what makes sense, and now and then what does not. */
export const MIXED: Choices = {
  wrong: true,
  mostly: <T>(right: readonly T[], wrong: readonly unknown[]) =>
    fc.oneof({ arbitrary: one<T>(right), weight: 15 }, { arbitrary: one<T>(wrong), weight: 1 }),
  seldom: <T>(right: readonly T[], wrong: readonly unknown[] = []) =>
    fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 60 },
      { arbitrary: one<T>(right), weight: 36 },
      ...(wrong.length > 0 ? [{ arbitrary: one<T>(wrong), weight: 2 }] : []),
    ),
};

/** Values that a construct takes; two of them together may still be refused. */
export const RIGHT: Choices = {
  wrong: false,
  mostly: (right) => one(right),
  seldom: <T>(right: readonly T[]) =>
    fc.oneof({ arbitrary: fc.constant(undefined), weight: 60 }, { arbitrary: one<T>(right), weight: 36 }),
};
