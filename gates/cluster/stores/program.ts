/** Small programs with one store, written to a folder as `npm run synth` writes dist/. */
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chart } from 'cdk8s';
import { App, Cluster, type ClusterProps, Credentials, StatefulStore, type StatefulStoreProps } from '../../../lib';
import { removeAtExit } from '../cleanup';
import { type Manifest, readApps } from '../manifests';

export const STORE = 'ledger';

export interface Written {
  readonly folder: string;
  readonly manifests: readonly Manifest[];
}

/** Synthesizes what `fill` adds to a chart of that name and namespace, for a cluster. */
export function written(namespace: string, cluster: ClusterProps, fill: (chart: Chart) => void): Written {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mainstay-store-'));
  removeAtExit(folder);
  const app = new App({ outdir: folder, cluster: Cluster.generic(cluster) });
  fill(new Chart(app, namespace, { namespace }));
  app.synth();
  return { folder, manifests: readApps(folder).flatMap(({ manifests }) => manifests) };
}

/** Passwords from a Secret that exists: Jobs that make them need Kubernetes 1.29. */
export const credentials = Credentials.fromSecret('passwords', 'password', { encoded: 'password' });

/** Synthesizes a store called `ledger`. */
export function store(namespace: string, cluster: ClusterProps, props: StatefulStoreProps): Written {
  return written(namespace, cluster, (chart) => new StatefulStore(chart, STORE, { credentials, ...props }));
}
