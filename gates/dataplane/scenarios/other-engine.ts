import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { storeManifests } from '../store/synthesize';
import { replaced } from './replaced';
import { Goals, tell } from './sum';

const MINUTES = 5;

/** The pods of Redis 7.0 become pods of Valkey one after the other, while clients write; then the program goes back. */
async function run(context: Context): Promise<void> {
  const { store, cluster, namespace, figures } = context;
  const { took, ...round } = await replaced(context, () => cluster.apply(storeManifests(namespace, 'valkey')), MINUTES);
  const all = tell(context, 'Redis 7.0 → Valkey 9.1', [round], `took ${took.toFixed(0)} s`);
  new Goals(context, 'Redis 7.0 → Valkey 9.1', all).nothingLost({ plain: true });
  const servers = await Promise.all(store.pods.map((pod) => store.info(pod, 'server')));
  const valkeys = servers.filter((info) => info['server_name'] === 'valkey').length;
  figures.goal('Redis 7.0 → Valkey 9.1: every server is Valkey', valkeys === 3, `${valkeys} of 3`);

  // Valkey copies in a format that Redis 7.0 cannot read.
  cluster.apply(storeManifests(namespace, 'redis'));
  const until = Date.now() + 120_000;
  let said = '';
  while (!said && Date.now() < until) {
    await sleep(500);
    const lines = store.pods.map((pod) => pod.lastLines(6)).join(' ');
    said = /(sends data in the format of Redis 7\.2|the data has the format VALKEY)[^;]*/.exec(lines)?.[0] ?? '';
  }
  const ready = store.pods.filter((pod) => pod.ready).length;
  figures.goal(
    'Valkey 9.1 → Redis 7.0: the first pod waits and says why, the others serve',
    said !== '' && ready === 2,
    said,
  );
  cluster.apply(storeManifests(namespace, 'valkey'));
  await store.inOrder(120);
}

export const otherEngine: Scenario = { name: 'Redis becomes Valkey', run };
