/** The frame of a gate that is a command of its own. */
import type { Cluster } from './cluster';
import { startControlPlane } from './control-plane';
import { conclude } from './runner';

/** Runs checks on a control plane of their own, prints how many passed, and sets the exit code. */
export function runAlone(run: (cluster: Cluster) => Promise<void>): void {
  const main = async (): Promise<void> => {
    const cluster = await startControlPlane();
    try {
      await run(cluster);
    } finally {
      await cluster.stop();
    }
    conclude();
  };
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
