/** Starts a control plane and holds it until this process is ended from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startControlPlane } from '../control-plane';
import { DEFAULT_VERSION } from '../tools/tools';

async function hold(): Promise<void> {
  setTimeout(() => console.log('starting'), 1_000);
  const { kubeconfig } = await startControlPlane({ version: DEFAULT_VERSION });
  console.log(`started ${kubeconfig}`);
  await sleep(600_000);
}

void hold();
