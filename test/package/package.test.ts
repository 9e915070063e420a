import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/dist';

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));

function sourceOf(built: string): string {
  return path.join(ROOT, built.replace(/^(\.\/)?build/, 'lib').replace(/(\.d\.ts|\.js)$/, '.ts'));
}

describe('package.json', () => {
  it('publishes the built library and the documents, and nothing else that npm does not add by itself', () => {
    const files: readonly string[] = manifest.files;
    expect(files.filter((file) => !file.startsWith('!'))).toEqual(['build', 'docs', 'CHANGELOG.md', 'CONTRIBUTING.md']);
  });

  it('has the entrances for users, for authors of engines and for tests', () => {
    expect(Object.keys(manifest.exports)).toEqual(['.', './engine', './testing', './package.json']);
  });

  it('exports only what lib/ has a source for, to old and new module resolution alike', () => {
    const { './package.json': _, ...entries } = manifest.exports as Record<string, Record<string, string>>;
    const targets = [manifest.main, manifest.types, ...Object.values(entries).flatMap(Object.values)];
    expect(targets.filter((target) => !existsSync(sourceOf(target)))).toEqual([]);
    const subpaths = Object.keys(entries).filter((name) => name !== '.');
    expect(Object.keys(manifest.typesVersions['*']).map((name) => `./${name}`)).toEqual(subpaths);
  });

  it('leaves the choice of cdk8s, cdk8s-plus and constructs to the app, so that there is one copy of each', () => {
    const peers = Object.keys(manifest.peerDependencies);
    expect(peers).toEqual(['cdk8s', 'cdk8s-plus-27', 'constructs']);
    expect(Object.keys(manifest.dependencies).filter((name) => peers.includes(name))).toEqual([]);
    expect(peers.filter((name) => !(name in manifest.devDependencies))).toEqual([]);
  });
});
