import { DIST, filesOf, manifestsOf } from '../support/dist';
import { validateManifest } from '../support/schema';

describe('the manifests of dist/', () => {
  const files = Object.entries(filesOf(DIST));

  it('are there', () => {
    expect(files.flatMap(([, text]) => manifestsOf(text)).length).toBeGreaterThan(0);
  });

  it('fit the schemas of the default Kubernetes version and of the custom resources', () => {
    const problems = files.flatMap(([file, text]) =>
      manifestsOf(text).flatMap((manifest) => validateManifest(manifest).map((problem) => `${file}: ${problem}`)),
    );
    expect(problems).toEqual([]);
  });
});
