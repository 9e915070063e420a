import fc from 'fast-check';

/** Without these there is no construct; everything else may be left out. */
const REQUIRED = ['image', 'engine', 'schedule'];
/** Props that all stand together are mostly refused for one of them; a few at a time also show what they do to each other. */
const MOST_PROPS = 7;

/** Leaves out all but a few of the optional props. */
export function few<Props extends object>(props: fc.Arbitrary<Props>): fc.Arbitrary<Props> {
  return props.chain((all) => {
    const given = Object.entries(all).filter(([, value]) => value !== undefined);
    const needed = given.filter(([name]) => REQUIRED.includes(name));
    const optional = given.filter(([name]) => !REQUIRED.includes(name));
    return fc
      .subarray(optional, { maxLength: Math.min(MOST_PROPS, optional.length) })
      .map((chosen) => Object.fromEntries([...needed, ...chosen]) as Props);
  });
}
