/** The frame of a gate that is a command of its own. */
import type { Cluster } from './cluster';
import { type ControlPlaneOptions, startControlPlane } from './control-plane';
import { conclude } from './runner';

/** Runs checks on a control plane of their own, prints how many passed, and sets the exit code. */
export function runAlone(run: (cluster: Cluster) => Promise<void>, options: ControlPlaneOptions = {}): void {
  const main = async (): Promise<void> => {
    const cluster = await startControlPlane(options);
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
