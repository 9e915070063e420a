import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DIST, filesOf, manifestsOf, ROOT } from '../support/dist';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8').replaceAll('\n', ' ');
const NATIVE = /^(v1|(apps|batch|policy|autoscaling|networking\.k8s\.io|rbac\.authorization\.k8s\.io)\/v\d)$/;
const ADD_ONS: Record<string, string> = { 'gateway.networking.k8s.io': 'the Gateway API', 'keda.sh': 'KEDA' };

/** The add-ons that a file of dist/ needs, as README calls them. */
function addOnsOf(text: string): string[] {
  const versions = manifestsOf(text).map((manifest) => String((manifest as Record<string, unknown>)['apiVersion']));
  const groups = versions.filter((version) => !NATIVE.test(version)).map((version) => version.split('/')[0] ?? '');
  return [...new Set(groups)].sort().map((group) => ADD_ONS[group] ?? group);
}

describe('README', () => {
  it('names the apps of dist/ that do not apply to an empty cluster, and what they need', () => {
    const needy = Object.entries(filesOf(DIST))
      .map(([file, text]) => [file, addOnsOf(text)] as const)
      .filter(([, addOns]) => addOns.length > 0)
      .map(([file, addOns]) => `\`dist/${file}\` needs ${addOns.join(' and ')}`);
    expect(/Of the apps here ([^;]+);/.exec(README)?.[1]).toBe(needy.join(', '));
  });

  it('names files of dist/ that are there', () => {
    const named = [...README.matchAll(/dist\/(\w+\.k8s\.yaml)/g)].map(([, file]) => file ?? '');
    expect(named).not.toEqual([]);
    for (const file of named) expect(Object.keys(filesOf(DIST))).toContain(file);
  });
});
