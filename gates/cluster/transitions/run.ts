/** `npm run test:transitions`: the checks of the cluster gate about apps that change while they serve, alone. */
import path from 'node:path';
import { startControlPlane } from '../control-plane';
import { installCrds } from '../crds';
import { conclude } from '../runner';
import { transitions } from './transitions';

async function main(): Promise<void> {
  const cluster = await startControlPlane();
  try {
    await installCrds(cluster, path.join(__dirname, '..', '..', '..', 'imports', 'crds'));
    await transitions(cluster, process.argv.slice(2));
  } finally {
    await cluster.stop();
  }
  conclude();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
