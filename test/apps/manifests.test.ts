import { readdirSync } from 'node:fs';
import { DIST, filesOf, manifestsOf } from '../support/dist';
import { validateManifest } from '../support/schema';

describe('the manifests of dist/', () => {
  const files = Object.entries(filesOf(DIST));

  it('are all that is there, so that kubectl apply -f dist/ takes every file', () => {
    const entries = readdirSync(DIST, { recursive: true, withFileTypes: true });
    const others = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.k8s.yaml'));
    expect(others.map(({ name }) => name)).toEqual(['.mainstay']);
    const objects = files.flatMap(([file, text]) => manifestsOf(text).map((object) => ({ file, object })));
    for (const { file, object } of objects) {
      const named = {
        apiVersion: expect.any(String),
        kind: expect.any(String),
        metadata: { name: expect.any(String) },
      };
      expect({ file, object }).toMatchObject({ file, object: named });
    }
  });

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
