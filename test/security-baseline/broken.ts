import { type Finding, verify } from '../../lib/security-baseline';
import { type GoodApp, goodApp } from './good-app';

/** A mistake that people make: what is changed in a good app, and what the rule says it got. */
export interface Mistake {
  readonly rule: string;
  readonly name: string;
  readonly change: (app: GoodApp) => void;
  readonly got: unknown;
  /** The object that the finding is about. */
  readonly about?: string;
}

export function findingsAfter(change: (app: GoodApp) => void): Finding[] {
  const app = goodApp();
  change(app);
  return verify(Object.values(app));
}

/** One test for each mistake that it is found, by that rule alone, and one that shows the value. */
export function describeMistakes(title: string, mistakes: readonly Mistake[]): void {
  describe(title, () => {
    test.each(mistakes.map((mistake) => [mistake.rule, mistake.name, mistake] as const))(
      '%s fails when %s',
      (rule, _name, { change, got, about }) => {
        const findings = findingsAfter(change);
        expect(findings.map((finding) => finding.rule)).toEqual([rule]);
        expect(findings[0]?.got).toEqual(got);
        if (about) expect(`${findings[0]?.object?.kind}/${findings[0]?.object?.name}`).toBe(about);
      },
    );
  });
}
