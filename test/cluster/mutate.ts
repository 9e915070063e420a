/** `npm run test:mutations`: mistakes that people make, and which gate catches each. */
import path from 'node:path';
import { describeFinding, verify } from '../../lib';
import { startControlPlane } from './control-plane';
import { type Manifest, readApps } from './manifests';
import { runMutations } from './mutations/run';
import { conclude } from './runner';

/** The Secrets that Jobs make in the cluster. */
const MADE_LATER = ['sessions-credentials', 'observability-grafana-credentials'];

async function main(): Promise<void> {
  const app = readApps(path.join(__dirname, '..', '..', 'dist')).find(({ name }) => name === 'shop');
  if (!app) throw new Error('dist/shop.k8s.yaml is missing; run npm run synth');
  const external = MADE_LATER.map((name) => ({ kind: 'Secret', name, namespace: 'shop' }));
  const rules = async (manifests: readonly Manifest[]) =>
    verify(manifests as never, { external }).map((finding) => describeFinding(finding));
  const cluster = await startControlPlane();
  try {
    await cluster.kubectl(['create', 'namespace', 'shop']);
    await runMutations(cluster, app, rules);
  } finally {
    await cluster.stop();
  }
  conclude();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
