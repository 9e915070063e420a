/** `npm run test:access`: access for people, alone. */
import { startControlPlane } from '../control-plane';
import { conclude } from '../runner';
import { access } from './access';

async function main(): Promise<void> {
  const cluster = await startControlPlane();
  try {
    await access(cluster);
  } finally {
    await cluster.stop();
  }
  conclude();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
