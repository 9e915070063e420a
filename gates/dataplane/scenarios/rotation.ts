import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Scenario } from '../context';
import { shuffled } from '../kubelet/timing';
import { Load } from '../load/load';
import { ask } from '../store/ask';
import { Logins } from '../store/logins';
import { SENTINEL_PORT, SERVER_PORT, type Store } from '../store/store';
import { PASSWORDS, secret } from '../store/synthesize';
import { deletePrimary } from './primary';
import { resumed } from './round';
import { Goals, tell } from './sum';

const NEXT = { password: `it's "another"\\ $1`, admin: 'new; `too` & 2>y "z"' };

/** The files of the pods follow so many milliseconds after the change, each pod at another time. */
const FOLLOW_MS = [500, 20_000, 40_000];
const CUT_MS = 3_000;

/** Ends the connections of replicas and Sentinels, so that each has to log in anew. */
async function cut(store: Store, password: string): Promise<void> {
  const admin = { username: 'admin', password };
  for (const { address = '' } of store.pods) {
    for (const user of ['replica', 'sentinel']) await ask(address, SERVER_PORT, admin, 'CLIENT', 'KILL', 'USER', user);
    await ask(address, SENTINEL_PORT, admin, 'CLIENT', 'KILL', 'USER', 'sentinel');
  }
}

async function until(what: string, seconds: number, is: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await is())) {
    if (Date.now() > end) assert.fail(`${what} did not happen within ${seconds} s`);
    await sleep(250);
  }
}

const refused = async (store: Store, password: string): Promise<number> => {
  const asked = store.pods.flatMap(({ address = '' }) =>
    [SERVER_PORT, SENTINEL_PORT].map((port) => ask(address, port, { password }, 'PING')),
  );
  return (await Promise.all(asked)).filter((answer) => /NOAUTH|WRONGPASS/.test(`${answer}`)).length;
};

/** Makes every pod forget the passwords before, as a day does. */
async function forget(store: Store): Promise<void> {
  for (const pod of store.pods) {
    const { status, output } = await pod.exec(['rm', '-f', '/data/.accepted', '/run/store/accepted'], {
      container: store.container,
    });
    assert.equal(status, 0, output);
  }
}

/** Both passwords of the Secret change while clients with the one before write, and links are cut. */
async function run(context: Context): Promise<void> {
  const { store, cluster, namespace, figures, label } = context;
  await store.inOrder();
  const load = await Load.of(cluster, store.application);
  await load.start({ plain: 2, confirmed: 2 }, 150);
  await sleep(2_000);
  const since = Date.now();
  const logins = new Logins(store, PASSWORDS.password, NEXT.password);
  const cuts = setInterval(() => void cut(store, PASSWORDS.admin), CUT_MS);
  const delays = shuffled(FOLLOW_MS);
  cluster.apply([secret(namespace, NEXT)], ({ name }) => delays[Number(name.at(-1))] ?? 0);
  await until('a login with the new password everywhere', 90, () => logins.taken.size === 2 * store.replicas);
  await sleep(15_000);
  clearInterval(cuts);
  await resumed(load, Date.now(), 30);
  await store.inOrder();
  const rotated = await load.report(since);
  // The pod that comes back has never seen the password before.
  await deletePrimary(store);
  await sleep(3_000);
  await store.inOrder();
  await logins.stop();
  await load.stop();
  const report = await load.report(since);
  const losses = await load.verify();
  await load.end();
  const last = (Math.max(...logins.taken.values()) - since) / 1000;
  const note = `${logins.tries} logins, ${logins.oldRefused} with the old password refused; the last server took the new one ${(last - 40).toFixed(0)} s after its files`;
  const all = tell(context, 'passwords change', [{ report: rotated, losses }], note);
  new Goals(context, 'passwords change', all).nothingLost({ plain: false }).gapMost(3);
  figures.goal(`${label}: passwords change: no login with either password fails`, logins.oldRefused === 0, note);
  const errors = { ...report.plain.errors, ...report.confirmed.errors };
  figures.goal(
    `${label}: passwords change: clients with the one before write on, to a pod that is replaced too`,
    !('WRONGPASS' in errors) && !('NOAUTH' in errors),
    JSON.stringify(errors),
  );

  store.logInWith(NEXT.password);
  await forget(store);
  await until(
    'no login with the old password',
    60,
    async () => (await refused(store, PASSWORDS.password)) === 2 * store.replicas,
  );
  await cut(store, NEXT.admin);
  await sleep(2_000);
  await store.inOrder();
  figures.goal(`${label}: passwords change: servers and Sentinels use the new one among themselves`, true, 'in order');

  cluster.apply([secret(namespace)]);
  await until('the first password everywhere again', 60, async () => (await refused(store, PASSWORDS.password)) === 0);
  store.logInWith(PASSWORDS.password);
}

export const rotation: Scenario = { name: 'passwords change under writes', run };
