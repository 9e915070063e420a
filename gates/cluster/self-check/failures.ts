/** Starts that must fail with a useful message. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startControlPlane } from '../control-plane';
import { writeKubeconfig } from '../credentials';
import { freePort } from '../loopback';
import { builtPrograms } from '../programs';
import { ensureTools } from '../tools/build';
import { ensurePython } from '../tools/python';
import { DEFAULT_VERSION } from '../tools/tools';
import { messageOf, withEnvironment } from './checks';
import { checkClean } from './clean';

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

checkClean('fails when KUBECONFIG names no file, where kubectl would take whatever answers on localhost', () =>
  withEnvironment({ MAINSTAY_TEST_CLUSTER: '1', KUBECONFIG: '/nonexistent/config' }, async () => {
    const message = await messageOf(startControlPlane());
    assert.match(message, /KUBECONFIG must name a file that exists, got \/nonexistent\/config; correct it/);
  }),
);

checkClean('fails with what kubectl says when the cluster of KUBECONFIG does not answer', async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'mainstay-kubeconfig-'));
  const file = writeKubeconfig(directory, `https://127.0.0.1:${await freePort()}`, '', 'token');
  await withEnvironment({ MAINSTAY_TEST_CLUSTER: '1', KUBECONFIG: file }, async () => {
    const message = await messageOf(startControlPlane());
    assert.match(
      message,
      /the cluster of KUBECONFIG must answer, got The connection .* was refused.*; check KUBECONFIG/,
    );
  });
  rmSync(directory, { recursive: true });
});

checkClean('fails with what to install when nothing is built and there is no go', async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  await withEnvironment({ PATH: '/nonexistent', MAINSTAY_CACHE: cache }, async () => {
    assert.match(await messageOf(ensureTools(['etcd'])), /install Go 1\.26 or newer/);
  });
  rmSync(cache, { recursive: true });
});

checkClean('fails with what to install when there is no Python', async () => {
  const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
  await withEnvironment({ PATH: '/nonexistent', MAINSTAY_CACHE: cache }, async () => {
    const message = await messageOf(ensurePython('kubernetes-validate'));
    assert.match(
      message,
      /making a virtual environment .*\n.*python3 ENOENT\ninstall Python 3\.10 or newer with its venv module/,
    );
  });
  rmSync(cache, { recursive: true });
});

checkClean(
  "fails with pip's lines when a package cannot be had, and leaves nothing that passes for complete",
  async () => {
    const cache = mkdtempSync(path.join(os.tmpdir(), 'mainstay-cache-'));
    const settings = { MAINSTAY_CACHE: cache, PIP_NO_INDEX: '1', PIP_FIND_LINKS: cache, PIP_NO_CACHE_DIR: '1' };
    await withEnvironment(settings, async () => {
      for (let i = 0; i < 2; i++) {
        const message = await messageOf(ensurePython('kubernetes-validate'));
        assert.match(
          message,
          /installing kubernetes-validate ended with exit code 1:\n[\s\S]*No matching distribution/,
        );
      }
    });
    rmSync(cache, { recursive: true });
  },
);

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
