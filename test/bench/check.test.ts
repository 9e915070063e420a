import { regressions } from '../../bench/check';

beforeEach(() => jest.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => jest.restoreAllMocks());

/** A measurement that has one result after the other. */
const results = (...values: number[]) => jest.fn(() => values.shift() ?? Number.NaN);

describe('the check of the bench', () => {
  test('fails when a ratio is worse than the committed one by more than a quarter three times in a row', () => {
    expect(regressions({ synth: 4 }, { synth: results(5.1, 5.2, 5.3) })).toEqual([
      'synth: 5.100, 5.200, 5.300, committed 4',
    ]);
  });

  test('measures once when the ratio is as good as the committed one', () => {
    const measure = results(4.9);
    expect(regressions({ synth: 4 }, { synth: measure })).toEqual([]);
    expect(measure).toHaveBeenCalledTimes(1);
  });

  test('measures again when the ratio is worse, and passes with the first that is not', () => {
    const measure = results(9, 9, 4.5);
    expect(regressions({ synth: 4 }, { synth: measure })).toEqual([]);
    expect(measure).toHaveBeenCalledTimes(3);
  });

  test('fails when a ratio is not among the committed ones', () => {
    expect(regressions({}, { synth: results(1) })).toEqual(['synth: not in the committed ratios']);
  });
});
