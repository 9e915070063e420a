/** Faults that can happen to a pod besides a deletion. */
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { isolate, type PodNetwork, rejoin } from './network';

function processesIn(network: PodNetwork): number[] {
  const inode = statSync(network.path).ino;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/ns/net`) === `net:[${inode}]`;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Stops every process of a pod, as on a machine that hangs. @returns a function that continues them */
export function freeze(network: PodNetwork): () => void {
  const send = (signal: NodeJS.Signals): void => {
    for (const pid of processesIn(network)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  send('SIGSTOP');
  return () => send('SIGCONT');
}

/** Blocks all traffic between `addresses` and all others. @returns a function that restores it */
export async function cutOff(addresses: readonly string[]): Promise<() => Promise<void>> {
  await isolate(addresses);
  return () => rejoin(addresses);
}
