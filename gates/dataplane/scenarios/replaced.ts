import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context';
import { Load } from '../load/load';
import type { Round } from './round';

/** Clients write while a change replaces all pods one after the other, for some minutes at most. `took` is in seconds. */
export async function replaced(
  { store, cluster }: Context,
  change: () => void,
  minutes: number,
): Promise<Round & { readonly took: number }> {
  const load = await Load.of(cluster, store.application);
  await store.inOrder();
  await load.start({ plain: 2, confirmed: 2 }, 150);
  await sleep(2_000);
  const since = Date.now();
  change();
  const end = since + minutes * 60_000;
  while (!store.set.settled && Date.now() < end) await sleep(250);
  const took = (Date.now() - since) / 1000;
  await sleep(1_000);
  await load.stop();
  const report = await load.report(since);
  await store.inOrder();
  const losses = await load.verify();
  await load.end();
  return { report, losses, took };
}
