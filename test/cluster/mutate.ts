/** `npm run test:mutations`: mistakes that people make, and which gate catches each. */
import path from 'node:path';
import { describeFinding, verify } from '../../lib';
import { startControlPlane } from './control-plane';
import { type Manifest, readApps } from './manifests';
import { runMutations } from './mutations/run';
import { conclude } from './runner';

/** The Secret that a Job makes in the cluster. */
function madeLater({ kind, metadata: { name, namespace } }: Manifest) {
  const secret = /^(.+-credentials)-[0-9a-f]{8}$/.exec(name)?.[1];
  return kind === 'Job' && secret ? [{ kind: 'Secret', name: secret, namespace }] : [];
}

async function main(): Promise<void> {
  const apps = readApps(path.join(__dirname, '..', '..', 'dist'));
  const app = apps.find(({ name }) => name === 'shop');
  if (!app) throw new Error('dist/shop.k8s.yaml is missing; run npm run synth');
  const others = apps.filter((other) => other !== app).flatMap(({ manifests }) => manifests);
  const external = [...app.manifests, ...others].flatMap(madeLater);
  const rules = async (manifests: readonly Manifest[]) =>
    verify([...others, ...manifests], { external }).map((finding) => describeFinding(finding));
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
