import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AddOnFacts } from '../../lib/cluster/add-ons/facts';
import { ADD_ONS } from '../../lib/cluster/add-ons/table';
import { DIST, filesOf, manifestsOf, ROOT } from '../support/dist';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replaceAll('\n', ' ');
const NATIVE = /^(v1|(apps|batch|policy|autoscaling|networking\.k8s\.io|rbac\.authorization\.k8s\.io)\/v\d)$/;

/** The add-ons that a file of dist/ needs, as errors and README call them. */
function addOnsOf(text: string): string[] {
  const versions = manifestsOf(text).map((manifest) => String((manifest as Record<string, unknown>)['apiVersion']));
  const custom = [...new Set(versions)].filter((version) => !NATIVE.test(version)).sort();
  const facts = Object.values<AddOnFacts>(ADD_ONS);
  return custom.map((version) => facts.find(({ apiVersion }) => apiVersion === version)?.title ?? version);
}

describe('README', () => {
  it('names the apps of dist/ that do not apply to an empty cluster, and what they need', () => {
    const needy = Object.entries(filesOf(DIST))
      .map(([file, text]) => [file, addOnsOf(text)] as const)
      .filter(([, addOns]) => addOns.length > 0)
      .map(([file, addOns]) => `\`dist/${file}\` needs ${addOns.join(' and ')}`);
    expect(/Of the apps in this repository, ([^.]+\.k8s\.yaml[^.]+)\./.exec(README)?.[1]).toBe(needy.join(', '));
  });

  it('names files of dist/ that are there', () => {
    const named = [...README.matchAll(/dist\/(\w+\.k8s\.yaml)/g)].map(([, file]) => file ?? '');
    expect(named).not.toEqual([]);
    for (const file of named) expect(Object.keys(filesOf(DIST))).toContain(file);
  });
});
