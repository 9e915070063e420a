/** Starts that must fail with a useful message, and ends that must leave nothing running. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startControlPlane } from '../control-plane';
import { builtPrograms, onPath } from '../programs';
import { ensureTools } from '../tools/build';
import { DEFAULT_VERSION } from '../tools/tools';
import { check, messageOf, processesMentioning, withEnvironment } from './checks';

const version = DEFAULT_VERSION;

async function withTakenPort(run: (port: number) => Promise<void>): Promise<void> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await run((server.address() as net.AddressInfo).port);
  } finally {
    server.close();
  }
}

/** Runs `run` with temporary directories of its own: afterwards none of ours may be left, nor a process that uses one. */
async function leavingNothing(run: () => Promise<void>): Promise<void> {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'mainstay-check-'));
  try {
    await withEnvironment({ TMPDIR: temporary }, run);
    assert.deepEqual(await processesMentioning(temporary), []);
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith('mainstay-')),
      [],
    );
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

const checkClean = (name: string, run: () => Promise<void>) => check(name, () => leavingNothing(run));

checkClean('fails with the log of kube-apiserver when its port is taken', () =>
  withTakenPort(async (apiServer) => {
    const message = await messageOf(startControlPlane({ version, ports: { apiServer } }));
    assert.match(message, /kube-apiserver ended with exit code 1:\n[\s\S]*address already in use/);
  }),
);

checkClean('fails before it writes to a foreign etcd when the port of etcd is taken', () =>
  withTakenPort(async (etcd) => {
    const message = await messageOf(startControlPlane({ version, ports: { etcd } }));
    assert.match(message, new RegExp(`port ${etcd} of 127.0.0.1 for etcd is taken`));
  }),
);

checkClean('fails with the name of the program when etcd is missing', async () => {
  const message = await messageOf(startControlPlane({ version, programs: { etcd: '/nonexistent/etcd' } }));
  assert.match(message, /etcd cannot be started: .*ENOENT/);
});

checkClean('fails with its log when etcd ends at once', async () => {
  const etcd = (await builtPrograms(version)).kubectl;
  const message = await messageOf(startControlPlane({ version, programs: { etcd } }));
  assert.match(message, /etcd ended with exit code 1:\n +error: unknown flag/);
});

checkClean('fails with what to install when KUBEBUILDER_ASSETS lacks a program', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-assets-'));
  symlinkSync((await builtPrograms(version)).kubectl, path.join(directory, 'kubectl'));
  await withEnvironment({ KUBEBUILDER_ASSETS: directory, MAINSTAY_TEST_CLUSTER: undefined }, async () => {
    assert.match(await messageOf(startControlPlane()), /lacks kube-apiserver, etcd; install them there/);
  });
  rmSync(directory, { recursive: true });
});

checkClean('fails with the variable to set when a cluster is allowed but not named', () =>
  withEnvironment({ MAINSTAY_TEST_CLUSTER: '1', KUBECONFIG: undefined }, async () => {
    assert.match(await messageOf(startControlPlane()), /set KUBECONFIG/);
  }),
);

checkClean('fails with what to install when nothing is built and there is no go', async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  await withEnvironment({ PATH: '/nonexistent', MAINSTAY_CACHE: cache }, async () => {
    assert.match(await messageOf(ensureTools(['etcd'])), /install Go 1\.26 or newer/);
  });
  rmSync(cache, { recursive: true });
});

checkClean("fails with the compiler's lines when a build fails", async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  const settings = { MAINSTAY_CACHE: cache, GOPROXY: 'off', GOMODCACHE: path.join(cache, 'modules') };
  await withEnvironment(settings, async () => {
    const message = await messageOf(ensureTools(['etcd']));
    assert.match(message, /building etcd of etcd v\S+ ended with exit code 1:\n[\s\S]*module lookup disabled/);
    assert.equal(existsSync(path.join(cache, 'build.lock')), false);
  });
  rmSync(cache, { recursive: true });
});

/** Starts a program that holds a control plane, ends it by `signal` after its line `line`. @returns its exit code */
async function endHolder(signal: NodeJS.Signals, line: string): Promise<number | null> {
  const file = path.join(__dirname, 'hold.ts');
  const child = spawn(onPath('node') ?? 'node', ['-r', 'ts-node/register', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdout.on('data', (chunk) => String(chunk).includes(line) && child.kill(signal));
  return ended;
}

for (const [signal, line, code] of [
  ['SIGINT', 'starting', 130],
  ['SIGINT', 'started', 130],
  ['SIGTERM', 'started', 143],
  ['SIGKILL', 'started', null],
] as const) {
  checkClean(`leaves nothing running after ${signal} when ${line}`, async () => {
    assert.equal(await endHolder(signal, line), code);
    if (signal === 'SIGKILL') await sleep(1_000);
  });
}
