/** `npm run test:mutations`: mistakes that people make, and which gate catches each. */
import path from 'node:path';
import { describeFinding, verify } from '../../lib';
import { apply } from './checks/apply';
import { startControlPlane } from './control-plane';
import { type Manifest, ofKind, readApps } from './manifests';
import { runMutations } from './mutations/run';
import { conclude } from './runner';

/** An object that another team makes, and an app of ours uses. */
const FOREIGN = { kind: 'Secret', name: 'accounts', namespace: 'ledger' };

/** The Secret that a Job makes in the cluster, with its keys. */
function madeLater({ metadata, spec }: Manifest) {
  const { containers = [], initContainers = [] } = spec?.template?.spec ?? {};
  return [...containers, ...initContainers].flatMap(({ command = [] }: Manifest) => {
    const [, name, files] = /^kubectl create secret generic (\S+) (.*)$/.exec(command.join(' ')) ?? [];
    if (name === undefined || files === undefined) return [];
    const keys = [...files.matchAll(/--from-file=([^=]+)=/g)].map(([, key]) => `${key}`);
    return [{ kind: 'Secret', name, namespace: metadata.namespace, keys }];
  });
}

async function main(): Promise<void> {
  const apps = readApps(path.join(__dirname, '..', '..', 'dist'));
  const app = apps.find(({ name }) => name === 'shop');
  if (!app) throw new Error('dist/shop.k8s.yaml is missing; run npm run synth');
  const others = apps.filter((other) => other !== app).flatMap(({ manifests }) => manifests);
  const external = [FOREIGN, ...[...app.manifests, ...others].flatMap(madeLater)];
  // External objects of other apps are known to their own baselines only.
  const foreign = new Set(others.map(({ metadata }) => metadata.namespace));
  const rules = async (manifests: readonly Manifest[]) =>
    verify([...others, ...manifests], { external })
      .filter(({ object }) => object?.namespace === undefined || !foreign.has(object.namespace))
      .map((finding) => describeFinding(finding));
  const cluster = await startControlPlane();
  try {
    // The API server warns of what the labels of the namespace forbid; a dry run would not keep them.
    await apply(cluster, ofKind(app.manifests, 'Namespace'));
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
