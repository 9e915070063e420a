/** Starts a control plane, connects to it and holds both until this process is ended from outside. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openApi } from '../api';
import { startControlPlane } from '../control-plane';
import { DEFAULT_VERSION } from '../tools/tools';

async function hold(): Promise<void> {
  setTimeout(() => console.log('starting'), 1_000);
  const cluster = await startControlPlane({ version: DEFAULT_VERSION });
  await openApi(cluster);
  console.log(`started ${cluster.kubeconfig}`);
  await sleep(600_000);
}

void hold();
