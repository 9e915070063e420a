/** Checks that look at a mutated app, and their answers. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { validateManifest } from '../../../test/support/schema';
import { refusals } from '../checks/apply';
import { allowedConnections } from '../checks/network';
import { removeAtExit } from '../cleanup';
import type { Cluster } from '../cluster';
import { asDocuments, type Manifest } from '../manifests';
import { unexcepted } from '../scanner-exceptions';

/** Returns what a gate finds wrong, nothing when it lets the manifests pass. */
export type Gate = (manifests: readonly Manifest[]) => Promise<readonly string[]>;

/** Lists the gates; those that must catch a mistake before a cluster sees it come first. */
export function gates(cluster: Cluster, good: readonly string[], synthRules: Gate): Readonly<Record<string, Gate>> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-mutation-'));
  removeAtExit(directory);
  const file = path.join(directory, 'app.yaml');
  return {
    rules: synthRules,
    schema: async (manifests) => manifests.flatMap((manifest) => validateManifest(manifest)),
    'API server': (manifests) => refusals(cluster, manifests),
    scanners: async (manifests) => {
      writeFileSync(file, asDocuments(manifests));
      return (await unexcepted([file]).catch((error: Error) => ({ findings: [error.message] }))).findings;
    },
    network: async (manifests) => {
      const now = await allowedConnections(manifests).catch((error: Error) => [error.message]);
      return [...now.filter((line) => !good.includes(line)), ...good.filter((line) => !now.includes(line))];
    },
  };
}
