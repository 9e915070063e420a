import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { secret } from '../store/synthesize';

/** Waits until every pod of the store gives this reason or has it in its log. */
async function everyPodSays({ store }: Context, words: string): Promise<string> {
  const end = Date.now() + 20_000;
  let said: string[] = [];
  while (Date.now() < end) {
    said = store.pods.map((pod) => `${pod.name}: ${pod.reasons.join(', ')} ${pod.lastLines()}`);
    if (said.length === store.replicas && said.every((text) => text.includes(words))) return words;
    await sleep(250);
  }
  assert.fail(`every pod must say ${words}, got\n${said.join('\n')}`);
}

/** A store whose Secret is missing or wrong waits and reports it; once the Secret is right it starts. */
async function run(context: Context): Promise<void> {
  const { cluster, namespace, figures, label, store } = context;
  const missing = await everyPodSays(context, 'secret "store-passwords" not found');
  figures.goal(`${label}: a store without its Secret waits and names it`, true, missing);
  cluster.apply([secret(namespace, { password: '', admin: 'right' })]);
  const empty = await everyPodSays(context, 'key password of Secret store-passwords is empty');
  figures.goal(`${label}: a store with an empty password waits and names it`, true, empty);
  cluster.apply([secret(namespace)]);
  const begun = Date.now();
  await store.inOrder(120);
  const took = (Date.now() - begun) / 1000;
  figures.goal(`${label}: it starts once the Secret is right`, true, `${took.toFixed(0)} s`);
}

export const credentials: Scenario = { name: 'missing and empty passwords', run };
